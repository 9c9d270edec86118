"""The ledger: a verdict on every catalogued pattern for one system, with the facts that decide it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from agent.assessment.conditions import Kleene, Truth, View, mentions_kind, truth_of
from agent.assessment.known_facts import Picture, Spot
from agent.assessment.known_facts_builder import Painter
from agent.assessment.scoring.dread_levels import moved_in
from agent.assessment.supposed_answers import Chance, Everywhere, chance_of, everywhere
from agent.domain import Finding, Ledger, ThreatModel, Verdict
from knowledge import Catalog
from knowledge.conditions import AllOf, AnyOf, Condition, FactIs, KindIs, Not, facts_of, judge
from knowledge.entries import ThreatPattern


@dataclass(frozen=True)
class Rule:
    """A pattern ready to be judged again and again."""

    pattern: ThreatPattern
    truth: Truth
    everywhere: Everywhere
    """The same under many supposed answers at once."""
    chance: Chance
    by_kind: bool
    facts: frozenset[str]
    """The facts its condition mentions."""
    moved_by: frozenset[str]
    """These, and the facts that move its scores."""
    barring: frozenset[str] = frozenset()
    """The facts that its condition mentions under a `not` alone: known to be there, they make it step aside."""


class Bookkeeper:
    """Keeps the ledger of a model; every pattern gets exactly one verdict."""

    def __init__(self, catalog: Catalog, painter: Painter | None = None) -> None:
        self.painter = painter or Painter(catalog)
        self.rules = _rules(catalog)
        self._ledgers: WeakKeyDictionary[Picture, Ledger] = WeakKeyDictionary()
        self._on: dict[str, list[str]] = {}
        for rule in self.rules.values():
            for fact in rule.facts:
                self._on.setdefault(fact, []).append(rule.pattern.id)

    def ledger(self, model: ThreatModel) -> Ledger:
        """The verdict on every catalogued pattern, in the catalog's order."""
        return self.ledger_of(self.painter.picture(model))

    def ledger_of(self, picture: Picture) -> Ledger:
        """The ledger of a picture, kept as long as the picture is."""
        found = self._ledgers.get(picture)
        if found is None:
            found = Ledger(verdicts=tuple(self.verdict(rule, picture) for rule in self.rules.values()))
            self._ledgers[picture] = found
        return found

    def after(self, ledger: Ledger, picture: Picture, changed: Iterable[str]) -> Ledger:
        """The ledger once some facts have changed: only verdicts that hang on those are judged again."""
        again = {pattern for fact in changed for pattern in self._on.get(fact, ())}
        return Ledger(
            verdicts=tuple(
                self.verdict(self.rules[old.pattern], picture) if old.pattern in again else old
                for old in ledger.verdicts
            )
        )

    def depending(self, facts: Iterable[str]) -> frozenset[str]:
        """The patterns whose condition mentions one of these facts."""
        return frozenset(pattern for fact in facts for pattern in self._on.get(fact, ()))

    def spots(self, rule: Rule, picture: Picture) -> tuple[Spot, ...]:
        """Where a pattern could land: components of its kinds, else the system as a whole."""
        return picture.spots(rule.pattern.id, rule.pattern.targets, rule.by_kind, rule.moved_by)

    def landing(self, rule: Rule, picture: Picture) -> tuple[Spot, ...]:
        """Where a pattern lands under the usual assumptions; all it could land on, if it lands nowhere."""
        spots = self._eligible(rule, picture)
        if len(spots) == 1:
            return spots
        held = tuple(spot for spot in spots if rule.truth(spot.usual(picture), spot.kind) == Kleene.YES)
        return held or spots

    def verdict(self, rule: Rule, picture: Picture) -> Verdict:
        """What one pattern comes to, over all its targets."""
        spots = self._eligible(rule, picture)
        truths = [rule.truth(spot.known(picture), spot.kind) for spot in spots]
        held = [spot for spot, truth in zip(spots, truths, strict=True) if truth == Kleene.YES]
        if held:
            facts = _smallest(_deciding(rule, spot.known(picture), spot) for spot in held)
            return self._verdict(rule, Finding.APPLIES, _targets(held, picture), facts)
        waiting = [spot for spot, truth in zip(spots, truths, strict=True) if truth == Kleene.UNKNOWN]
        if waiting:
            return self._open(rule, waiting, picture)
        barred = {fact for spot in spots for fact in _deciding(rule, spot.known(picture), spot)}
        return self._verdict(rule, Finding.RULED_OUT, (), tuple(sorted(barred)))

    def standing(self, rule: Rule, picture: Picture) -> int:
        """In short for many trials: 2 if it applies, 1 if it does under the usual assumptions, else 0."""
        spots = self._eligible(rule, picture)
        if any(rule.truth(spot.known(picture), spot.kind) == Kleene.YES for spot in spots):
            return 2
        return int(any(rule.truth(spot.usual(picture), spot.kind) == Kleene.YES for spot in spots))

    def grounds(self, rule: Rule, picture: Picture) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The facts that make a drafted pattern apply, and those of them that are only assumed.

        What would only bar it, and what nobody hinted at, is no ground: it counts neither as a reason nor as assumed.
        """
        held = [spot for spot in self.landing(rule, picture) if rule.truth(spot.usual(picture), spot.kind) == 2]
        if not held:
            return (), ()
        sure = [spot for spot in held if rule.truth(spot.known(picture), spot.kind) == 2]
        if sure:
            return _smallest(_deciding(rule, spot.known(picture), spot) for spot in sure), ()
        ranked = []
        for spot in held:
            facts = _without_unhinted(rule, _deciding(rule, spot.usual(picture), spot), spot, picture)
            known = spot.known(picture)
            ranked.append((tuple(fact for fact in facts if fact not in known), facts))
        assumed, facts = min(ranked, key=lambda pair: (len(pair[0]), pair))
        return facts, assumed

    def _open(self, rule: Rule, waiting: list[Spot], picture: Picture) -> Verdict:
        settling = tuple(sorted({fact for spot in waiting for fact in _deciding(rule, spot.known(picture), spot)}))
        expected = [spot for spot in waiting if rule.truth(spot.usual(picture), spot.kind) == Kleene.YES]
        if not expected:
            return self._verdict(rule, Finding.OPEN, _targets(waiting, picture), settling)
        assumed = _smallest(_unsaid(rule, spot, picture) for spot in expected)
        return Verdict(
            pattern=rule.pattern.id,
            finding=Finding.OPEN,
            targets=_targets(expected, picture),
            facts=settling,
            expected=True,
            assumed=assumed,
        )

    def _eligible(self, rule: Rule, picture: Picture) -> tuple[Spot, ...]:
        """The targets whose kind the condition allows; if it allows none, the system as a whole is judged."""
        spots = self.spots(rule, picture)
        if not rule.by_kind:
            return spots
        fitting = tuple(spot for spot in spots if not _kind_alone_bars(rule, spot, picture))
        return fitting or (picture.system_spot(rule.moved_by),)

    @staticmethod
    def _verdict(rule: Rule, finding: Finding, targets: tuple[str, ...], facts: tuple[str, ...]) -> Verdict:
        return Verdict(pattern=rule.pattern.id, finding=finding, targets=targets, facts=facts)


@lru_cache(maxsize=8)
def _rules(catalog: Catalog) -> Mapping[str, Rule]:
    """The rules of every pattern, in the catalog's order; made once for a catalog, as nothing in them changes."""
    return {pattern.id: _rule(pattern, catalog) for pattern in catalog.patterns.values()}


