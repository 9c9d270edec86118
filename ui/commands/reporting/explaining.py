"""``threatparley explain``: why a threat is in a model, what a measure does, or what an entry of the catalog is."""

import argparse
import json

from agent.assembly import assemble
from agent.coverage.detections import detection_of
from agent.errors import InputError
from agent.exchange.reports.test_result_lines import trial_lines
from agent.settings import load_settings
from knowledge.catalog import load_catalog
from ui.catalog_entries import explained
from ui.commands.exit_codes import Exit
from ui.commands.plain_text import unmarked
from ui.commands.sources import model_of
from ui.model_rows import measure_rows, threat_rows


def run(options: argparse.Namespace) -> Exit:
    """Print what stands behind the id: of a model for threats and measures, else of the catalog."""
    wanted = options.id.strip()
    if wanted.upper().startswith(("T-", "M-")):
        return _of_model(wanted.upper(), options)
    lines = explained(wanted, load_catalog(overlay=load_settings().own_catalog))
    _print({"id": wanted, "text": "\n".join(lines)}, "\n".join(lines), options.json)
    return Exit.DONE


def _of_model(wanted: str, options: argparse.Namespace) -> Exit:
    model, facilitator = model_of(options.source or _newest())
    text = unmarked(facilitator.explain(model, wanted))
    rows = [row for row in (*threat_rows(model), *measure_rows(model)) if row["id"] == wanted]
    row = rows[0] if rows else {"id": wanted}
    threat = next((one for one in model.threats if one.id == wanted), None)
    tests, detection = (trial_lines(threat), detection_of(threat)) if threat else ((), "")
    tested = "\n".join(("Tested:", *(f"- {one}" for one in tests))) if tests else ""
    told = "\n\n".join(filter(None, (text, tested, detection)))
    _print({**row, "text": text, "tests": list(tests), "detection": detection}, told, options.json)
    return Exit.DONE


def _newest() -> str:
    """The session changed last; raises InputError where none is kept."""
    facilitator = assemble(load_settings())
    try:
        lines = facilitator.sessions(limit=1)
    finally:
        facilitator.close()
    if not lines:
        raise InputError("no model is kept here; name a native file: threatparley explain T-007 FILE")
    return lines[0].id


def _print(data: dict[str, object], text: str, as_json: bool) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False) if as_json else text)
