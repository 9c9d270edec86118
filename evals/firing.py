"""Whether patterns fire where they must: what the rules make of each situation, told alone and asked nothing."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256
from pathlib import Path

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Finding, Said, Session, ThreatModel, Turn
from agent.domain.changes.apply import apply
from evals.reading.extracted_model import Understood, understood
from knowledge import Catalog
from knowledge.facts.implications import closed
from knowledge.validation.firing import Situations
from knowledge.vocabulary import AnswerValue

ONE_IN = 5
"""Of so many patterns the situations of one are kept back: nobody looks at them while language is made."""


class Standing(IntEnum):
    """How a pattern stands after some words."""

    SILENT = 0
    SUGGESTED = 1
    """It is open, and the words or the systems like it speak for it: shown as not confirmed."""
    ASSUMED = 2
    """It is in the draft under the usual assumptions."""
    APPLIES = 3
    """What was said is enough."""


@dataclass(frozen=True)
class Heard:
    """What was understood of some words, and how every pattern stands that does not stand silent."""

    understood: Understood
    standing: Mapping[str, Standing]

    def of(self, pattern: str) -> Standing:
        """How a pattern stands."""
        return self.standing.get(pattern, Standing.SILENT)


class Ear:
    """Hears one description after another, each in a session of its own; reads and judges, but scores nothing."""

    def __init__(self, catalog: Catalog, analyst: RulesAnalyst) -> None:
        self.catalog, self._analyst = catalog, analyst

    def hear(self, words: str, suggest: bool = True) -> Heard:
        """What comes of these words; without ``suggest`` nothing stands as not confirmed, which is much faster."""
        model = self._read(words)
        standing = {one.pattern: Standing.SUGGESTED for one in self._analyst.suggest(model)} if suggest else {}
        for verdict in self._analyst.ledger(model).drafted():
            applies = verdict.finding is Finding.APPLIES
            standing[verdict.pattern] = Standing.APPLIES if applies else Standing.ASSUMED
        return Heard(understood(model, self.catalog), standing)

    def _read(self, words: str) -> ThreatModel:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        session = Session(id="0" * 16, version=1, model=ThreatModel(), created=at)
        reading = self._analyst.read(Turn(number=1, said=Said(text=words, key="turn-0001"), at=at), session)
        return apply(session.model, reading.edits, self.catalog).model


@contextmanager
def listening_ear() -> Iterator[Ear]:
    """An ear of the packaged rules, which leaves nothing behind."""
    from evals.case_runs.analysts import rules_analyst

    with tempfile.TemporaryDirectory(prefix="threatparley-evals-") as folder:
        facilitator, rules = rules_analyst(Path(folder))
        try:
            yield Ear(facilitator.catalog, rules)
        finally:
            facilitator.close()


@dataclass(frozen=True)
class Tried:
    """The two situations of a pattern, and what was heard in them."""

    situations: Situations
    fires: Heard
    quiet: Heard

    @property
    def fired(self) -> Standing:
        """How the pattern stands where it must fire."""
        return self.fires.of(self.situations.id)

    @property
    def quieted(self) -> Standing:
        """How it stands where it must not."""
        return self.quiet.of(self.situations.id)


@dataclass(frozen=True)
class Shares:
    """How many patterns stand how, where they must fire and where they must not."""

    number: int
    fired: Mapping[Standing, int]
    quieted: Mapping[Standing, int]

    @property
    def fires(self) -> float:
        """The share that is in the draft where it must be."""
        return self._share(self.fired, Standing.APPLIES, Standing.ASSUMED)

    @property
    def stays_quiet(self) -> float:
        """The share that is not in the draft where it must not be."""
        return self._share(self.quieted, Standing.SILENT, Standing.SUGGESTED)

    def _share(self, counts: Mapping[Standing, int], *wanted: Standing) -> float:
        return sum(counts.get(one, 0) for one in wanted) / self.number if self.number else 0.0


def kept_back(pattern: str) -> bool:
    """Whether the situations of a pattern are among those that nobody looks at."""
    return sha256(pattern.encode()).digest()[0] % ONE_IN == 0


def tried(entries: Iterable[Situations], ear: Ear, suggest: bool = True) -> Iterator[Tried]:
    """Each pattern's situations with what is heard in them."""
    for one in entries:
        yield Tried(one, ear.hear(one.fires.words, suggest), ear.hear(one.quiet.words, suggest))


def shares(all_tried: Sequence[Tried]) -> Shares:
    """How many stand how."""
    fired, quieted = Counter(one.fired for one in all_tried), Counter(one.quieted for one in all_tried)
    return Shares(len(all_tried), fired, quieted)


@dataclass(frozen=True)
class Facts:
    """Facts that the situations give, which of them are read from the words, and which are read the other way."""

    given: int
    read: int
    against: int


def facts_read(all_tried: Sequence[Tried], catalog: Catalog) -> Facts:
    """How far the facts given for the situations are known after the words, by statement or conclusion."""
    given = read = against = 0
    for one in all_tried:
        for facts, heard in ((one.situations.fires.facts, one.fires), (one.situations.quiet.facts, one.quiet)):
            for fact, value in facts.items():
                found = known(heard.understood, catalog).get(fact)
                given += 1
                read += found is not None and agrees(found, value)
                against += found is not None and not agrees(found, value)
    return Facts(given, read, against)


def known(understood_: Understood, catalog: Catalog) -> dict[str, AnswerValue]:
    """The facts of what was understood with all that they imply."""
    held = {one.fact: one.value for one in (*understood_.concluded, *understood_.stated)}
    return closed(held, catalog.facts)


def agrees(found: AnswerValue, value: AnswerValue) -> bool:
    """Whether a value is the one given; of several choices, whether those given are among them."""
    if isinstance(found, tuple) and isinstance(value, tuple):
        return set(value) <= set(found)
    return found == value


def counted(all_heard: Iterable[Heard], catalog: Catalog) -> tuple[Counter[str], Counter[str]]:
    """In how many texts each fact is stated, and in how many drafts each pattern stands; none counts too."""
    facts, patterns = Counter(dict.fromkeys(catalog.facts, 0)), Counter(dict.fromkeys(catalog.patterns, 0))
    for heard in all_heard:
        facts.update(one.fact for one in heard.understood.stated)
        patterns.update(name for name, how in heard.standing.items() if how >= Standing.ASSUMED)
    return facts, patterns