def _rule(pattern: ThreatPattern, catalog: Catalog) -> Rule:
    facts = facts_of(pattern.when)
    moved_by = facts.union(*(one.facts for one in moved_in(catalog)[pattern.id].values()))
    return Rule(
        pattern=pattern,
        truth=truth_of(pattern.when),
        everywhere=everywhere(pattern.when),
        chance=chance_of(pattern.when),
        by_kind=mentions_kind(pattern.when)
        or any(mentions_kind(shift.when) for shift in (*pattern.raises, *pattern.lowers)),
        facts=facts,
        moved_by=moved_by,
        barring=_mentioned(pattern.when, denied=True) - _mentioned(pattern.when, denied=False),
    )


def _mentioned(condition: Condition, denied: bool, under_not: bool = False) -> frozenset[str]:
    """The facts mentioned under an odd number of `not`, or those mentioned under none or an even number."""
    match condition:
        case FactIs():
            return frozenset({condition.fact}) if under_not is denied else frozenset()
        case KindIs():
            return frozenset()
        case AllOf():
            return frozenset().union(*(_mentioned(part, denied, under_not) for part in condition.all))
        case AnyOf():
            return frozenset().union(*(_mentioned(part, denied, under_not) for part in condition.any))
        case Not():
            return _mentioned(condition.part, denied, not under_not)


def _deciding(rule: Rule, view: View, spot: Spot) -> tuple[str, ...]:
    return judge(rule.pattern.when, view.get, spot.kind).facts


def _unsaid(rule: Rule, spot: Spot, picture: Picture) -> tuple[str, ...]:
    """The facts without which a target's yes is not yet certain."""
    known = spot.known(picture)
    return tuple(fact for fact in _deciding(rule, spot.usual(picture), spot) if fact not in known)


def _without_unhinted(rule: Rule, facts: tuple[str, ...], spot: Spot, picture: Picture) -> tuple[str, ...]:
    """Deciding facts less those that could only bar the pattern and are taken as "no" by default; never none at all."""
    known, usual = spot.known(picture), spot.usual(picture)
    unhinted = {
        fact
        for fact in rule.barring
        if fact not in known
        and fact not in picture.inferred
        and fact not in spot.own.usual
        and usual.get(fact) is False
    }
    return tuple(fact for fact in facts if fact not in unhinted) or facts


def _kind_alone_bars(rule: Rule, spot: Spot, picture: Picture) -> bool:
    """Whether a no comes from the target's kind and from no fact."""
    view = spot.known(picture)
    return rule.truth(view, spot.kind) == Kleene.NO and not _deciding(rule, view, spot)


def _smallest(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return min(groups, key=lambda facts: (len(facts), facts))


def _targets(spots: list[Spot], picture: Picture) -> tuple[str, ...]:
    if len(spots) == 1:
        return spots[0].targets
    wanted = {target for spot in spots for target in spot.targets}
    return tuple(part for part in picture.parts if part in wanted) or spots[0].targets
