"""A picture of one system for judging: what is known, what is taken as given, and which parts there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agent.assessment.conditions import View
from agent.domain.facts import SYSTEM
from knowledge.vocabulary import AnswerValue, ComponentKind


@dataclass(frozen=True)
class Own:
    """What is said about a single component, firmly and with what is only inferred."""

    known: View = field(default_factory=dict)
    usual: View = field(default_factory=dict)


@dataclass(frozen=True)
class Spot:
    """Targets that are judged alike: of one kind as far as it matters, with the same facts of their own."""

    targets: tuple[str, ...]
    kind: ComponentKind | None = None
    own: Own = Own()

    @property
    def is_plain(self) -> bool:
        """Whether nothing is said of these targets that is not said of the system."""
        return not (self.own.known or self.own.usual)

    def known(self, picture: "Picture") -> View:
        """What is known for these targets."""
        return {**picture.known, **self.own.known} if self.own.known else picture.known

    def usual(self, picture: "Picture") -> View:
        """What is known or usually assumed for these targets."""
        return {**picture.usual, **self.own.usual} if self.own.usual else picture.usual


@dataclass(frozen=True, eq=False)
class Picture:
    """What is known of a system, ready to be judged many times."""

    known: View
    usual: View
    whole: Own = Own()
    parts: Mapping[str, ComponentKind] = field(default_factory=dict)
    own: Mapping[str, Own] = field(default_factory=dict)
    behind: Mapping[str, str] = field(default_factory=dict)
    inferred: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()
    """Facts whose usual value a person has denied: nothing is taken as given about them."""
    said: frozenset[str] = frozenset()
    """Stems of words in the owner's text that keep something from being assumed."""
    kept: dict[str, tuple[Spot, ...]] = field(default_factory=dict)
    levels: dict[object, int] = field(default_factory=dict)
    """The levels of tables that were worked out for targets without facts of their own."""

    def value(self, fact: str) -> AnswerValue | None:
        """What is known of a fact for the system, by its own value or by what single components say."""
        found = self.known.get(fact)
        return found if found is not None else self.whole.known.get(fact)

    def spots(
        self, name: str, kinds: tuple[ComponentKind, ...], by_kind: bool, facts: frozenset[str]
    ) -> tuple[Spot, ...]:
        """The targets of a pattern, grouped by what can make a difference; found once per pattern."""
        if name not in self.kept:
            self.kept[name] = self._spots(kinds, by_kind, facts)
        return self.kept[name]

    def changed(self, known: View, usual: View) -> "Picture":
        """The same parts under other facts."""
        return replace(self, known=known, usual=usual, levels={})

    def system_spot(self, facts: frozenset[str] | None = None) -> Spot:
        """The system as a whole as a target."""
        return Spot(targets=(SYSTEM,), own=self.whole if facts is None else _only(self.whole, facts))

    def _spots(self, kinds: tuple[ComponentKind, ...], by_kind: bool, facts: frozenset[str]) -> tuple[Spot, ...]:
        groups: dict[tuple[object, ...], tuple[ComponentKind | None, Own, list[str]]] = {}
        for part, kind in self.parts.items():
            if kind not in kinds:
                continue
            own = _only(self.own[part], facts) if part in self.own else Own()
            shown = kind if by_kind else None
            key = (shown, tuple(own.known.items()), tuple(own.usual.items()))
            groups.setdefault(key, (shown, own, []))[2].append(part)
        found = tuple(Spot(targets=tuple(ids), kind=kind, own=own) for kind, own, ids in groups.values())
        return found or (self.system_spot(facts),)


def _only(own: Own, facts: frozenset[str]) -> Own:
    """What matters of a component's own facts, in a stable order."""
    return Own(
        known={fact: own.known[fact] for fact in sorted(own.known) if fact in facts},
        usual={fact: own.usual[fact] for fact in sorted(own.usual) if fact in facts},
    )
