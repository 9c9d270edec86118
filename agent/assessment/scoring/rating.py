"""DREAD scores from the catalog's published tables, with a span while facts are unknown and every reason."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

from agent.assessment.conditions import View
from agent.assessment.known_facts import Picture, Spot
from agent.assessment.ledger import Bookkeeper, Rule
from agent.assessment.scoring.dread_levels import FactorTable, Gauge, Push, step, tables_of
from agent.assessment.scoring.level_shifts import TableMoves
from agent.domain import Control, DreadScore, ThreatModel
from agent.domain.risk import USUAL, FactorScore, Override, Rating, Reason, Scoring, rate_levels
from knowledge import Catalog
from knowledge.entries import ControlKind, FactorEffect, ThreatPattern
from knowledge.rating_circumstances import is_unintended
from knowledge.vocabulary import DreadFactor

Levels = tuple[int, ...]
"""The five levels in the order of the factors."""
MOST_LOWERED = 2
"""By how many levels all controls together can lower one factor."""
_MOST_FACTORS = 20_000
"""As many scored factors are kept."""


class Lowering(Protocol):
    """What can lower factors: a control of a model, or a measure of the catalog."""

    @property
    def id(self) -> str:
        """Its id, which settles the order of equals."""
        ...

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def kind(self) -> ControlKind:
        """Of each kind only the strongest counts."""
        ...

    @property
    def effects(self) -> tuple[FactorEffect, ...]:
        """Which factors it lowers, and how far."""
        ...


class Rater:
    """Scores patterns for a system; people and models change facts, never these numbers."""

    def __init__(self, catalog: Catalog, bookkeeper: Bookkeeper | None = None) -> None:
        self._facts, self._anchors = catalog.facts, catalog.anchors
        self._book = bookkeeper or Bookkeeper(catalog)
        self._tables = tables_of(catalog)
        self._unintended = {name for name, one in catalog.patterns.items() if is_unintended(one, catalog)}
        self._listed = {pattern: tuple(tables.values()) for pattern, tables in self._tables.items()}
        self._moving: dict[str, list[tuple[str, int]]] = {}
        for pattern, tables in self._listed.items():
            for place, table in enumerate(tables):
                for fact in table.facts:
                    self._moving.setdefault(fact, []).append((pattern, place))
        self._sharing: dict[FactorTable, list[str]] = {}
        for pattern, tables in self._listed.items():
            for table in tables:
                self._sharing.setdefault(table, []).append(pattern)
        self.table_moves = TableMoves(self._listed)
        self._factors: dict[Hashable, FactorScore] = {}

    def score(self, pattern: ThreatPattern, model: ThreatModel) -> DreadScore:
        """The inherent score: before any control, at the worst of the pattern's targets."""
        return self.score_in(self._book.rules[pattern.id], self._book.painter.picture(model))

    def score_in(self, rule: Rule, picture: Picture) -> DreadScore:
        """The inherent score in a picture."""
        spots = self._book.landing(rule, picture)
        tables, unintended = self._tables[rule.pattern.id], rule.pattern.id in self._unintended
        return DreadScore(**{f.value: self._factor(f, tables[f], spots, picture, unintended) for f in DreadFactor})

    def with_controls(self, score: DreadScore, controls: Iterable[Control]) -> DreadScore:
        """The score with controls: per factor the strongest of each kind counts, two levels at most, never to zero."""
        return with_controls(score, controls)

    def levels(self, rule: Rule, picture: Picture) -> Levels:
        """The five inherent levels alone."""
        spots = self._book.landing(rule, picture)
        return tuple([_worst(table, spots, picture) for table in self._listed[rule.pattern.id]])

    def levels_after(
        self, rule: Rule, spots: tuple[Spot, ...], picture: Picture, before: Levels, factors: Iterable[int]
    ) -> Levels:
        """The levels once some facts have changed, given where it lands and the factors that hang on those facts."""
        tables, after = self._listed[rule.pattern.id], before
        for place in factors:
            level = _worst(tables[place], spots, picture)
            if level != after[place]:
                after = (*after[:place], level, *after[place + 1 :])
        return after

    def moving(self, facts: Iterable[str]) -> dict[str, set[int]]:
        """The patterns whose scores one of these facts can move, each with the places of those of its factors."""
        found: dict[str, set[int]] = {}
        for fact in facts:
            for pattern, place in self._moving.get(fact, ()):
                found.setdefault(pattern, set()).add(place)
        return found

    def tables(self, pattern: str) -> tuple[FactorTable, ...]:
        """The tables of a pattern, in the order of the factors."""
        return self._listed[pattern]

    def sharing(self, table: FactorTable) -> Sequence[str]:
        """The patterns that have a table; one that has it for two factors twice."""
        return self._sharing[table]

    def _factor(
        self, factor: DreadFactor, table: FactorTable, spots: tuple[Spot, ...], picture: Picture, unintended: bool
    ) -> FactorScore:
        """One factor, worked out once for the same values of the facts it hangs on: patterns and drafts share most."""
        key = (factor, table, unintended, tuple([_seen(table, spot, picture) for spot in spots]))
        found = self._factors.get(key)
        if found is None:
            if len(self._factors) >= _MOST_FACTORS:
                self._factors.clear()
            found = self._factors[key] = self._scored(factor, table, spots, picture, unintended)
        return found

    def _scored(
        self, factor: DreadFactor, table: FactorTable, spots: tuple[Spot, ...], picture: Picture, unintended: bool
    ) -> FactorScore:
        levels = [_level(table, spot, picture) for spot in spots]
        level, worst = max(zip(levels, spots, strict=True), key=lambda pair: pair[0])
        spans = [table.span(spot.known(picture), spot.kind) for spot in spots]
        return FactorScore(
            level=level,
            low=max(low for low, _ in spans),
            high=max(high for _, high in spans),
            reasons=self._reasons(factor, table, worst, picture, unintended),
        )

    def _reasons(
        self, factor: DreadFactor, table: FactorTable, spot: Spot, picture: Picture, unintended: bool
    ) -> tuple[Reason, ...]:
        """What set the level, then what moved it; the nature of a threat is told where it counts."""
        usual, known = spot.usual(picture), spot.known(picture)
        levels = [gauge.used(usual, known) for gauge in table.gauges]
        highest = max(levels, default=0)
        reasons = [
            self._of_scale(gauge, usual, known)
            for gauge, level in zip(table.gauges, levels, strict=True)
            if level == highest
        ]
        if table.fixed is not None and table.fixed != highest:
            nature = f"the nature of this threat: {self._anchors[factor].at(table.fixed, unintended)}"
            reasons.append(Reason(text=f"{nature}{', and halfway between the two counts' if reasons else ''}"))
        for push in table.general:
            by = push.by(known, spot.kind)
            if by:
                reasons.append(_of_push(push, f"speaks for {'more' if by > 0 else 'less'}", spot, picture))
        if table.general and all((push.by(known, spot.kind) or 0) <= 0 for push in table.general):
            reasons.append(Reason(text="one level lower: nothing that is known speaks for more"))
        for push in table.own:
            by = push.counted(usual, known, spot.kind)
            if by:
                reasons.append(_of_push(push, f"{_steps(abs(by))} {'higher' if by > 0 else 'lower'}", spot, picture))
        return tuple(reasons)

    def _of_scale(self, gauge: Gauge, usual: View, known: View) -> Reason:
        fact = self._facts[gauge.scale.fact]
        value = usual.get(fact.id)
        if value is None:
            text = f"not known yet: {fact.label[:1].lower()}{fact.label[1:]}; a level in the lower middle is used"
            return Reason(text=text, facts=(fact.id,))
        text = gauge.scale.because.replace("{meaning}", fact.meaning(value))
        return Reason(text=f"{text[:380]}{_assumed((fact.id,), known)}", facts=(fact.id,))


