"""What a sentence about the parts of a model is worked on with, and what it comes to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.domain import Edit, Quote, ThreatModel, apply
from agent.domain.session import Offer
from agent.reading.commands.ears import Ears
from agent.reading.commands.naming import Meant, Thing, bare, did_you_mean, meant_by, parts_line
from agent.reading.commands.templates import Match
from agent.reading.text.names import key_of
from knowledge import Catalog

Spans = tuple[tuple[int, int], ...]
MOST_OFFERS = 4


@dataclass(frozen=True)
class Bench:
    """The model as it stands while a message is worked through, and who reads the words that remain."""

    model: ThreatModel
    catalog: Catalog
    text: Ears
    turn: int
    gone: Thing | None = None
    """What the sentence took out just before: ``Pinecone is gone, we moved to Qdrant``."""

    def meant(self, words: str) -> Meant:
        """What somebody's words for a thing mean."""
        return meant_by(words, self.model, self.catalog)

    def after(self, change: "Change") -> "Bench":
        """The same after a change."""
        return replace(self, model=apply(self.model, change.edits, self.catalog).model, gone=change.gone)

    def quotes(self, line: str) -> tuple[Quote, ...]:
        """The owner's line as evidence."""
        return (Quote(turn=self.turn, text=line[:600]),)


@dataclass(frozen=True)
class Change:
    """What a sentence comes to: edits, words about them, and which of its words are still to be read."""

    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    keep: Spans | None = ()
    """The spans of the line that are read like any statement; none: the whole of it."""
    corrects: bool = False
    """What is still read of it takes the place of what was known."""
    lost: bool = False
    """It names nothing that is known; another way to understand it goes first."""
    gone: Thing | None = None


@dataclass(frozen=True)
class Told:
    """What a message says of the parts, and its words with all that blanked out, each letter in its place."""

    text: str
    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    corrected: tuple[tuple[int, int], ...] = ()
    """Where what is still read takes the place of what was known."""
    heard: bool = False
    """Something was understood of it, be it talk."""

    def blanked(self, start: int, end: int) -> str:
        """The text with one more span blanked out."""
        return self.text[:start] + " " * (end - start) + self.text[end:]


def acted(match: Match, bench: Bench, words: str, act: Callable[[Thing], Change], line: str) -> Change | None:
    """Do something with the one thing that words mean; ask where several may be meant, or none is.

    ``line`` says what would be done, with the name of the thing in it.
    """
    meant = bench.meant(words)
    if meant.one is not None:
        return act(meant.one)
    name = bare(words)
    if not meant.things:
        note = f"There is no part or person called “{name}”, so nothing was changed; {parts_line(bench.model)}"
        return Change(notes=(note,), lost=True) if match.order else None
    if not match.order and meant.sure and len({key_of(thing.name) for thing in meant.things}) > 1:
        return None
    how = f"{len(meant.things)} parts fit the name “{name}”" if meant.sure else f"Nothing is called “{name}”"
    note = f"{how}: {did_you_mean(meant.things)} Nothing is changed until you say."
    offers = tuple(_offered(thing, act(thing), line, bench) for thing in meant.things[:MOST_OFFERS])
    return Change(notes=(note,), offers=tuple(one for one in offers if one is not None))


def _offered(thing: Thing, change: Change, line: str, bench: Bench) -> Offer | None:
    name = bench.model.name_of(thing.id)
    return Offer(line=line.format(name=name)[:400], edits=change.edits) if change.edits else None
