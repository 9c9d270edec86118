"""``threatparley show``: a model in short, for the terminal."""

import argparse

from agent.domain import Certainty, Threat, ThreatModel
from knowledge.catalog import Catalog
from ui.commands.exits import Exit
from ui.commands.sources import model_of

_MARKS = {Certainty.SURE: "", Certainty.ASSUMED: "  (assumed)", Certainty.SUGGESTED: "  (suggested)"}


def run(options: argparse.Namespace) -> Exit:
    """Print the system, its parts, and its threats in order."""
    model, facilitator = model_of(options.source)
    print("\n".join(lines_of(model, facilitator.catalog)))
    return Exit.DONE


def lines_of(model: ThreatModel, catalog: Catalog) -> list[str]:
    """The summary, a line each."""
    lines = [model.system.name or "unnamed system", ""]
    lines += [f"  {part.id:<5} {catalog.kinds[part.kind].label:<24} {part.name}" for part in model.components]
    lines += ["", f"{len(model.threats)} threats, most important first:"]
    lines += [_line(threat, model) for threat in model.threats]
    return [*lines, "", f"{len(model.controls)} measures, {len(model.assumptions)} assumptions"]


def _line(threat: Threat, model: ThreatModel) -> str:
    places = ", ".join(model.name_of(target) for target in threat.targets[:3])
    rating = threat.rating
    return f"  {threat.id} {rating.total:>4} {rating.band.value:<8} {threat.title} [{places}]{_MARKS[threat.certainty]}"
