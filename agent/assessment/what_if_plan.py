"""From switches that are kept to edits: what becomes a planned measure, and what is noted as being so already."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from agent.assessment.what_if import Supposed, WhatIf
from agent.assessment.what_if_options import Sort, Switch, arranged_title, change_words
from agent.domain import Control, ControlStatus, Edit, FactValue, Mint, Origin, Provenance, ThreatModel
from agent.domain.changes.edits import DecideControl, PutControl, SetFact
from agent.domain.threats import IN_PLACE
from knowledge import Catalog
from knowledge.entries import FactorEffect
from knowledge.vocabulary import DreadFactor

_HARDER = (DreadFactor.EXPLOITABILITY, DreadFactor.REPRODUCIBILITY)
"""What is counted as lowered of a threat that would no longer be there."""


def kept_edits(
    model: ThreatModel, switches: Iterable[Switch], so_already: Collection[str], what_if: WhatIf, catalog: Catalog
) -> tuple[Edit, ...]:
    """The edits that keep some switches: planned, or for those in ``so_already`` noted as being so today."""
    mint = Mint(model)
    return tuple(
        edit
        for switch in switches
        for edit in (
            _noted(model, switch) if switch.id in so_already else _planned(model, switch, mint, what_if, catalog)
        )
    )


def _noted(model: ThreatModel, switch: Switch) -> Iterator[Edit]:
    """What holds today: the fact, and measures that a person had put elsewhere."""
    if switch.fact and switch.value is not None:
        yield SetFact(value=FactValue(fact=switch.fact, value=switch.value, provenance=Provenance.TABLE))
    for control in _controls(model, switch):
        if control.status not in IN_PLACE and (control.decided or not switch.fact):
            yield DecideControl(control=control.id, status=ControlStatus.DONE)


def _planned(model: ThreatModel, switch: Switch, mint: Mint, what_if: WhatIf, catalog: Catalog) -> Iterator[Edit]:
    for control in _controls(model, switch):
        if control.status is ControlStatus.PROPOSED:
            yield DecideControl(control=control.id, status=ControlStatus.PLANNED)
    if switch.sort is Sort.FACT and switch.value is not None:
        supposed = what_if.suppose_facts(model, switch.facts)
        yield PutControl(control=_own_measure(switch, supposed, mint, catalog))


def _controls(model: ThreatModel, switch: Switch) -> Iterator[Control]:
    found = (model.control(one) for one in switch.controls)
    return (control for control in found if control is not None)


def _own_measure(switch: Switch, supposed: Supposed, mint: Mint, catalog: Catalog) -> Control:
    """The measure that stands for changing a fact, until the fact is changed."""
    fact, value = catalog.facts[switch.fact], switch.value
    words = change_words(fact, value if value is not None else True)
    acts_on = tuple(one.threat for one in (*supposed.gone, *supposed.lower) if one.threat)
    label = next((one.label for one in fact.choices if one.value == value), "yes" if value is True else "no")
    return Control(
        id=mint.take("M"),
        title=arranged_title(words),
        action=(
            f"Change the system so that {words}. Once it is so, set “{fact.label}” to “{label}” among the facts: the "
            "threats are then judged anew, and this measure has done its work."
        ),
        verify=f"Ask of the running system: {fact.question}",
        effects=tuple(_effects(supposed)),
        threats=acts_on,
        status=ControlStatus.PLANNED,
        decided=True,
        origin=Origin.USER,
    )


def _effects(supposed: Supposed) -> Iterator[FactorEffect]:
    """The factors that fall for at least half of the threats it acts on, or the one that falls for most."""
    falls = Counter(factor for one in supposed.lower for factor in one.lowered)
    falls.update(factor for _ in supposed.gone for factor in _HARDER)
    number = len(supposed.lower) + len(supposed.gone)
    most = [factor for factor, _ in falls.most_common(1)]
    for factor in [factor for factor in DreadFactor if number and falls[factor] * 2 >= number] or most:
        yield FactorEffect(factor=factor, by=2 if len(supposed.gone) * 2 > number else 1)
