"""Compare what is drafted under two states of knowledge, so that a model's reading does no harm to a draft.

No reading of a model lowers the band of a threat or puts a measure in place. What the owner did not plainly say takes
no drafted threat away either, rules out none that is open, and lowers no score.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assessment.conditions import Kleene, truth_of
from agent.domain import Band, Finding, ThreatModel
from agent.domain.facts import FactValue, Provenance
from agent.domain.risk import band_of
from knowledge import Catalog

HEARD = "Read by the language model"
"""How the reason of a value begins that only a model heard."""
CORRECTED = "Corrected by the language model"
"""How the reason of a value begins that a model put in the place of one the rules had read."""


@dataclass(frozen=True)
class Standing:
    """What is drafted, how it is rated, what is ruled out, and which measures count as in place."""

    levels: Mapping[str, tuple[int, ...]]
    ruled_out: frozenset[str]
    in_place: frozenset[str]

    def harms(self, before: "Standing") -> bool:
        """Whether less is drafted, something is rated lower or ruled out, or a measure appears, against before."""
        return self.takes(before) or self.guards(before) or not self.ruled_out <= before.ruled_out

    def takes(self, before: "Standing") -> bool:
        """Whether something is no longer drafted, or is rated lower on any factor."""
        return self.loses(before) or any(
            any(new < old for new, old in zip(self.levels[pattern], levels, strict=True))
            for pattern, levels in before.levels.items()
        )

    def loses(self, before: "Standing") -> bool:
        """Whether something is no longer drafted."""
        return not before.levels.keys() <= self.levels.keys()

    def calms(self, before: "Standing") -> bool:
        """Whether what is drafted then and now lies in a lower band now."""
        return any(
            _RANKS[band_of(_total(self.levels[pattern]))] > _RANKS[band_of(_total(levels))]
            for pattern, levels in before.levels.items()
            if pattern in self.levels
        )

    def guards(self, before: "Standing") -> bool:
        """Whether a measure counts as in place that did not before."""
        return not self.in_place <= before.in_place


_RANKS = {band: place for place, band in enumerate(Band)}


def _total(levels: tuple[int, ...]) -> float:
    return round(fmean(levels), 1)


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
        """The values that only a model heard and that hide more than they may; none in the usual case.

        What the owner plainly said may rule something out; what is only inferred, or from a file, hides nothing.
        """
        heard = heard_only(model.facts)
        plain = tuple(value for value in heard if value.provenance is Provenance.STATED)
        soft = tuple(value for value in heard if value not in plain)
        return (
            *self._spoiling(model, soft, Standing.harms),
            *self._spoiling(model, plain, lambda after, before: after.calms(before) or after.guards(before)),
        )

    def _spoiling(
        self, model: ThreatModel, values: tuple[FactValue, ...], spoils: Callable[[Standing, Standing], bool]
    ) -> tuple[FactValue, ...]:
        """The values that do so, each by itself; all of them where they do so together only."""
        if not values:
            return ()
        bare = without(model, values)
        before = self.standing(bare)
        if not spoils(self.standing(model), before):
            return ()
        return tuple(value for value in values if spoils(self.standing(_with(bare, value)), before)) or values


def heard_only(facts: Iterable[FactValue]) -> tuple[FactValue, ...]:
    """The values that nobody but a model took from the owner's words."""
    return tuple(value for value in facts if value.because.startswith(HEARD))


def model_made(facts: Iterable[FactValue]) -> tuple[FactValue, ...]:
    """The values that a model heard or corrected; the owner's own later words go before them."""
    return tuple(value for value in facts if value.because.startswith((HEARD, CORRECTED)))


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
