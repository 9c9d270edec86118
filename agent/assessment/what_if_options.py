"""What an owner could change that would lower the risk of this system most: how it is built, and measures in place."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from agent.assessment.scoring.risk_reduction import Drop, Relief, Reliefs, risk_of, told_drops
from agent.assessment.what_if import Supposed, WhatIf
from agent.domain import Control, ControlStatus, Rating, ThreatModel, ThreatStatus
from agent.domain.threats import IN_PLACE
from agent.domain.wording.names_in_sentences import capital, clipped, counted
from knowledge import Catalog
from knowledge.entries import FactDefinition
from knowledge.vocabulary import AnswerValue

MOST_FACTS, MOST_PROTECTIONS, MOST_MEASURES = 8, 5, 5
"""How many switches of each sort are put to an owner."""
ARRANGE = "Arrange that "
"""What the title of a measure begins with that stands for a fact to be changed."""


class Sort(StrEnum):
    """What a switch changes."""

    FACT = "fact"
    PROTECTION = "protection"
    MEASURE = "measure"


@dataclass(frozen=True)
class Switch:
    """One thing to switch on, with what it would do by itself."""

    id: str
    sort: Sort
    label: str
    told: str
    fact: str = ""
    value: AnswerValue | None = None
    controls: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, AnswerValue]:
        """The fact it changes; a protection is supposed through its measures alone."""
        return {self.fact: self.value} if self.sort is Sort.FACT and self.value is not None else {}


class Board:
    """Chooses the switches of a model."""

    def __init__(self, catalog: Catalog, what_if: WhatIf) -> None:
        self._catalog, self._what_if = catalog, what_if
        self._choices = {fact.id: wanted for fact in catalog.facts.values() if (wanted := _wanted(fact)) is not None}

    def switches(self, model: ThreatModel) -> tuple[Switch, ...]:
        """The switches that would lower most, of each sort the strongest first; none before there is a draft."""
        if not model.threats:
            return ()
        return (*self._of_facts(model), *self._of_protections(model), *self._of_measures(model))

    def _of_facts(self, model: ThreatModel) -> tuple[Switch, ...]:
        usual = self._what_if.view(model).picture.usual
        planned = {control.title for control in model.controls if control.status is not ControlStatus.REJECTED}
        found = []
        for fact, value in self._choices.items():
            words = change_words(self._catalog.facts[fact], value)
            if usual.get(fact) in (None, value) or arranged_title(words) in planned:
                continue
            supposed = self._what_if.suppose_facts(model, {fact: value})
            gain = _gain(supposed, model)
            if gain > 0:
                found.append((gain, Switch(f"fact:{fact}", Sort.FACT, capital(words), told(supposed), fact, value)))
        return _strongest(found, MOST_FACTS)

    def _of_protections(self, model: ThreatModel) -> tuple[Switch, ...]:
        """A protection is a fact about controls; all measures that it stands for are supposed at once."""
        known = self._what_if.view(model).picture.known
        found = []
        for fact, controls in self._protecting(model).items():
            waiting = tuple(one.id for one in controls if one.status not in IN_PLACE)
            if known.get(fact) is True or not waiting:
                continue
            supposed = self._what_if.suppose_facts(model, {}, waiting)
            gain = _gain(supposed, model)
            if gain > 0:
                label = capital(self._catalog.facts[fact].meaning(True))
                switch = Switch(f"fact:{fact}", Sort.PROTECTION, label, told(supposed), fact, True, waiting)
                found.append((gain, switch))
        return _strongest(found, MOST_PROTECTIONS)

    def _of_measures(self, model: ThreatModel) -> tuple[Switch, ...]:
        spoken_for = {one.id for controls in self._protecting(model).values() for one in controls}
        return tuple(
            Switch(one.control.id, Sort.MEASURE, one.control.title, one.told, controls=(one.control.id,))
            for one in self._first(model, spoken_for)
        )

    def _first(self, model: ThreatModel, spoken_for: set[str]) -> tuple[Relief, ...]:
        rest = model.model_copy(
            update={"controls": tuple(one for one in model.controls if one.id not in spoken_for or _counts(one))}
        )
        return Reliefs(rest, self._catalog).first(MOST_MEASURES)

    def _protecting(self, model: ThreatModel) -> dict[str, list[Control]]:
        """The controls of the model by the fact that says they are in place; rejected ones are not proposed again."""
        found: dict[str, list[Control]] = {}
        for control in model.controls:
            measure = self._catalog.mitigations.get(control.mitigation or "")
            if measure is None or measure.in_place is None or control.status is ControlStatus.REJECTED:
                continue
            if not self._catalog.facts[measure.in_place.fact].of_measure:
                found.setdefault(measure.in_place.fact, []).append(control)
        return found


def change_words(fact: FactDefinition, value: AnswerValue) -> str:
    """What would be so, as a clause."""
    return fact.safer_means if fact.safer_means and value == fact.safer else fact.meaning(value).rstrip(".")


def arranged_title(words: str) -> str:
    """The title of the measure that stands for a change."""
    return clipped(f"{ARRANGE}{words}", 160)


def told(supposed: Supposed) -> str:
    """What would go, come and be lowered, in words."""
    parts = []
    if supposed.gone:
        first, more = supposed.gone[0], len(supposed.gone) - 1
        name = f"{first.threat} ({clipped(first.title, 60)})"
        parts.append(f"{name} and {more} more would go" if more else f"{name} would go")
    if drops := drops_of(supposed):
        parts.append(told_drops(drops))
    if supposed.new:
        parts.append(f"{counted(len(supposed.new), 'threat')} would appear")
    if supposed.higher:
        parts.append(f"raises {counted(len(supposed.higher), 'threat')}")
    return "; ".join(parts)


def drops_of(supposed: Supposed) -> tuple[Drop, ...]:
    """What stays and is rated lower, the largest drop first."""
    drops = (Drop(one.threat, one.title, one.before, one.after) for one in supposed.lower if one.before and one.after)
    return tuple(sorted(drops, key=lambda drop: (-drop.by, -drop.before.total, drop.threat)))


def _wanted(fact: FactDefinition) -> AnswerValue | None:
    """The safer value of a fact that an owner can decide on."""
    return fact.safer if fact.safer is not None else next(iter(fact.safeguard), None)


def _gain(supposed: Supposed, model: ThreatModel) -> float:
    """How much risk of the open threats a change takes away; what appears counts against it."""
    closed = {one.id for one in model.threats if one.status is not ThreatStatus.OPEN}
    counting = (one for one in supposed.changes if one.threat not in closed)
    return sum(_risk(one.before) - _risk(one.after) for one in counting)


def _risk(rating: Rating | None) -> float:
    return risk_of(rating) if rating else 0.0


def _strongest(found: Iterable[tuple[float, Switch]], most: int) -> tuple[Switch, ...]:
    ranked = sorted(found, key=lambda pair: (-pair[0], pair[1].id))
    return tuple(switch for _, switch in ranked[:most])


def _counts(control: Control) -> bool:
    return control.status in IN_PLACE
