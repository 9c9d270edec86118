"""A threat model in which every field that a person can read holds words of its own, found by looking at the types."""

import types
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agent.domain.model import ThreatModel
from knowledge.vocabulary import ComponentKind, DreadFactor

REVIEW = date(2031, 2, 3)
LINKS: dict[str, object] = {
    "Actor.boundary": "B-1", "Actor.id": "P-1", "Asset.held_by": ("C-1",), "Asset.id": "D-1",
    "Assumption.fact": None, "Assumption.id": "A-1", "Assumption.value": None, "Component.boundary": "B-1",
    "Component.id": "C-1", "Component.kind": ComponentKind.AGENT, "Control.effects": (), "Control.effort": "medium",
    "Control.id": "M-1", "Control.mitigation": None, "Control.references": (), "Control.threats": ("T-001",),
    "DataFlow.id": "F-1", "DataFlow.source": "P-1", "DataFlow.target": "C-1", "Evidence.assumed": (),
    "Evidence.facts": (), "FactValue.fact": "uses_language_model", "FactValue.subject": "system",
    "FactValue.value": True, "FactorScore.high": 5, "FactorScore.level": 5, "FactorScore.low": 5,
    "Override.computed": 5, "Override.factor": DreadFactor.DAMAGE, "Override.level": 7, "Quote.turn": 1,
    "Reason.facts": (), "Threat.id": "T-001", "Threat.pattern": None, "Threat.people": None, "Threat.precedents": (),
    "Threat.references": (), "Threat.targets": ("C-1",), "ThreatModel.advised": None,
    "ThreatModel.drafted": None, "ThreatModel.imported": (), "ThreatModel.issued": {},
    "Treatment.facts": (), "TrustBoundary.id": "B-1", "Waiver.fact": "exposure", "Waiver.why": "not_sure",
}  # fmt: skip
"""Ids, links, numbers and notes on what was read, which no person words."""


def filled(words: Callable[[str], str]) -> ThreatModel:
    """The model; ``words`` gives the text for a place such as ``components.quotes.text``."""
    return ThreatModel.model_validate(_value(ThreatModel, "", words))


def places() -> tuple[str, ...]:
    """Every place that holds a text that a person can read."""
    found: list[str] = []

    def noted(place: str) -> str:
        found.append(place)
        return "words"

    filled(noted)
    return tuple(found)


def texts_in(part: object) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from (*texts_in(key), *texts_in(inner))
    elif isinstance(part, (list, tuple)):
        for inner in part:
            yield from texts_in(inner)


def _value(kind: type[BaseModel], place: str, words: Callable[[str], str]) -> dict[str, Any]:
    made = {}
    for name, field in kind.model_fields.items():
        link = f"{kind.__name__}.{name}"
        made[name] = (
            LINKS[link] if link in LINKS else _made(field.annotation, field, f"{place}.{name}".strip("."), words)
        )
    return made


def _made(kind: Any, field: FieldInfo, place: str, words: Callable[[str], str]) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return _made(next(one for one in get_args(kind) if one is not type(None)), field, place, words)
    if get_origin(kind) is tuple:
        return (_made(get_args(kind)[0], field, place, words),)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _value(kind, place, words)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)) if field.is_required() or isinstance(field.default, tuple) else field.default
    if kind is date:
        return REVIEW
    if kind is not str:
        return field.default
    of_text = () if get_origin(field.annotation) is tuple else field.metadata  # a tuple's length is no text's
    most = next((one.max_length for one in of_text if isinstance(one, MaxLen)), None)
    text = words(place)
    assert most is None or len(text) <= most, place
    return text
