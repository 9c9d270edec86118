"""By how much supposed answers move the levels of published tables, worked out from what they change alone."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from agent.assessment.known_facts import Picture
from agent.assessment.scoring.dread_levels import FactorTable, Gauge, most_of, step
from knowledge.vocabulary import AnswerValue, ComponentKind

Shifts = dict[FactorTable, int]
"""The tables whose level an answer changes, each with how far."""
Kinds = Mapping[str, ComponentKind | None]
"""The kind of target at which each pattern is judged."""


Used = dict[Gauge, int]
"""What published scales come to."""


@dataclass(frozen=True)
class _Level:
    """What a table comes to before anything is answered."""

    start: int
    total: int
    """What its general circumstances come to together, before that is bounded."""
    general: int
    own: int
    """The same of the circumstances of this pattern alone."""
    level: int


class TableMoves:
    """Which tables each fact moves, and how; made once for a catalog."""

    def __init__(self, tables: Mapping[str, Iterable[FactorTable]]) -> None:
        """``tables`` by pattern; patterns may share tables that have no circumstances of their own."""
        self.pattern = {table: pattern for pattern, some in tables.items() for table in some}
        self.own: dict[str, list[FactorTable]] = {}
        gauged: dict[str, dict[Gauge, list[FactorTable]]] = {}
        pushed: dict[str, dict[int, tuple[Mapping[AnswerValue, int], list[FactorTable]]]] = {}
        for table in self.pattern:
            for fact in table.own_facts:
                self.own.setdefault(fact, []).append(table)
            for gauge in table.gauges:
                gauged.setdefault(gauge.scale.fact, {}).setdefault(gauge, []).append(table)
            for fact, steps in table.steps:
                pushed.setdefault(fact, {}).setdefault(id(steps), (steps, []))[1].append(table)
        self.pushed = {fact: tuple(moves.values()) for fact, moves in pushed.items()}
        self.gauged = {fact: tuple(some.items()) for fact, some in gauged.items()}


class LevelShifts:
    """The levels of one picture, and what answers make of them; for patterns that are judged for one sort of target.

    Nothing that a single component says for itself plays a part here.
    """

    def __init__(self, moves: TableMoves, picture: Picture, kinds: Kinds) -> None:
        self._moves, self._picture = moves, picture
        self._kinds = {table: kinds[name] for table, name in moves.pattern.items() if name in kinds}
        self._levels: dict[FactorTable, _Level] = {}
        self._used: Used = {}

    def after(self, after: Picture, changed: Iterable[str], wanted: Container[FactorTable]) -> Shifts:
        """What an answer makes of the levels of the wanted tables, given the picture with it and what differs there."""
        facts, totals, used = tuple(changed), Shifts(), Used()
        for fact in facts:
            self._push(fact, after, totals)
            self._gauge(fact, after, totals, used)
        own = {table for fact in facts for table in self._moves.own.get(fact, ()) if table in self._kinds}
        found = {}
        for table in own.union(totals) if own else totals:
            if table in wanted:
                by = self._moved(table, totals.get(table, 0), used, after if table in own else None)
                if by:
                    found[table] = by
        return found

    def _push(self, fact: str, after: Picture, totals: Shifts) -> None:
        """Add what a fact does as a general circumstance; only what is known does anything."""
        old, new = self._picture.known.get(fact), after.known.get(fact)
        if old == new:
            return
        for steps, tables in self._moves.pushed.get(fact, ()):
            by = _comes_to(new, steps) - _comes_to(old, steps)
            if by:
                for table in tables:
                    totals[table] = totals.get(table, 0) + by

    def _gauge(self, fact: str, after: Picture, totals: Shifts, used: Used) -> None:
        """Note the scales that come to something else, and the tables that go by them."""
        for gauge, tables in self._moves.gauged.get(fact, ()):
            level = gauge.used(after.usual, after.known)
            if level != self._before(gauge):
                used[gauge] = level
                for table in tables:
                    totals.setdefault(table, 0)

    def _moved(self, table: FactorTable, by: int, used: Used, own: Picture | None) -> int:
        """How far one table moves; where its own circumstances may differ, the picture with the answer is given."""
        base = self._level(table)
        start = base.start
        if used and table.gauges:
            start = table.begun([used[one] if one in used else self._before(one) for one in table.gauges])
        general = table.together(base.total + by) if by else base.general
        counted = base.own if own is None else table.of_its_own(own.usual, own.known, self._kinds.get(table))
        if start == base.start and general == base.general and counted == base.own:
            return 0
        return step(step(start, general), counted) - base.level

    def _before(self, gauge: Gauge) -> int:
        level = self._used.get(gauge)
        if level is None:
            level = self._used[gauge] = gauge.used(self._picture.usual, self._picture.known)
        return level

    def _level(self, table: FactorTable) -> _Level:
        found = self._levels.get(table)
        if found is None:
            usual, known = self._picture.usual, self._picture.known
            start, total = table.start(usual, known), table.total(known)
            general, own = table.together(total), table.of_its_own(usual, known, self._kinds.get(table))
            level = step(step(start, general), own)
            found = self._levels[table] = _Level(start, total, general, own, level)
        return found


def _comes_to(value: AnswerValue | None, steps: Mapping[AnswerValue, int]) -> int:
    return 0 if value is None else most_of(value, steps)
