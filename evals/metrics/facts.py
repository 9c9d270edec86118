"""Whether the facts that the analyst puts down as said are said: precision, recall, false controls, stance."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from evals.reading.extracted_model import Known, Understood
from evals.reading.readings import GoldReading
from evals.score import Score, listed
from knowledge.vocabulary import AnswerValue

Single = tuple[str, bool | str]
"""A fact with one value; one that takes several values is as many of these."""


@dataclass(frozen=True)
class Tally:
    """Single values that are right, wrong and missing; what a reading merely allows is in none of them."""

    right: frozenset[Single]
    wrong: frozenset[Single]
    missing: frozenset[Single]

    def only(self, kept: Collection[Single]) -> "Tally":
        """The same of some values alone."""
        held = frozenset(kept)
        return Tally(self.right & held, self.wrong & held, self.missing & held)

    @property
    def all(self) -> frozenset[Single]:
        """Every value in it."""
        return self.right | self.wrong | self.missing

    def scores(self, name: str) -> Iterator[Score]:
        """Precision and recall; neither where there is nothing to divide by."""
        said, wanted = len(self.right) + len(self.wrong), len(self.right) + len(self.missing)
        precise = len(self.right) / said if said else None
        found = len(self.right) / wanted if wanted else None
        yield Score(name=f"{name}_precision", value=precise, reason=f"wrong: {listed(_told(self.wrong))}")
        yield Score(name=f"{name}_recall", value=found, reason=f"missing: {listed(_told(self.missing))}")


def facts(read: Understood, gold: GoldReading, controls: Collection[str]) -> tuple[Score, ...]:
    """The stated facts of a text held against a gold reading: all of them, those with a yes, and controls."""
    tally = tallied(read.stated, gold)
    yes = tally.only([one for one in tally.all if one[1] is True])
    guards = tally.only([one for one in tally.all if one[0] in controls])
    false = sorted(one for one in guards.wrong if one[1] is True)
    held = tallied([*read.stated, *read.concluded], gold)
    known = len(held.right) / (len(held.right) + len(held.missing)) if held.right or held.missing else None
    return (
        *tally.scores("facts"),
        *yes.scores("yes"),
        *guards.scores("controls"),
        Score(name="false_controls", value=float(len(false)), reason=listed(_told(false))),
        Score(name="facts_known", value=known, reason=f"neither said nor concluded: {listed(_told(held.missing))}"),
        _stance(read.stated, gold),
        Score(name="facts_stated", value=float(len(read.stated)), reason="facts put down as said"),
    )


def tallied(known: Iterable[Known], gold: GoldReading) -> Tally:
    """Right, wrong and missing single values."""
    said = {single for one in known for single in singles(one.fact, one.value)}
    wanted = {single for fact, stated in gold.facts.items() for single in singles(fact, stated.value)}
    allowed = {single for fact, values in gold.allowed.items() for value in values for single in singles(fact, value)}
    return Tally(frozenset(said & wanted), frozenset(said - wanted - allowed), frozenset(wanted - said))


def singles(fact: str, value: AnswerValue) -> tuple[Single, ...]:
    """A fact's value as single values."""
    return tuple((fact, one) for one in value) if isinstance(value, tuple) else ((fact, value),)


def _stance(known: Iterable[Known], gold: GoldReading) -> Score:
    """The share of what is planned, denied or told of others that is put down as a fact."""
    name = "not_so_stated"
    traps = {single for one in gold.planned_or_denied for single in singles(one.fact, one.value)}
    if not traps:
        return Score(name=name, value=None, reason="the reading names nothing that is not so")
    fallen = traps & {single for one in known for single in singles(one.fact, one.value)}
    return Score(name=name, value=len(fallen) / len(traps), reason=listed(_told(fallen)))


def _told(values: Iterable[Single]) -> list[str]:
    return sorted(f"{fact}={value}" for fact, value in values)
