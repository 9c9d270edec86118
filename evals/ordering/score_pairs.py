"""Pairs of systems that differ in one fact: the threats named there must weigh more in the one than in the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import Field, TypeAdapter

from agent.analyst.rules.mitigation import Measures
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain import SYSTEM, FactValue, Mint, Provenance, ThreatModel
from agent.domain.risk import rate
from agent.errors import InputError
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue, Slug, Value

PAIRS = Path(__file__).parents[1] / "pairs" / "scores.yaml"


class Pair(Value):
    """Two systems that differ in one fact."""

    id: Slug = Field(description="Stable id.")
    system: str = Field(min_length=1, description="What both are, in a few words.")
    facts: dict[str, AnswerValue] = Field(description="What holds in both.")
    fact: str = Field(description="The fact in which they differ.")
    less: AnswerValue = Field(description="Its value where the threats weigh less.")
    more: AnswerValue = Field(description="Its value where they weigh more.")
    higher: tuple[Slug, ...] = Field(min_length=1, description="The patterns that weigh more.")
    because: str = Field(min_length=1, description="Why, as two practitioners would say it.")


@dataclass(frozen=True)
class Ranked:
    """What became of one pattern of a pair."""

    pair: str
    pattern: str
    less: float
    more: float

    @property
    def holds(self) -> bool:
        """Whether it weighs more where it should."""
        return self.more > self.less


def read_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """The pairs of a file."""
    return TypeAdapter(tuple[Pair, ...]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8"))["pairs"])


class Scale:
    """Weighs patterns in systems that are known by facts alone: the current risk, with what is in place."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog, self._book = catalog, Bookkeeper(catalog)
        self._rater = Rater(catalog, self._book)

    def ranked(self, pairs: Iterable[Pair]) -> tuple[Ranked, ...]:
        """Every pattern of every pair, weighed in both systems; an unknown pattern or fact raises InputError."""
        return tuple(
            Ranked(pair.id, name, self.weight(name, pair, pair.less), self.weight(name, pair, pair.more))
            for pair in pairs
            for name in pair.higher
        )

    def weight(self, name: str, pair: Pair, value: AnswerValue) -> float:
        """The current total of a pattern in one of the two systems."""
        pattern = self._catalog.patterns.get(name)
        if pattern is None:
            raise InputError(f"pair {pair.id}: expected a threat pattern of the catalog, got {name!r}")
        model = self._system({**pair.facts, pair.fact: value}, pair.id)
        picture = self._book.painter.picture(model)
        measures = Measures(self._catalog, self._rater, model, picture, Mint(model))
        inherent = self._rater.score_in(self._book.rules[name], picture)
        return rate(measures.risk(inherent, measures.for_pattern(pattern)).current).total

    def _system(self, facts: dict[str, AnswerValue], pair: str) -> ThreatModel:
        kept = []
        for fact, value in facts.items():
            if fault := self._catalog.accepts_fact(fact, value):
                raise InputError(f"pair {pair}: {fault}")
            kept.append(FactValue(fact=fact, subject=SYSTEM, value=value, provenance=Provenance.TABLE))
        return ThreatModel(system={"name": "System"}, facts=tuple(kept))
