"""Find the reference systems most like a given one, and what they would worry about first."""

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.embedding import StaticEmbedder
from knowledge.lexical import LexicalIndex
from knowledge.reference_systems import ReferenceSystem
from knowledge.scoring import standard
from knowledge.vocabulary import AnswerValue, ComponentKind, Value

NEIGHBOURS = 20
"""How many systems vote."""
SOFTNESS = 2.0
"""How much less a system counts that is one standard deviation further off: the exponential of one over this."""
FADING = 0.12
"""How much less each further threat of a system counts than the one before it."""
CAUTION = 2.0
"""How many facts in common, half of them agreeing, a system is taken to have beforehand: few facts say little."""

Floats = NDArray[np.float64]


class Neighbour(Value):
    """A reference system with its share of the vote."""

    system: str = Field(description="Its id.")
    share: float = Field(description="Between nought and one; the shares of all neighbours add up to one.")


class ReferenceLibrary:
    """Compares systems by their words, their parts and their facts; all four count alike."""

    def __init__(self, catalog: Catalog) -> None:
        self._systems = tuple(catalog.reference_systems.values())

    def nearest(
        self, text: str, kinds: Iterable[ComponentKind], facts: Mapping[str, AnswerValue]
    ) -> tuple[Neighbour, ...]:
        """The systems most like the one described, nearest first; none where the library is empty."""
        if not self._systems:
            return ()
        likeness = sum(map(standard, self._likenesses(text, frozenset(kinds), facts)), np.zeros(len(self._systems)))
        order = np.argsort(-np.round(likeness, 6), kind="stable")[:NEIGHBOURS]
        weights = np.exp((likeness[order] - likeness[order[0]]) / SOFTNESS)
        shares = weights / weights.sum()
        return tuple(
            Neighbour(system=self._systems[place].id, share=round(float(share), 6))
            for place, share in zip(order, shares, strict=True)
        )

    def votes(self, neighbours: Iterable[Neighbour]) -> dict[str, float]:
        """How much the neighbours worry about each pattern, the first of each counting most."""
        by_id = {system.id: system for system in self._systems}
        found: dict[str, float] = {}
        for neighbour in neighbours:
            for place, threat in enumerate(by_id[neighbour.system].threats):
                weight = neighbour.share * float(np.exp(-FADING * place))
                found[threat.pattern] = found.get(threat.pattern, 0.0) + weight
        return found

    def _likenesses(
        self, text: str, kinds: frozenset[ComponentKind], facts: Mapping[str, AnswerValue]
    ) -> tuple[Floats, Floats, Floats, Floats]:
        meaning = self._vectors @ self._embedder.embed([text])[0]
        words = self._words.scores(text)
        parts = [_overlap(kinds, frozenset(system.parts)) for system in self._systems]
        known = [_agreement(facts, system) for system in self._systems]
        return meaning.astype(np.float64), words.astype(np.float64), np.array(parts), np.array(known)

    @cached_property
    def _embedder(self) -> StaticEmbedder:
        return StaticEmbedder()

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        return self._embedder.embed([system.description for system in self._systems])

    @cached_property
    def _words(self) -> LexicalIndex:
        return LexicalIndex([f"{system.name} {system.description}" for system in self._systems])


def _agreement(facts: Mapping[str, AnswerValue], system: ReferenceSystem) -> float:
    """The share of facts known of both that agree, drawn towards one half where there are few."""
    common = [(facts[name], value) for name, value in system.facts.items() if name in facts]
    return (sum(_alike(one, other) for one, other in common) + CAUTION / 2) / (len(common) + CAUTION)


def _alike(one: AnswerValue, other: AnswerValue) -> float:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return _overlap(frozenset(one), frozenset(other))
    return float(one == other)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
