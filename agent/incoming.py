"""Everything that comes in from outside is cleaned and measured here, before it is accepted."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from agent.domain.model import ThreatModel
from agent.domain.redaction import mask, note_on
from agent.domain.session import Said
from agent.domain.text import LIMIT, clean_text
from agent.errors import InputError

MOST_EDITS = 2_000
MOST_PARTS = 2_000
MOST_THREATS = 5_000
MOST_CHARACTERS = 10_000_000

V = TypeVar("V", Said, ThreatModel)


@dataclass(frozen=True)
class CleanSaid:
    """A turn fit to be accepted, with what its owner should know about the cleaning."""

    said: Said
    notes: tuple[str, ...]


def clean_said(said: Said) -> CleanSaid:
    """A turn without hidden characters and pasted secrets; one that says nothing, or too much, is refused."""
    if len(said.edits) > MOST_EDITS:
        raise InputError(f"at most {MOST_EDITS:,} edits can be made at once, got {len(said.edits):,}; send fewer")
    if len(said.chosen or ()) > MOST_EDITS:
        raise InputError(f"at most {MOST_EDITS:,} options can be chosen at once; choose fewer")
    cleaner = _Cleaner(LIMIT, masks=True)
    clean = cleaner.value(said).model_copy(update={"key": clean_text(said.key).text})
    if not (clean.text or clean.edits or clean.chosen is not None):
        raise InputError("there is nothing to read: write a message, answer the question, or make an edit")
    return CleanSaid(said=clean, notes=cleaner.notes())


def clean_model(model: ThreatModel) -> ThreatModel:
    """A model from outside without hidden characters; one too large to work with is refused."""
    parts = len(model.components) + len(model.flows) + len(model.actors) + len(model.boundaries) + len(model.assets)
    if parts > MOST_PARTS:
        raise InputError(f"a model may have at most {MOST_PARTS:,} parts and flows, this one has {parts:,}; split it")
    if len(model.threats) > MOST_THREATS or len(model.controls) > MOST_THREATS:
        raise InputError(f"a model may have at most {MOST_THREATS:,} threats and as many controls; split it")
    return _Cleaner(MOST_CHARACTERS).value(model)


class _Cleaner:
    """Cleans every text inside a value, and measures what comes in and what is taken out."""

    def __init__(self, limit: int, masks: bool = False) -> None:
        self._limit, self._length, self._removed = limit, 0, 0
        self._masks, self._masked = masks, Counter[str]()

    def value(self, value: V) -> V:
        """The same value with clean texts."""
        try:
            return type(value).model_validate(self._clean(value.model_dump(mode="python")))
        except ValidationError as problem:
            fault = problem.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(step) for step in fault["loc"])
            raise InputError(f"{where} has no readable content ({fault['msg']}); mend it and send it again") from None

    def notes(self) -> tuple[str, ...]:
        """What the owner should know about the cleaning."""
        things = "1 hidden character was" if self._removed == 1 else f"{self._removed:,} hidden characters were"
        removed = f"{things} removed from what you sent." if self._removed else ""
        return tuple(note for note in (removed, note_on(self._masked)) if note)

    def _clean(self, part: Any) -> Any:
        if isinstance(part, str):
            return self._text(part)
        if isinstance(part, dict):
            return {key: self._clean(inner) for key, inner in part.items()}
        if isinstance(part, (list, tuple)):
            return [self._clean(inner) for inner in part]
        return part

    def _text(self, raw: str) -> str:
        self._length += len(raw)
        if self._length > self._limit:
            raise InputError(f"more than {self._limit:,} characters came in at once; send it in parts")
        clean = clean_text(raw)
        self._removed += clean.removed
        if not self._masks:
            return clean.text
        masked = mask(clean.text)
        self._masked += masked.found
        return masked.text
