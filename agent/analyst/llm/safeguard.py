"""Compare what is drafted under two states of knowledge, so that a model's reading can add to a draft only.

A value that only a model heard must not take a drafted threat away, rule one out that is open, lower a score, or put
a measure in place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assessment.conditions import Kleene, truth_of
from agent.domain import Finding, ThreatModel
from agent.domain.facts import FactValue, Provenance
from knowledge import Catalog

HEARD = "Read by the language model"
"""How the reason of a value begins that only a model heard."""


@dataclass(frozen=True)
class Standing:
    """What is drafted, how it is rated, what is ruled out, and which measures count as in place."""

    levels: Mapping[str, tuple[int, ...]]
    ruled_out: frozenset[str]
    in_place: frozenset[str]

    def harms(self, before: "Standing") -> bool:
        """Whether less is drafted, something is rated lower or ruled out, or a measure appears, against before."""
        lowered = any(
            pattern not in self.levels or any(new < old for new, old in zip(self.levels[pattern], levels, strict=True))
            for pattern, levels in before.levels.items()
        )
        return lowered or not (self.in_place <= before.in_place and self.ruled_out <= before.ruled_out)


class Scales:
    """Works out standings."""

    def __init__(self, catalog: Catalog, rules: RulesAnalyst) -> None:
        self._rules = rules
        self._in_place = {
            name: truth_of(measure.in_place) for name, measure in catalog.mitigations.items() if measure.in_place
        }

    def standing(self, model: ThreatModel) -> Standing:
        """Where a model stands."""
        book = self._rules.bookkeeper
        picture = book.painter.picture(model)
        ledger = book.ledger_of(picture)
        return Standing(
            levels={
                verdict.pattern: self._rules.rater.levels(book.rules[verdict.pattern], picture)
                for verdict in ledger.drafted()
            },
            ruled_out=frozenset(verdict.pattern for verdict in book.ledger(_firm(model)).of(Finding.RULED_OUT)),
            in_place=frozenset(
                name for name, truth in self._in_place.items() if truth(picture.known, None) == Kleene.YES
            ),
        )

    def hiding(self, model: ThreatModel) -> tuple[FactValue, ...]:
        """The values that only a model heard and that keep something out of the draft; none in the usual case."""
        heard = heard_only(model.facts)
        if not heard:
            return ()
        bare = without(model, heard)
        before = self.standing(bare)
        if not self.standing(model).harms(before):
            return ()
        return tuple(value for value in heard if self.standing(_with(bare, value)).harms(before)) or heard


def heard_only(facts: Iterable[FactValue]) -> tuple[FactValue, ...]:
    """The values that nobody but a model took from the owner's words."""
    return tuple(value for value in facts if value.because.startswith(HEARD))


def without(model: ThreatModel, values: tuple[FactValue, ...]) -> ThreatModel:
    """The model without some values."""
    return model.model_copy(update={"facts": tuple(value for value in model.facts if value not in values)})


def _firm(model: ThreatModel) -> ThreatModel:
    """The model as if all that was inferred had been stated: so it is judged when a draft is checked."""
    facts = tuple(
        value.model_copy(update={"provenance": Provenance.STATED}) if value.provenance is Provenance.INFERRED else value
        for value in model.facts
    )
    return model if facts == model.facts else model.model_copy(update={"facts": facts})


def _with(model: ThreatModel, value: FactValue) -> ThreatModel:
    return model.model_copy(update={"facts": (*model.facts, value)})
