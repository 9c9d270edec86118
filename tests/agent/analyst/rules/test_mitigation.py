"""One control per measure with all its threats; what is in place or planned counts, and a person's word stays."""

from dataclasses import replace

from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.mitigation import Measures
from agent.assessment.known_facts_builder import Painter
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain import Control, ControlStatus, Mint, Threat, ThreatModel, apply
from agent.domain.changes.edits import DecideControl, PutControl, SetFact
from knowledge import Catalog
from knowledge.conditions import FactIs
from knowledge.entries import FactorEffect
from knowledge.vocabulary import AnswerValue, DreadFactor
from tests.agent.builders import a_model, said, small_catalog

CATALOG = small_catalog()
BOOK = Bookkeeper(CATALOG)
ANALYST = RulesAnalyst(CATALOG)
PARTS = [("assistant", "language_model"), ("planner", "agent"), ("mail", "tool")]
FACTS: dict[str, AnswerValue] = {
    "exposure": "public",
    "outside_content": True,
    "tools_write": True,
    "sensitivity": "special",
    "safety_critical": False,
}


def settled(model: ThreatModel) -> ThreatModel:
    outcome = apply(model, ANALYST.drafted(model), CATALOG)
    assert outcome.refused == ()
    return outcome.model


def drafted(**facts: AnswerValue) -> ThreatModel:
    return settled(a_model(FACTS | facts, PARTS))


def control(model: ThreatModel, measure: str) -> Control:
    return next(one for one in model.controls if one.mitigation == measure)


def threat(model: ThreatModel, pattern: str) -> Threat:
    return next(one for one in model.threats if one.pattern == pattern)


def test_a_measure_that_helps_several_threats_is_one_control() -> None:
    model = drafted()
    asked = [one for one in model.controls if one.mitigation == "ask-first"]
    patterns = {one.pattern for one in model.threats if one.id in asked[0].threats}
    assert len(asked) == 1
    assert patterns == {"hidden-orders", "tools-misled", "agent-only"}


def test_a_control_is_a_proposal_until_its_fact_says_it_exists() -> None:
    assert control(drafted(), "screen-input").status is ControlStatus.PROPOSED
    assert control(drafted(control_screening=False), "screen-input").status is ControlStatus.PROPOSED
    assert control(drafted(control_screening=True), "screen-input").status is ControlStatus.DONE


def test_what_is_in_place_lowers_the_current_risk_and_not_the_inherent() -> None:
    before, after = threat(drafted(), "typed-orders"), threat(drafted(control_screening=True), "typed-orders")
    assert before.inherent == after.inherent == before.current
    assert after.current.exploitability.level == before.current.exploitability.level - 2
    assert after.target.exploitability == after.current.exploitability


def test_what_is_planned_counts_for_the_target_only_and_a_proposal_for_neither() -> None:
    model = drafted()
    proposed = threat(model, "talks-leak")
    assert proposed.inherent == proposed.current == proposed.target
    decision = DecideControl(control=control(model, "keep-less").id, status=ControlStatus.PLANNED)
    planned = threat(settled(apply(model, [decision], CATALOG).model), "talks-leak")
    assert planned.current == planned.inherent
    assert planned.target.damage.level == planned.inherent.damage.level - 4


def test_a_status_that_a_person_set_is_kept_against_the_fact() -> None:
    model = drafted(control_screening=True)
    number = control(model, "screen-input").id
    decision = DecideControl(control=number, status=ControlStatus.REJECTED, reason="we cannot", owner="Ann")
    again = settled(apply(model, [decision], CATALOG).model)
    kept = again.control(number)
    assert kept is not None
    assert (kept.status, kept.reason, kept.owner) == (ControlStatus.REJECTED, "we cannot", "Ann")
    assert threat(again, "typed-orders").current == threat(again, "typed-orders").inherent


def test_a_control_keeps_its_id_and_names_where_it_belongs() -> None:
    model = drafted()
    again = settled(apply(model, [SetFact(value=said("control_approval", True))], CATALOG).model)
    assert control(again, "ask-first").id == control(model, "ask-first").id
    assert control(again, "ask-first").action == "Do it. Here this concerns the assistant, the planner and the mail."


def test_a_control_carries_who_usually_does_it_its_level_and_what_shows_it() -> None:
    made = control(drafted(), "slow-down")
    assert (made.usual, made.evidence_asked) == ("operations, baseline level", "a run that was slowed")


def test_a_control_that_nothing_needs_any_more_goes_unless_a_person_decided_on_it() -> None:
    model = drafted(audience=("children",), keeps_talks=False)
    number = control(model, "keep-less").id
    gone = settled(apply(model, [SetFact(value=said("audience", ("staff",)))], CATALOG).model)
    assert gone.control(number) is None
    decision = DecideControl(control=number, status=ControlStatus.DONE)
    changed = apply(model, [decision, SetFact(value=said("audience", ("staff",)))], CATALOG).model
    kept = settled(changed).control(number)
    assert kept is not None
    assert kept.threats == ()


def test_a_control_of_the_owner_counts_too() -> None:
    model = drafted()
    own = Control(
        id=model.next_id("M"),
        title="Our own gate",
        effects=(FactorEffect(factor=DreadFactor.DAMAGE, by=1),),
        threats=(threat(model, "typed-orders").id,),
        status=ControlStatus.DONE,
    )
    again = settled(apply(model, [PutControl(control=own)], CATALOG).model)
    assert threat(again, "typed-orders").current.damage.level == threat(model, "typed-orders").inherent.damage.level - 2
    assert again.control(own.id) is not None


def with_fit(measure: str, fact: str) -> Catalog:
    """The small catalog with one measure that makes sense only where a fact is so."""
    fitting = CATALOG.mitigations[measure].model_copy(update={"fits": FactIs(fact=fact)})
    return replace(CATALOG, mitigations={**CATALOG.mitigations, measure: fitting})


def acting(catalog: Catalog, pattern: str, **facts: AnswerValue) -> tuple[str, ...]:
    model = a_model(FACTS | facts, PARTS)
    picture = Painter(catalog).picture(model)
    return Measures(catalog, Rater(catalog), model, picture, Mint(model)).acting_on(catalog.patterns[pattern])


def test_a_measure_for_what_a_system_has_not_is_left_out() -> None:
    catalog = with_fit("ask-first", "uses_index")
    assert acting(catalog, "hidden-orders", uses_index=True) == ("screen-input", "ask-first")
    assert acting(catalog, "hidden-orders", uses_index=False) == ("screen-input",)


def test_what_is_usually_not_so_leaves_a_measure_out_as_well() -> None:
    assert acting(with_fit("ask-first", "uses_index"), "hidden-orders") == ("screen-input",)


def test_a_measure_in_place_stays_though_it_seems_not_to_fit() -> None:
    catalog = with_fit("screen-input", "uses_index")
    assert acting(catalog, "hidden-orders", uses_index=False) == ("ask-first",)
    assert acting(catalog, "hidden-orders", uses_index=False, control_screening=True) == ("screen-input", "ask-first")


def test_where_no_measure_fits_all_of_them_stay() -> None:
    catalog = with_fit("screen-input", "uses_index")
    only = next(one.id for one in catalog.patterns.values() if one.mitigations == ("screen-input",))
    assert acting(catalog, only, uses_index=False) == ("screen-input",)
