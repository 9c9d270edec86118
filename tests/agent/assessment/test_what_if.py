"""What is supposed is rated as it would be drafted; switches are chosen by it, and kept as a plan or as the owner's."""

from collections.abc import Mapping

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assessment.what_if import Supposed
from agent.assessment.what_if_options import ARRANGE, Sort, Switch
from agent.domain import ControlStatus, Edit, ThreatModel, apply
from agent.domain.changes.edits import DecideControl, DecideThreat, PutComponent, PutControl, Remove, SetFact
from agent.domain.facts import FactValue, Provenance
from agent.domain.threats import Certainty, ThreatStatus
from knowledge import load_catalog
from knowledge.vocabulary import AnswerValue
from tests.agent.builders import a_model, said

CATALOG = load_catalog()
ANALYST = RulesAnalyst(CATALOG)
FACTS: dict[str, AnswerValue] = {
    "exposure": "public", "uses_language_model": True, "calls_tools": True, "plans_steps": True, "uses_retrieval": True,
    "tools_write": True, "tools_read_private": True, "browses_web": True, "reads_outside_content": True,
    "acts_unapproved": True, "data_sensitivity": "personal", "multi_tenant": True, "tools_shared_identity": True,
}  # fmt: skip
PARTS = [("assistant", "language_model"), ("agent", "agent"), ("refund tool", "tool"), ("index", "vector_store")]


def settled(model: ThreatModel) -> ThreatModel:
    outcome = apply(model, ANALYST.drafted(model), CATALOG)
    assert outcome.refused == ()
    return outcome.model


def said_so(fact: str, value: AnswerValue) -> Edit:
    return SetFact(value=said(fact, value))


MODEL = settled(a_model(FACTS, PARTS))


def after(supposed: Supposed) -> dict[str, float]:
    return {one.pattern: one.after.total for one in supposed.changes if one.after}


def ratings(model: ThreatModel) -> dict[str | None, float]:
    return {one.pattern: one.rating.total for one in model.threats}


def without_hunches(rated: Mapping[str, float] | Mapping[str | None, float], model: ThreatModel) -> dict[str, float]:
    """The ratings but for what a draft only suggests, which hangs on the order of the list."""
    hunches = {one.pattern for one in model.threats if one.certainty is Certainty.SUGGESTED}
    return {name or "": total for name, total in rated.items() if name not in hunches}


def test_a_model_is_large_enough_to_tell() -> None:
    assert len(MODEL.threats) > 50
    assert len(MODEL.controls) > 80


def test_nothing_supposed_changes_nothing() -> None:
    supposed = ANALYST.suppose(MODEL, ())
    assert all(one.before == one.after for one in supposed.changes)
    assert {one.threat: one.after for one in supposed.changes} == {one.id: one.rating for one in MODEL.threats}


@pytest.mark.parametrize(
    "edits",
    [
        (said_so("acts_unapproved", False),),
        (said_so("browses_web", False), said_so("multi_tenant", False)),
        (said_so("control_input_screening", True),),
        (Remove(id="C-3"), said_so("calls_tools", False)),
        (DecideControl(control="M-1", status=ControlStatus.DONE),),
    ],
)
def test_what_is_supposed_is_what_a_draft_would_say(edits: tuple[Edit, ...]) -> None:
    model = settled(apply(MODEL, edits, CATALOG).model)
    assert without_hunches(after(ANALYST.suppose(MODEL, edits)), model) == without_hunches(ratings(model), model)


def test_facts_alone_are_judged_as_the_same_edits() -> None:
    quick = ANALYST.what_if.suppose_facts(MODEL, {"acts_unapproved": False, "browses_web": False})
    edits = (said_so("acts_unapproved", False), said_so("browses_web", False))
    assert after(quick) == after(ANALYST.suppose(MODEL, edits))


def test_controls_can_be_supposed_in_place() -> None:
    edits = (DecideControl(control="M-1", status=ControlStatus.VERIFIED),)
    assert after(ANALYST.suppose(MODEL, (), ("M-1",))) == after(ANALYST.suppose(MODEL, edits))


