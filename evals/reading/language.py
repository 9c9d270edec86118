"""Whether the reader's phrases are fitted to the cases they were made on: how often they fire there, and elsewhere."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from agent.errors import InputError
from agent.reading.text.cues import CueBank
from agent.reading.text.sentences import sentences_of
from evals.case import Case
from evals.case_runs.case_selection import UNREAD
from evals.reading.reading_runs import Listener
from knowledge import Catalog

MOST = 1.25
"""How many times as often phrases may fire, or facts be stated, on read cases as on unread ones of equal length."""
Cue = tuple[str, str]
"""What a phrase stands for, and the phrase."""


@dataclass(frozen=True)
class Rate:
    """Something counted in the same number of words."""

    read: float
    unread: float

    @property
    def ratio(self) -> float:
        """How many times as much on read cases; without end where there is nothing on unread ones."""
        if self.unread:
            return self.read / self.unread
        return float("inf") if self.read else 1.0


@dataclass(frozen=True)
class Fittedness:
    """What the check came to."""

    words: int
    """In how many words, which is the length to which texts were cut."""
    cues: Rate
    facts: Rate
    known: int
    """Phrases there are."""
    fired: Mapping[Cue, frozenset[str]]
    """The cases in whose whole text each phrase fires."""
    read: frozenset[str]
    """The cases that are read."""

    @property
    def single(self) -> tuple[Cue, ...]:
        """The phrases that fire in exactly one case."""
        return tuple(sorted(cue for cue, cases in self.fired.items() if len(cases) == 1))

    @property
    def single_read(self) -> tuple[Cue, ...]:
        """Those of them whose one case is read."""
        return tuple(cue for cue in self.single if self.fired[cue] <= self.read)

    @property
    def too_fitted(self) -> tuple[str, ...]:
        """What is above the limit."""
        named = (("phrases that fire", self.cues), ("facts that are stated", self.facts))
        return tuple(f"{name}: {rate.ratio:.2f} is above {MOST}" for name, rate in named if rate.ratio > MOST)


def fittedness(cases: Sequence[Case], listener: Listener) -> Fittedness:
    """Count phrases and stated facts on read and unread cases; InputError where either kind is missing."""
    read = [case for case in cases if case.case_set not in UNREAD]
    unread = [case for case in cases if case.case_set in UNREAD]
    if not read or not unread:
        raise InputError(f"expected cases that are read and cases of {', '.join(sorted(UNREAD))}; give both sets")
    words = min(_median_words(read), _median_words(unread))
    bank = CueBank((text, (owner, text)) for owner, text in cues_of(listener.catalog))
    fired: dict[Cue, set[str]] = {}
    for case in cases:
        for cue in cues_in(case.description, bank):
            fired.setdefault(cue, set()).add(case.id)
    return Fittedness(
        words=words,
        cues=Rate(*(_in_words(words, some, lambda text: len(cues_in(text, bank))) for some in (read, unread))),
        facts=Rate(*(_in_words(words, some, lambda text: len(listener.hear(text).stated)) for some in (read, unread))),
        known=len(set(cues_of(listener.catalog))),
        fired={cue: frozenset(names) for cue, names in fired.items()},
        read=frozenset(case.id for case in read),
    )


def cues_of(catalog: Catalog) -> Iterator[Cue]:
    """Every phrase of the catalog's facts and kinds of parts, with what it stands for."""
    for fact in catalog.facts.values():
        yield from ((f"{fact.id}=yes", cue) for cue in (*fact.cues, *fact.signs, *fact.hints))
        yield from ((f"{fact.id}=no", cue) for cue in fact.denials)
        for choice in fact.choices:
            yield from ((f"{fact.id}={choice.value}", cue) for cue in (*choice.cues, *choice.hints))
    for kind in catalog.kinds.values():
        yield from ((f"part {kind.kind.value}", cue) for cue in kind.cues)


def cues_in(text: str, bank: CueBank[Cue]) -> frozenset[Cue]:
    """The phrases that fire in a text, whatever becomes of them then."""
    clauses = (clause for sentence in sentences_of(text) for clause in sentence.clauses)
    return frozenset(found.sign for clause in clauses for found in bank.find(clause.texts, clause.turns))


def first_words(text: str, count: int) -> str:
    """The first words of a text."""
    return " ".join(text.split()[:count])


def most_single(fit: Fittedness) -> tuple[tuple[str, int], ...]:
    """What the single phrases of read cases stand for, the most of them first."""
    return tuple(Counter(owner for owner, _ in fit.single_read).most_common())


def _median_words(cases: Sequence[Case]) -> int:
    return int(median(len(case.description.split()) for case in cases))


def _in_words(words: int, cases: Sequence[Case], count: Callable[[str], int]) -> float:
    """How much is counted in so many words: on the beginnings of texts, as a text that is shorter counts for less."""
    texts = [first_words(case.description, words) for case in cases]
    return words * sum(map(count, texts)) / sum(len(text.split()) for text in texts)
