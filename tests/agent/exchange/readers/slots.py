"""How many of the twenty things that an interview settles a model holds already, by a table beside this file."""

from pathlib import Path
from typing import Any

import yaml

from agent.domain.document_claims import claims_of
from agent.domain.facts import Provenance
from agent.domain.model import ThreatModel
from knowledge.vocabulary import ComponentKind

TABLE: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("slots.yaml").read_text(encoding="utf-8"))[
    "slots"
]
_SOFT = (Provenance.INFERRED, Provenance.ASSUMED)
_THINKING = (ComponentKind.AGENT, ComponentKind.LANGUAGE_MODEL)


def filled(model: ThreatModel) -> list[str]:
    """The slots that a model fills; what is only likely or only taken to exist fills none."""
    return [row["slot"] for row in TABLE if any(_holds(one, model) for one in row["any"])]


def _holds(wanted: dict[str, Any], model: ThreatModel) -> bool:
    ((what, value),) = wanted.items()
    kinds = {one.id: one.kind.value for one in model.components if not one.inferred}
    match what:
        case "field":
            return bool(getattr(model.system, value))
        case "fact":
            return any(one.fact == value and one.provenance not in _SOFT for one in model.facts)
        case "kind":
            return bool(set(value) & set(kinds.values()))
        case "people":
            return len(model.actors) >= int(value)
        case "flow":
            return _flows(value, model)
        case "secrets":
            held = (kinds.get(part) for one in model.assets if "confidentiality" in one.needs for part in one.held_by)
            return any(kind is not None and (not value or kind in value) for kind in held)
        case "boundaries":
            return len(model.boundaries) >= int(value)
        case _:
            return what == "claim" and any(one.fact is not None for one in claims_of(model))


def _flows(which: str, model: ThreatModel) -> bool:
    people = {one.id for one in model.actors}
    thinking = {one.id for one in model.components if one.kind in _THINKING}
    match which:
        case "entry":
            return any(one.untrusted and one.source in people for one in model.flows)
        case "out":
            return any(one.target in people for one in model.flows)
        case _:
            inner = [one for one in model.flows if {one.source, one.target} & thinking and one.source not in people]
            return len({frozenset((one.source, one.target)) for one in inner}) >= 2
