"""The turns that a native file keeps beside the model, so that each quote in it can be proven without the session."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Self

from pydantic import Field, model_validator

from agent.domain.facts import Quote
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Said, Turn
from agent.domain.wording.text import LIMIT
from knowledge.vocabulary import Value

MOST_TURNS = 20_000
_LEAST_SALT, _MOST_SALT = 8, 80
NOT_KEPT = 0
"""The turn of a quote whose own turn was not kept: it was said before the record begins."""


class RecordedTurn(Value):
    """What was said in one turn, by its digest; the words themselves may be taken out without breaking the rest."""

    number: int = Field(ge=1, le=MOST_TURNS, description="Sequence number of the turn; the first is 1.")
    digest: str = Field(
        pattern="^sha256:[0-9a-f]{64}$",
        description="SHA-256, as hexadecimal, of the salt, a line end and the words in UTF-8.",
    )
    salt: str = Field(
        default="", max_length=_MOST_SALT, description="Keeps short words from being guessed; gone with the words."
    )
    text: str | None = Field(
        default=None, max_length=LIMIT, description="The cleaned words; none: they were taken out."
    )
    source: str = Field(default="", max_length=200, description="Name of the document they came from; empty: typed.")

    @property
    def holds(self) -> bool:
        """Whether the words that stand here are those the digest was made of; true where none stand here."""
        return self.text is None or self.digest == digest_of(self.salt, self.text)


class Record(Value):
    """The turns of a session from the first on, without gaps."""

    turns: tuple[RecordedTurn, ...] = Field(default=(), max_length=MOST_TURNS, description="The turns, in order.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for place, turn in enumerate(self.turns, start=1):
            if turn.number != place:
                raise ValueError(f"turn {turn.number} stands where turn {place} should; turns have no gaps")
            if turn.text is not None and len(turn.salt) < _LEAST_SALT:
                raise ValueError(f"turn {turn.number} has words and no salt of at least {_LEAST_SALT} characters")
        salts = Counter(turn.salt for turn in self.turns if turn.salt)
        twice = next((salt for salt, count in salts.items() if count > 1), None)
        if twice is not None:
            raise ValueError("two turns have the same salt; each has its own")
        return self

    def said(self, number: int) -> str | None:
        """The words of a turn; none where they are not here."""
        return self.turns[number - 1].text if 0 < number <= len(self.turns) else None


NO_TURNS = Record()
"""The record of a file in which nothing can be proven."""


def digest_of(salt: str, text: str) -> str:
    """The digest that a turn's words are known by."""
    words = f"{salt}\n{text}".encode("utf-8", "replace")
    return f"sha256:{hashlib.sha256(words).hexdigest()}"


def quotes_of(model: ThreatModel) -> Iterator[tuple[str, Quote]]:
    """Every quote of a model with its place in the native file, as a JSON pointer."""
    for name in ("components", "actors", "facts", "assumptions"):
        for place, thing in enumerate(getattr(model, name)):
            yield from _placed(f"/model/{name}/{place}/quotes", thing.quotes)
    yield from _placed("/model/asides", model.asides)
    for place, threat in enumerate(model.threats):
        yield from _placed(f"/model/threats/{place}/evidence/quotes", threat.evidence.quotes)


def record_of(turns: Iterable[Turn], model: ThreatModel) -> Record:
    """The turns up to the last one that the model quotes; those it does not quote are there by their digest alone."""
    quoted = {quote.turn for _, quote in quotes_of(model)}
    last = min(max(quoted, default=0), MOST_TURNS)
    kept = sorted((turn for turn in turns if turn.number <= last), key=lambda turn: turn.number)
    whole = [turn.number for turn in kept] == list(range(1, len(kept) + 1))
    return Record(turns=tuple(_recorded(turn, turn.number in quoted) for turn in kept)) if whole else Record()


def without_words(model: ThreatModel, record: Record, numbers: Collection[int]) -> tuple[ThreatModel, Record]:
    """A file's model and record without the words of some turns; their digests stay, and so do the quotes.

    What the description repeats of those words goes too.
    """
    taken = [turn.text for turn in record.turns if turn.number in numbers and turn.text]
    system = model.system
    cut = {name: _cut(getattr(system, name), taken) for name in ("description", "from_documents", "opening")}
    turns = tuple(
        turn.model_copy(update={"text": None, "salt": ""}) if turn.number in numbers else turn for turn in record.turns
    )
    return model.model_copy(update={"system": system.model_copy(update=cut)}), Record(turns=turns)


def said_before(record: Record) -> tuple[Said, ...]:
    """The recorded turns as turns of the session that a file is opened as."""
    return tuple(
        Said(
            text=turn.text or "", source=turn.source, withheld="" if turn.text is not None else turn.digest,
            key=turn.salt if turn.text is not None else f"withheld-{turn.number}-{turn.digest[-32:]}",
        )
        for turn in record.turns
    )  # fmt: skip


def apart_from(model: ThreatModel, record: Record) -> ThreatModel:
    """The model with quotes from turns outside the record marked as said before it, so that no later turn is theirs."""
    last = len(record.turns)
    if all(quote.turn <= last for _, quote in quotes_of(model)):
        return model

    def moved(part: Any) -> Any:
        if isinstance(part, dict):
            if part.keys() == {"turn", "text"} and part["turn"] > last:
                return {**part, "turn": NOT_KEPT}
            return {name: moved(inner) for name, inner in part.items()}
        return [moved(inner) for inner in part] if isinstance(part, list | tuple) else part

    return ThreatModel.model_validate(moved(model.model_dump(mode="python")))


def _placed(where: str, quotes: tuple[Quote, ...]) -> Iterator[tuple[str, Quote]]:
    yield from ((f"{where}/{place}", quote) for place, quote in enumerate(quotes))


def _recorded(turn: Turn, quoted: bool) -> RecordedTurn:
    said = turn.said
    if said.withheld:
        return RecordedTurn(number=turn.number, digest=said.withheld, source=said.source)
    digest = digest_of(said.key, said.text)
    if not quoted:
        return RecordedTurn(number=turn.number, digest=digest, source=said.source)
    return RecordedTurn(number=turn.number, digest=digest, salt=said.key, text=said.text, source=said.source)


def _cut(text: str, taken: list[str]) -> str:
    """A description without some of the texts it is made up of."""
    padded = f"\n\n{text}\n\n"
    for one in taken:
        padded = padded.replace(f"\n\n{one}\n\n", "\n\n")
    return padded.strip() if taken else text
