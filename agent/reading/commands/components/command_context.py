"""What a sentence about the parts of a model is worked on with, and what it comes to."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from agent.domain import Edit, Quote, ThreatModel, apply
from agent.domain.sessions.session import Offer
from agent.reading.commands.entity_lookup import Meant, Thing, bare, did_you_mean, meant_by, parts_line
from agent.reading.commands.phrase_lookup import Ears
from agent.reading.commands.templates import Match
from agent.reading.text.names import key_of
from agent.reading.text.words import lexicon
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
    behind: str = ""
    """What follows in the sentence behind the words that are worked on."""
    asks: bool = False
    """It was asked just before which thing is meant."""

    def meant(self, words: str) -> Meant:
        """What somebody's words for a thing mean."""
        return meant_by(words, self.model, self.catalog)

    def after(self, change: "Change") -> "Bench":
        """The same after a change."""
        after = apply(self.model, change.edits, self.catalog).model
        return replace(self, model=after, gone=change.gone, asks=bool(change.offers))

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

    def with_(self, other: "Change") -> "Change":
        """The change with another one after it, of the same sentence."""
        return Change(
            edits=(*self.edits, *other.edits),
            notes=(*self.notes, *other.notes),
            offers=(*self.offers, *other.offers),
            keep=None if self.keep is None or other.keep is None else (*self.keep, *other.keep),
            corrects=self.corrects or other.corrects,
            gone=other.gone or self.gone,
        )


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
    if name.lower() in POINTING and (bench.gone is not None or bench.asks):
        return Change(gone=bench.gone)
    if not meant.things:
        note = f"There is no part or person called “{name}”, so nothing was changed; {parts_line(bench.model)}"
        return Change(notes=(note,), lost=True) if match.order else None
    if not match.order and meant.sure and len({key_of(thing.name) for thing in meant.things}) > 1:
        return None
    how = f"{len(meant.things)} parts fit the name “{name}”" if meant.sure else f"Nothing is called “{name}”"
    note = f"{how}: {did_you_mean(meant.things)} Nothing is changed until you say."
    lines = [
        (line.format(name=bench.model.name_of(thing.id)), act(thing).edits) for thing in meant.things[:MOST_OFFERS]
    ]
    return Change(notes=(note,), offers=one_of_these(lines))


def one_of_these(lines: Iterable[tuple[str, tuple[Edit, ...]]]) -> tuple[Offer, ...]:
    """Ways to understand a sentence, each with what it would change; where there are several, one can be taken."""
    found = [(line[:400], edits) for line, edits in lines if edits]
    return tuple(Offer(line=line, edits=edits, either=len(found) > 1) for line, edits in found)


def each_acted(
    match: Match, bench: Bench, words: str, act: Callable[[Thing, Bench], Change], line: str
) -> Change | None:
    """Do the same with each of the things that words name: ``the kiosk, the printer and Qdrant``."""
    names = parts_of(words)
    known = [name for name in names if bench.meant(name).one is not None]
    if bench.meant(words).one is not None or len(names) < 2 or not known:
        return acted(match, bench, words, lambda thing: act(thing, bench), line)
    if len(known) < len(names) and not match.order:
        return None
    done = Change()
    for name in names:
        change = acted(match, bench, name, _at(bench, act), line)
        if change is not None:
            done, bench = done.with_(change), bench.after(change)
    return done


def _at(bench: Bench, act: Callable[[Thing, Bench], Change]) -> Callable[[Thing], Change]:
    return lambda thing: act(thing, bench)


def parts_of(words: str) -> list[str]:
    """The names in a row of names, without what only says that there are several."""
    listed = _BETWEEN.split(words)
    return [_ALL_OF.sub("", one) for one in listed if one.strip()][:MOST_NAMES]


POINTING = lexicon("it them this that these those him her")
MOST_NAMES = 8
_BETWEEN = re.compile(r"\s{0,3}[,;/&+:]\s{0,3}(?:and\s{1,3})?|\s{1,3}(?:and|with|into|plus|or)\s{1,3}")
_ALL_OF = re.compile(r"^(?:both|all of|all)\s{1,3}")