def test_what_a_person_dismissed_neither_counts_nor_comes_back() -> None:
    first = MODEL.threats[0]
    gone = DecideThreat(threat=first.id, status=ThreatStatus.DISMISSED, reason="not here")
    model = apply(MODEL, [gone], CATALOG).model
    assert first.pattern not in {one.pattern for one in ANALYST.suppose(model, ()).changes}


def test_switches_lower_each_by_itself_and_the_strongest_come_first() -> None:
    switches = ANALYST.switches(MODEL)
    assert {switch.sort for switch in switches} == set(Sort)
    for switch in switches:
        supposed = ANALYST.suppose(MODEL, [said_so(*pair) for pair in switch.facts.items()], switch.controls)
        assert supposed.gone or supposed.lower
        assert switch.told
    facts = {switch.fact for switch in switches}
    assert {"acts_unapproved", "tools_shared_identity"} <= facts
    assert any(fact.startswith("control_") for fact in facts)


def test_nothing_is_proposed_that_is_so_already() -> None:
    safer = settled(apply(MODEL, [said_so("acts_unapproved", False)], CATALOG).model)
    assert "acts_unapproved" not in {switch.fact for switch in ANALYST.switches(safer)}
    assert ANALYST.switches(a_model(FACTS, PARTS)) == ()


def chosen(sort: Sort) -> Switch:
    return next(switch for switch in ANALYST.switches(MODEL) if switch.sort is sort)


def test_a_fact_to_be_changed_is_kept_as_a_planned_measure_of_ones_own() -> None:
    switch = chosen(Sort.FACT)
    (edit,) = ANALYST.kept(MODEL, [switch], ())
    assert isinstance(edit, PutControl)
    assert edit.control.title.startswith(ARRANGE)
    assert edit.control.status is ControlStatus.PLANNED
    kept = settled(apply(MODEL, [edit], CATALOG).model)
    names = edit.control.threats
    assert names
    assert any(one.target_rating.total < one.rating.total for one in kept.threats if one.id in names)
    assert ratings(kept) == ratings(MODEL)
    assert switch.fact not in {other.fact for other in ANALYST.switches(kept)}


def test_a_fact_that_is_so_already_becomes_the_owners_word() -> None:
    switch = chosen(Sort.FACT)
    assert ANALYST.kept(MODEL, [switch], (switch.id,)) == (
        SetFact(value=FactValue(fact=switch.fact, value=switch.value or False, provenance=Provenance.TABLE)),
    )


def test_protections_and_measures_are_planned_or_noted_as_done() -> None:
    protection, measure = chosen(Sort.PROTECTION), chosen(Sort.MEASURE)
    planned = ANALYST.kept(MODEL, [protection, measure], ())
    assert {edit.status for edit in planned if isinstance(edit, DecideControl)} == {ControlStatus.PLANNED}
    assert {edit.control for edit in planned if isinstance(edit, DecideControl)} == {
        *protection.controls, *measure.controls,
    }  # fmt: skip
    noted = ANALYST.kept(MODEL, [protection, measure], (protection.id, measure.id))
    assert [edit.value.fact for edit in noted if isinstance(edit, SetFact)] == [protection.fact]
    assert [edit.control for edit in noted if isinstance(edit, DecideControl)] == [*measure.controls]
    now = settled(apply(MODEL, noted, CATALOG).model)
    supposed = after(ANALYST.suppose(MODEL, (), (*protection.controls, *measure.controls)))
    assert without_hunches(supposed, now) == without_hunches(ratings(now), now)


def test_two_kept_changes_get_ids_of_their_own() -> None:
    facts = [switch for switch in ANALYST.switches(MODEL) if switch.sort is Sort.FACT][:2]
    edits = ANALYST.kept(MODEL, facts, ())
    assert apply(MODEL, edits, CATALOG).refused == ()
    assert len({edit.control.id for edit in edits if isinstance(edit, PutControl)}) == 2


def test_a_part_that_is_not_there_yet_can_be_supposed() -> None:
    browser = MODEL.components[2].model_copy(update={"id": MODEL.next_id("C"), "name": "browser"})
    supposed = ANALYST.suppose(MODEL, [PutComponent(component=browser), said_so("runs_generated_code", True)])
    assert supposed.new
