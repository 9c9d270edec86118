"""``threatparley coverage``: how many items of each framework apply to a system, are open, or are ruled out."""

import argparse
import json

from agent.coverage import CAPTION, Place, counted, standings
from agent.coverage.control_checks import checked, states_line
from agent.coverage.detections import detection_line, editions, every_detection
from ui.commands.exit_codes import Exit
from ui.commands.reporting.ledger import document
from ui.commands.sources import model_of

_HEADS = (("applies", Place.APPLIES), ("open", Place.OPEN), ("ruled out", Place.RULED_OUT), ("not yours",
          Place.NOT_OWNERS))  # fmt: skip
_WIDE = 44


def run(options: argparse.Namespace) -> Exit:
    """Print the table, or everything behind it as JSON; ``threatparley ledger`` says why of each item."""
    model, facilitator = model_of(options.source)
    catalog, ledger = facilitator.catalog, facilitator.ledger(model)
    safeguards = checked(model, catalog)
    if options.json:
        whole = document(model, catalog, ledger, catalog.of_threats)
        print(json.dumps(whole | {"control_checks": [one.model_dump(mode="json") for one in safeguards]},
                         indent=2, ensure_ascii=False))  # fmt: skip
        return Exit.DONE
    found = standings(model, catalog, ledger, catalog.of_threats)
    print(f"{model.system.name or 'unnamed system'}\n{CAPTION}\n")
    print(f"{'':<{_WIDE}}" + "".join(f"{head:>11}" for head, _ in _HEADS))
    for framework in catalog.of_threats:
        manifest = catalog.manifest_of(framework)
        counts = counted([one for one in found if one.framework is framework])
        title = f"{manifest.title} {manifest.edition}"
        shown = title if len(title) < _WIDE else f"{title[: _WIDE - 2]}…"
        print(f"{shown:<{_WIDE}}" + "".join(f"{counts[place]:>11}" for _, place in _HEADS))
    print(f"\nControl checks: {states_line(safeguards)}")
    print(f"Detections: {detection_line(every_detection(model.threats))}")
    print(f"Counted in {editions()}; 'threatparley export -f detections' has a row for each.")
    return Exit.DONE