@dataclass(frozen=True)
class _Strong:
    """A measure by its strength alone: all of it that counts for a score."""

    kind: ControlKind
    effects: tuple[FactorEffect, ...]
    id: str = ""
    title: str = ""


Strength = tuple[ControlKind, tuple[tuple[DreadFactor, int], ...]]


def with_controls(score: DreadScore, controls: Iterable[Control]) -> DreadScore:
    """The score with controls: per factor the strongest of each kind counts, two levels at most, never to zero."""
    kept = tuple(controls)
    return DreadScore(**{f.value: _lowered(score.factor(f), f, kept) for f in DreadFactor})


def rating_with(
    levels: Levels, controls: Iterable[Lowering], overrides: tuple[Override, ...] = (), scoring: Scoring = USUAL
) -> Rating:
    """The rating of five levels with controls, by the same rule as the scores, and with a person's own levels."""
    strengths = tuple((one.kind, tuple((effect.factor, effect.by) for effect in one.effects)) for one in controls)
    return _rating(levels, strengths, tuple((one.factor, one.level) for one in overrides), scoring)


@lru_cache(maxsize=30_000)
def _rating(
    levels: Levels, strengths: tuple[Strength, ...], by_hand: tuple[tuple[DreadFactor, int], ...], scoring: Scoring
) -> Rating:
    """The same from what can be looked up: between two looks at a system most ratings repeat."""
    measures = tuple(
        _Strong(kind, tuple(FactorEffect.model_validate({"factor": factor, "by": by}) for factor, by in effects))
        for kind, effects in strengths
    )
    lowered = {
        factor: step(level, -sum(by for by, _ in _taken(factor, measures)))
        for factor, level in zip(DreadFactor, levels, strict=True)
    }
    return rate_levels(lowered, dict(by_hand), scoring)


