"""Everything that comes in from outside is cleaned and measured here, before it is accepted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from agent.domain.model import ThreatModel
from agent.domain.secrets.redaction import Masker, mask, note_on
from agent.domain.sessions.quoted_turns import NO_TURNS, Record, RecordedTurn, digest_of
from agent.domain.sessions.session import Said
from agent.domain.wording.text import LIMIT, clean_text
from agent.errors import InputError
from agent.recognition import refuse_structured
from knowledge.vocabulary import Value

MOST_EDITS = 2_000
MOST_PARTS = 2_000
MOST_THREATS = 5_000
MOST_CHARACTERS = 10_000_000

V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class CleanSaid:
    """A turn fit to be accepted, with what its owner should know about the cleaning."""

    said: Said
    notes: tuple[str, ...]


def clean_said(said: Said) -> CleanSaid:
    """A turn without hidden characters and pasted secrets.

    One that says nothing or too much is refused, and so is a file of settings or data, which is no description.
    """
    if len(said.edits) > MOST_EDITS:
        raise InputError(f"at most {MOST_EDITS:,} edits can be made at once, got {len(said.edits):,}; send fewer")
    if sum(len(offer.edits) for offer in said.offers) > MOST_EDITS:
        raise InputError(f"at most {MOST_EDITS:,} edits can be proposed at once; propose fewer")
    if len(said.chosen or ()) > MOST_EDITS:
        raise InputError(f"at most {MOST_EDITS:,} options can be chosen at once; choose fewer")
    cleaner = _Cleaner(LIMIT)
    clean = cleaner.value(said).model_copy(update={"key": clean_text(said.key).text})
    if not (clean.text or clean.edits or clean.offers or clean.chosen is not None):
        raise InputError("there is nothing to read: write a message, answer the question, or make an edit")
    refuse_structured(clean.text, clean.source or "what you sent", cleaner.secrets)
    return CleanSaid(said=clean, notes=cleaner.notes("what you sent"))


def clean_words(text: str, most: int) -> str:
    """Words to be kept beside a model, without hidden characters and pasted secrets.

    Raises InputError where there are none, or more than ``most`` characters.
    """
    clean = mask(clean_text(text).text.strip()).text
    if not clean:
        raise InputError("there is nothing to keep: write something")
    if len(clean) > most:
        raise InputError(f"at most {most:,} characters can be kept here, got {len(clean):,}; say it in fewer")
    return clean


@dataclass(frozen=True)
class CleanModel:
    """A model fit to be opened, with what its owner should know about the cleaning."""

    model: ThreatModel
    notes: tuple[str, ...]
    record: Record = NO_TURNS


class _Told(Value):
    """A model with the words that were said of it."""

    model: ThreatModel
    words: tuple[str, ...]
    sources: tuple[str, ...]


def clean_model(model: ThreatModel) -> CleanModel:
    """A model from outside without hidden characters and pasted secrets.

    A secret gets the same placeholder wherever it stands, so that quotes still agree with the texts they are from.
    Raises InputError where the model is too large to work with.
    """
    return clean_record(model, NO_TURNS)


def clean_record(model: ThreatModel, record: Record) -> CleanModel:
    """A model from outside with the turns recorded with it, cleaned together as ``clean_model`` does."""
    parts = len(model.components) + len(model.flows) + len(model.actors) + len(model.boundaries) + len(model.assets)
    if parts > MOST_PARTS:
        raise InputError(f"a model may have at most {MOST_PARTS:,} parts and flows, this one has {parts:,}; split it")
    if len(model.threats) > MOST_THREATS or len(model.controls) > MOST_THREATS:
        raise InputError(f"a model may have at most {MOST_THREATS:,} threats and as many controls; split it")
    cleaner = _Cleaner(MOST_CHARACTERS)
    words, sources = tuple(turn.text or "" for turn in record.turns), tuple(turn.source for turn in record.turns)
    told = cleaner.value(_Told(model=model, words=words, sources=sources))
    turns = (_reworded(*one) for one in zip(record.turns, told.words, told.sources, strict=True))
    return CleanModel(model=told.model, notes=cleaner.notes("the file"), record=Record(turns=tuple(turns)))


def _reworded(turn: RecordedTurn, words: str, source: str) -> RecordedTurn:
    """A turn with its words cleaned; its digest is then that of the cleaned ones."""
    if turn.text in (None, words):
        return turn.model_copy(update={"source": source[:200]})
    return turn.model_copy(update={"text": words, "digest": digest_of(turn.salt, words), "source": source[:200]})


class _Cleaner:
    """Cleans every text inside a value, and measures what comes in and what is taken out."""

    def __init__(self, limit: int) -> None:
        self._limit, self._length, self._removed = limit, 0, 0
        self._masker = Masker()

    def value(self, value: V) -> V:
        """The same value with clean texts."""
        cleaned = _mapped(value.model_dump(mode="python"), self._clean)
        _mapped(cleaned, self._look)
        masked = _mapped(cleaned, self._masker.masked)
        try:
            return type(value).model_validate(masked)
        except ValidationError as problem:
            return self._fitted(value, masked, problem)

    @property
    def secrets(self) -> int:
        """How many secrets were masked."""
        return sum(self._masker.found.values())

    def notes(self, where: str) -> tuple[str, ...]:
        """What the owner should know about the cleaning."""
        things = "1 hidden character was" if self._removed == 1 else f"{self._removed:,} hidden characters were"
        removed = f"{things} removed from {where}." if self._removed else ""
        return tuple(note for note in (removed, note_on(self._masker.found, where)) if note)

    def _clean(self, raw: str) -> str:
        self._length += len(raw)
        if self._length > self._limit:
            raise InputError(f"more than {self._limit:,} characters came in at once; send it in parts")
        clean = clean_text(raw)
        self._removed += clean.removed
        return clean.text

    def _look(self, text: str) -> str:
        self._masker.look(text)
        return text

    def _fitted(self, value: V, masked: Any, problem: ValidationError) -> V:
        """The value with those texts cut that placeholders made too long; any other fault is refused."""
        faults = problem.errors(include_input=False, include_url=False)
        try:
            for fault in faults:
                if fault["type"] == "string_too_long":
                    _cut(masked, fault["loc"], fault["ctx"]["max_length"])
            return type(value).model_validate(masked)
        except ValidationError as left:
            fault = left.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(step) for step in fault["loc"])
            raise InputError(
                mask(f"{where} has no readable content ({fault['msg']}); mend it and send it again").text
            ) from None


def _mapped(part: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text changed, those too that name an entry."""
    if isinstance(part, str):
        return change(str(part))
    if isinstance(part, dict):
        return {_mapped(key, change): _mapped(inner, change) for key, inner in part.items()}
    if isinstance(part, (list, tuple)):
        return [_mapped(inner, change) for inner in part]
    return part


def _cut(part: Any, path: tuple[int | str, ...], most: int) -> None:
    """Cut the text at the end of a path; steps that are no place in the data, such as an edit's kind, are passed."""
    for place, step in enumerate(path):
        here = part.get(step) if isinstance(part, dict) else part[step] if isinstance(step, int) else None
        if isinstance(here, str) and place == len(path) - 1:
            part[step] = f"{here[: most - 1]}…"
        part = here if here is not None else part
