"""What becomes of every pattern under each possible answer: a trial for each answer, worked out beside each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from agent.assessment.conditions import Kleene, Weights
from agent.assessment.known_facts import Picture, Spot
from agent.assessment.ledger import Bookkeeper, Rule
from agent.assessment.scoring.level_shifts import LevelShifts, Shifts
from agent.assessment.scoring.rating import Levels, Rater
from agent.assessment.supposed_answers import Odds, Worlds
from knowledge.vocabulary import AnswerValue


@dataclass(frozen=True)
class Standing:
    """Where one pattern stands before anything is asked."""

    rule: Rule
    drafted: int
    spots: tuple[Spot, ...]
    """Where it lands; as long as nothing changes that its condition mentions, it lands nowhere else."""
    levels: Levels
    chance: float
    points: int
    """The sum of its levels."""
    plain: bool
    """Whether it can land in one place only, of which nothing is said that is not said of the system."""


class Outcome(NamedTuple):
    """What an answer makes of one pattern."""

    before: Standing
    drafted: int
    points: int
    chance: float
    """How likely it is then; told only where it is drafted neither before nor after."""


class _Trial(NamedTuple):
    after: Picture
    changed: frozenset[str]
    bit: int


class Trials:
    """All answers that are tried on one picture."""

    def __init__(
        self,
        book: Bookkeeper,
        rater: Rater,
        picture: Picture,
        weights: Weights,
        answers: Iterable[tuple[str, AnswerValue]],
    ) -> None:
        self._book, self._rater, self._weights = book, rater, weights
        self._odds = Odds(picture.known, weights)
        self.alive = {one.rule.pattern.id: one for one in self._standings(picture)}
        plain = {name: one for name, one in self.alive.items() if one.plain}
        self._special = self.alive.keys() - plain.keys()
        self._drafted = {name for name, one in plain.items() if one.drafted}
        self._drafted_tables = {table for name in self._drafted for table in rater.tables(name)}
        kinds = {name: one.spots[0].kind for name, one in plain.items()}
        self._shifts = LevelShifts(rater.table_moves, picture, kinds)
        self._trials: dict[tuple[str, AnswerValue], _Trial] = {}
        for place, (fact, answer) in enumerate(answers):
            self._trials[fact, answer] = _Trial(*book.painter.suppose(picture, {fact: answer}), 1 << place)
        tried = list(self._trials.values())
        self._known = Worlds(picture.known, [(one.after.known, one.changed) for one in tried])
        self._usual = Worlds(picture.usual, [(one.after.usual, one.changed) for one in tried])
        self._sides: dict[str, tuple[int, int]] = {}

    def outcomes(self, fact: str, answer: AnswerValue) -> Iterator[Outcome]:
        """What an answer makes of the patterns that it changes, drafted or not."""
        trial = self._trials[fact, answer]
        hanging = self._book.depending(trial.changed)
        judged = [self.alive[name] for name in hanging if name in self.alive and name not in self._special]
        tables = self._drafted_tables.union(*[self._rater.tables(one.rule.pattern.id) for one in judged])
        shifts = self._shifts.after(trial.after, trial.changed, tables)
        yield from self._judged_again(trial, judged, shifts)
        for name, by in self._moved(shifts).items():
            if name not in hanging:
                before = self.alive[name]
                yield Outcome(before, before.drafted, before.points + by, before.chance)
        if self._special:
            yield from self._specially(trial, hanging)

    def _judged_again(self, trial: _Trial, judged: Iterable[Standing], shifts: Shifts) -> Iterator[Outcome]:
        odds: Odds | None = None
        for before in judged:
            drafted = self._drafted_after(before, trial.bit)
            chance = before.chance
            if not drafted and not before.drafted:
                if odds is None:
                    odds = self._odds.after(trial.after.known, trial.changed)
                chance = before.rule.chance(odds, before.spots[0].kind)
                if chance == before.chance:
                    continue
            by = sum([shifts.get(table, 0) for table in self._rater.tables(before.rule.pattern.id)]) if shifts else 0
            if by or drafted != before.drafted or not drafted:
                yield Outcome(before, drafted, before.points + by, chance)

    def _drafted_after(self, before: Standing, bit: int) -> int:
        """The same as the book's standing, looked up."""
        name = before.rule.pattern.id
        found = self._sides.get(name)
        if found is None:
            kind = before.spots[0].kind
            found = self._sides[name] = (
                before.rule.everywhere(self._known, kind)[0],
                before.rule.everywhere(self._usual, kind)[0],
            )
        sure, usual = found
        return 2 if sure & bit else int(bool(usual & bit))

    def _moved(self, shifts: Shifts) -> Mapping[str, int]:
        """By how many points each drafted pattern moves."""
        points: dict[str, int] = {}
        for table, by in shifts.items():
            for name in self._rater.sharing(table):
                if name in self._drafted:
                    points[name] = points.get(name, 0) + by
        return {name: by for name, by in points.items() if by}

    def _specially(self, trial: _Trial, hanging: frozenset[str]) -> Iterator[Outcome]:
        """The same by judging each place anew, for patterns that can land in several."""
        moving = self._rater.moving(trial.changed)
        for name in self._special & hanging.union(moving):
            before, rejudge, moved = self.alive[name], name in hanging, moving.get(name, ())
            if not rejudge and not before.drafted:
                continue
            rule = before.rule
            drafted = self._book.standing(rule, trial.after) if rejudge else before.drafted
            spots = self._book.landing(rule, trial.after) if rejudge and moved else before.spots
            levels = self._rater.levels_after(rule, spots, trial.after, before.levels, moved)
            neither = not drafted and not before.drafted
            chance = self._chance(rule, trial.after) if neither else before.chance
            if drafted != before.drafted or levels != before.levels or neither:
                yield Outcome(before, drafted, sum(levels), chance)

    def _standings(self, picture: Picture) -> Iterator[Standing]:
        """The patterns that nothing rules out."""
        for rule in self._book.rules.values():
            spots = self._book.spots(rule, picture)
            if all(rule.truth(spot.known(picture), spot.kind) == Kleene.NO for spot in spots):
                continue
            landing = self._book.landing(rule, picture)
            plain = len(spots) == 1 and spots == landing and spots[0].is_plain
            chance = rule.chance(self._odds, spots[0].kind) if plain else self._chance(rule, picture)
            drafted, levels = self._book.standing(rule, picture), self._rater.levels(rule, picture)
            yield Standing(rule, drafted, landing, levels, chance, sum(levels), plain)

    def _chance(self, rule: Rule, picture: Picture) -> float:
        spots = self._book.spots(rule, picture)
        return max(rule.chance(Odds(spot.known(picture), self._weights), spot.kind) for spot in spots)