def _seen(table: FactorTable, spot: Spot, picture: Picture) -> Hashable:
    """All that a table looks at for a target: its kind, and the values of the facts that the table hangs on."""
    known, usual = spot.known(picture), spot.usual(picture)
    facts = (*table.facts, *table.own_facts)
    return spot.kind, tuple([known.get(fact) for fact in facts]), tuple([usual.get(fact) for fact in facts])


def _worst(table: FactorTable, spots: tuple[Spot, ...], picture: Picture) -> int:
    if len(spots) == 1:
        return _level(table, spots[0], picture)
    return max([_level(table, spot, picture) for spot in spots])


def _level(table: FactorTable, spot: Spot, picture: Picture) -> int:
    """The level for some targets; where nothing of their own plays a part, it is worked out once for a picture."""
    if table.own or spot.own.known or spot.own.usual:
        return table.level(spot.usual(picture), spot.known(picture), spot.kind)
    level = picture.levels.get(table)
    if level is None:
        level = picture.levels[table] = table.level(picture.usual, picture.known, None)
    return level


def _of_push(push: Push, way: str, spot: Spot, picture: Picture) -> Reason:
    usual = spot.usual(picture)
    facts = push.deciding(usual, spot.kind)
    text = f"{way}: {push.because(usual)}{_assumed(facts, spot.known(picture))}"
    return Reason(text=text[:400], facts=facts)


def _assumed(facts: tuple[str, ...], known: View) -> str:
    return "" if all(fact in known for fact in facts) else " (assumed)"


def _lowered(score: FactorScore, factor: DreadFactor, controls: tuple[Control, ...]) -> FactorScore:
    taken = _taken(factor, controls)
    if not taken:
        return score
    reasons = [Reason(text=f"{_steps(by)} lower at most: {control.title}") for by, control in taken]
    down = partial(step, by=-sum(by for by, _ in taken))
    return FactorScore(
        level=down(score.level), low=down(score.low), high=down(score.high), reasons=(*score.reasons, *reasons)
    )


def _taken(factor: DreadFactor, controls: tuple[Lowering, ...]) -> list[tuple[int, Lowering]]:
    """By how many levels each control that counts lowers a factor, the strongest first."""
    best: dict[ControlKind, tuple[int, Lowering]] = {}
    for control in controls:
        by = max((effect.by for effect in control.effects if effect.factor is factor), default=0)
        if by > best.get(control.kind, (0, control))[0]:
            best[control.kind] = (by, control)
    total, taken = 0, []
    for by, control in sorted(best.values(), key=lambda pair: (-pair[0], pair[1].id)):
        counted = min(by, MOST_LOWERED - total)
        if counted > 0:
            total += counted
            taken.append((counted, control))
    return taken


def _steps(count: int) -> str:
    return "one level" if count == 1 else f"{count} levels"
