"""The one way to change a model: what is applied, what is refused, and what always holds."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain import Mint, Outcome, ThreatModel, ThreatStatus, apply
from agent.domain.changes.edits import (
    ClearFact,
    DecideControl,
    DecideThreat,
    DescribeSystem,
    Edit,
    OrderThreats,
    OverrideFactor,
    PutAssumption,
    PutBoundary,
    PutComponent,
    PutControl,
    PutFlow,
    PutThreat,
    Remove,
    RetireThreat,
    RewordThreat,
    SetAside,
    SetFact,
    WaiveFact,
)
from agent.domain.facts import SYSTEM, Quote, Waiver
from agent.domain.system import Assumption, TrustBoundary
from agent.domain.threats import ControlStatus
from knowledge.vocabulary import DreadFactor, Framework, Reference
from tests.agent.domain.parts import FewTerms, component, control, fact, flow, threat


def done(*edits: Edit, model: ThreatModel | None = None) -> Outcome:
    return apply(model or ThreatModel(), edits, FewTerms(), author="Ana")


def accepted(*edits: Edit, model: ThreatModel | None = None) -> ThreatModel:
    outcome = done(*edits, model=model)
    assert not outcome.refused, outcome.refused
    return outcome.model


def refusal(edit: Edit, model: ThreatModel | None = None) -> str:
    outcome = done(edit, model=model)
    assert len(outcome.refused) == 1
    assert outcome.model == (model or ThreatModel())
    return outcome.refused[0].reason


def test_one_bad_edit_does_not_take_the_good_ones_with_it() -> None:
    good, bad = PutComponent(component=component(1)), PutFlow(flow=flow(1, "C-1", "C-9"))
    outcome = done(good, bad, DescribeSystem(name="Shop"))
    assert outcome.model.component("C-1") is not None
    assert outcome.model.system.name == "Shop"
    assert [one.edit for one in outcome.refused] == [bad]


def test_an_edit_that_leaves_a_model_broken_as_a_whole_is_refused_with_the_reason() -> None:
    broken = ThreatModel().model_copy(update={"facts": (fact("uses_retrieval"), fact("uses_retrieval"))})
    outcome = done(DescribeSystem(name="Shop"), model=broken)
    assert not outcome.applied
    assert "two values" in outcome.refused[0].reason
    assert done(DescribeSystem(name="Shop"), ClearFact(fact="uses_retrieval"), model=broken).model.system.name == "Shop"


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (SetFact(value=fact("no_such_fact")), "has no fact no_such_fact"),
        (SetFact(value=fact(value="perhaps")), "takes yes or no"),
        (SetFact(value=fact(subject="C-1")), "no component C-1"),
        (ClearFact(fact="uses_retrieval"), "nothing to forget"),
        (Remove(id="C-1"), "nothing with the id C-1"),
        (Remove(id="nonsense"), "nothing with the id"),
        (PutThreat(threat=threat(pattern="no-such-pattern")), "no threat pattern no-such-pattern"),
        (PutThreat(threat=threat(references=())), "at least one reference"),
        (PutThreat(threat=threat(targets=("C-7",))), "C-7, which does not exist"),
        (RetireThreat(threat="T-001", because="no tools"), "no threat T-001"),
        (DecideControl(control="M-1", status=ControlStatus.DONE), "no control M-1"),
        (OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE, level=3, reason="r"), "no threat T-001"),
        (PutControl(control=control(1, "T-009")), "T-009, which does not exist"),
    ],
)
def test_an_edit_that_breaks_the_model_is_refused_with_its_reason(edit: Edit, reason: str) -> None:
    assert reason in refusal(edit)


def test_a_reference_of_another_edition_is_refused() -> None:
    old = Reference(framework=Framework.ATLAS, id="AML.T0051", edition="4.0")
    assert "AML.T0051 of 4.0" in refusal(PutThreat(threat=threat(references=(old,))))


def test_one_pattern_stands_in_a_model_once() -> None:
    model = accepted(PutThreat(threat=threat(1)))
    assert "already in the model as T-001" in refusal(PutThreat(threat=threat(2)), model)


def test_a_number_is_never_given_out_twice() -> None:
    model = accepted(PutComponent(component=component(1)), Remove(id="C-1"))
    assert "used before" in refusal(PutComponent(component=component(1)), model)
    assert Mint(model).take("C") == "C-2"
    assert model.next_id("T") == "T-001"


def test_removing_a_component_takes_its_flows_facts_and_links() -> None:
    model = accepted(
        PutComponent(component=component(1)),
        PutComponent(component=component(2)),
        PutFlow(flow=flow(1, "C-1", "C-2")),
        SetFact(value=fact(subject="C-1")),
        PutThreat(threat=threat(1, targets=("C-1", "C-2"))),
        PutThreat(threat=threat(2, pattern="leakage", targets=("C-1",))),
        Remove(id="C-1"),
    )
    assert not model.flows
    assert not model.facts
    assert [one.targets for one in model.threats] == [("C-2",), ("system",)]


def test_what_a_person_decided_survives_a_new_draft() -> None:
    model = accepted(
        PutThreat(threat=threat(1, level=5)),
        OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE, level=9, reason="payroll data"),
        RewordThreat(threat="T-001", title="Orders in supplier mail"),
        DecideThreat(threat="T-001", status=ThreatStatus.TRANSFERRED, reason="insured"),
    )
    redrafted = accepted(PutThreat(threat=threat(1, level=7)), model=model).threats[0]
    assert redrafted.title == "Orders in supplier mail"
    assert redrafted.status is ThreatStatus.TRANSFERRED
    assert redrafted.overrides[0].level == 9
    assert redrafted.overrides[0].stale
    assert redrafted.current.damage.level == 7


def test_a_dismissed_threat_returns_only_with_a_note_that_says_why() -> None:
    model = accepted(
        PutThreat(threat=threat(1)), DecideThreat(threat="T-001", status=ThreatStatus.DISMISSED, reason="no such pages")
    )
    still = accepted(PutThreat(threat=threat(1)), model=model)
    back = accepted(PutThreat(threat=threat(1, note="It now reads pages from outside.")), model=model)
    assert still.threats[0].status is ThreatStatus.DISMISSED
    assert back.threats[0].status is ThreatStatus.OPEN
    assert back.threats[0].treatment is not None


def test_a_retired_threat_that_a_person_decided_on_is_kept_and_marked() -> None:
    model = accepted(
        PutThreat(threat=threat(1)),
        PutThreat(threat=threat(2, pattern="leakage")),
        RewordThreat(threat="T-001", title="Ours"),
        RetireThreat(threat="T-001", because="no tools any more"),
        RetireThreat(threat="T-002", because="no tools any more"),
    )
    assert [(one.id, one.status) for one in model.threats] == [("T-001", ThreatStatus.RETIRED)]
    assert model.threats[0].note == "no tools any more"


@pytest.mark.parametrize("status", [ThreatStatus.ACCEPTED, ThreatStatus.DISMISSED, ThreatStatus.TRANSFERRED])
def test_a_decision_needs_its_reason(status: ThreatStatus) -> None:
    model = accepted(PutThreat(threat=threat(1)))
    assert "give the reason" in refusal(DecideThreat(threat="T-001", status=status), model)


def test_accepting_a_risk_needs_an_owner_and_a_review_date() -> None:
    model = accepted(PutThreat(threat=threat(1)))
    short = DecideThreat(threat="T-001", status=ThreatStatus.ACCEPTED, reason="small")
    assert "who answers for it" in refusal(short, model)
    whole = short.model_copy(update={"owner": "Ana", "review_by": date(2027, 1, 1)})
    decided = accepted(whole, model=model).threats[0]
    assert decided.treatment is not None
    assert decided.treatment.owner == "Ana"
    assert decided.treatment.author == "Ana"


def test_an_override_can_be_taken_back() -> None:
    put = PutThreat(threat=threat(1))
    by_hand = OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE, level=10, reason="seen it")
    back = OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE)
    model = accepted(put, by_hand)
    assert model.threats[0].rating.total == 6.0
    assert accepted(back, model=model).threats[0].rating.total == 5.0
    assert "already the computed level" in refusal(back, accepted(put))


def test_a_control_status_set_by_a_person_survives_a_new_draft() -> None:
    model = accepted(
        PutThreat(threat=threat(1)),
        PutControl(control=control(1, "T-001")),
        DecideControl(control="M-1", status=ControlStatus.PLANNED, owner="Bo"),
        PutControl(control=control(1, "T-001")),
    )
    assert model.controls[0].status is ControlStatus.PLANNED
    assert model.controls[0].owner == "Bo"
    assert "give the reason" in refusal(DecideControl(control="M-1", status=ControlStatus.REJECTED), model)


def test_knowing_a_fact_ends_its_waiver() -> None:
    waived = accepted(WaiveFact(waiver=Waiver(fact="uses_retrieval", why="not_sure")))
    assert waived.waivers
    assert not accepted(SetFact(value=fact()), model=waived).waivers


def test_forgetting_a_fact_leaves_every_other_known() -> None:
    parts = (PutComponent(component=component(1)), PutComponent(component=component(2)))
    facts = (fact(), fact("calls_tools"), fact(subject="C-1"), fact(subject="C-2"))
    model = accepted(*parts, *(SetFact(value=one) for one in facts))
    assert accepted(ClearFact(fact="uses_retrieval", subject="C-1"), model=model).facts == (*facts[:2], facts[3])


def test_a_decision_keeps_the_facts_that_the_threat_rests_on_and_no_others() -> None:
    known = (SetFact(value=fact()), SetFact(value=fact("calls_tools", value=False)))
    decided = DecideThreat(threat="T-001", status=ThreatStatus.DISMISSED, reason="nobody can write there")
    treatment = accepted(*known, PutThreat(threat=threat(1)), decided).threats[0].treatment
    assert treatment is not None
    assert treatment.facts == (f"{SYSTEM}:uses_retrieval=True",)


def test_the_digest_moves_with_facts_and_parts_but_not_with_scores() -> None:
    model = accepted(PutComponent(component=component(1)), PutThreat(threat=threat(1)))
    scored = accepted(OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE, level=1, reason="minor"), model=model)
    assert scored.digest() == model.digest()
    assert accepted(SetFact(value=fact()), model=model).digest() != model.digest()


numbers = st.integers(min_value=1, max_value=4)
ids = st.builds(lambda letter, number: f"{letter}-{number}", st.sampled_from("CFM"), numbers)
edits = st.lists(
    st.one_of(
        st.builds(lambda n: PutComponent(component=component(n)), numbers),
        st.builds(lambda n, a, b: PutFlow(flow=flow(n, f"C-{a}", f"C-{b}")), numbers, numbers, numbers),
        st.builds(lambda n, c: PutThreat(threat=threat(n, targets=(f"C-{c}",))), numbers, numbers),
        st.builds(lambda n: PutThreat(threat=threat(n, pattern="leakage")), numbers),
        st.builds(lambda n, t: PutControl(control=control(n, f"T-{t:03d}")), numbers, numbers),
        st.builds(lambda value, n: SetFact(value=fact(value=value, subject=f"C-{n}")), st.booleans(), numbers),
        st.builds(lambda thing: Remove(id=thing), ids),
        st.builds(lambda n: Remove(id=f"T-{n:03d}"), numbers),
        st.builds(lambda n: RetireThreat(threat=f"T-{n:03d}", because="gone"), numbers),
        st.builds(lambda n: RewordThreat(threat=f"T-{n:03d}", title="Ours"), numbers),
        st.builds(lambda n: OrderThreats(order=(f"T-{n:03d}",)), numbers),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(edits)
def test_any_sequence_of_edits_leaves_a_valid_model_and_accounts_for_each_edit(batch: list[Edit]) -> None:
    outcome = done(*batch)
    assert ThreatModel.model_validate_json(outcome.model.model_dump_json()) == outcome.model
    assert len(outcome.applied) + len(outcome.refused) == len(batch)


@settings(max_examples=100, deadline=None)
@given(edits)
def test_applying_a_batch_is_the_same_as_applying_its_edits_one_by_one(batch: list[Edit]) -> None:
    together = done(*batch)
    model = ThreatModel()
    for edit in batch:
        model = done(edit, model=model).model
    assert together.model == model


def test_removing_a_part_leaves_the_flows_of_others() -> None:
    model = accepted(
        *(PutComponent(component=component(number)) for number in (1, 2, 3)),
        PutFlow(flow=flow(1, "C-1", "C-2")),
        PutFlow(flow=flow(2, "C-2", "C-3")),
        Remove(id="C-1"),
    )
    assert [one.id for one in model.flows] == ["F-2"]


def test_removing_a_boundary_frees_those_within_it_and_no_others() -> None:
    lines = (PutBoundary(boundary=TrustBoundary(id=f"B-{n}", name=f"line {n}", trust=50)) for n in (1, 2))
    inside = component(1).model_copy(update={"boundary": "B-1"})
    other = component(2).model_copy(update={"boundary": "B-2"})
    model = accepted(*lines, PutComponent(component=inside), PutComponent(component=other), Remove(id="B-1"))
    assert [one.boundary for one in model.components] == [None, "B-2"]


def test_words_that_mean_nothing_are_set_aside_once_and_taken_back() -> None:
    first, second = Quote(turn=1, text="the weather"), Quote(turn=1, text="the lunch")
    model = accepted(SetAside(words=first), SetAside(words=second), SetAside(words=first))
    assert model.asides == (second, first)
    assert accepted(SetAside(words=first, aside=False), model=model).asides == (second,)


def claimed(number: int, name: str, source: str = "manual.pdf", **more: object) -> PutAssumption:
    given = {"id": f"A-{number}", "text": f"{name} is so", "fact": name, "value": True, "source": source}
    return PutAssumption(assumption=Assumption.model_validate(given | more))


def test_what_a_document_claims_ends_with_the_owners_own_word_on_it() -> None:
    model = accepted(
        PutComponent(component=component(1)),
        claimed(1, "uses_retrieval"),
        claimed(2, "calls_tools"),
        claimed(3, "uses_retrieval", source=""),
        claimed(4, "uses_retrieval", status="rejected"),
    )
    told = {place: accepted(SetFact(value=value), model=model) for place, value in {
        "owner": fact(), "part": fact(subject="C-1"), "guess": fact().model_copy(update={"provenance": "inferred"}),
    }.items()}  # fmt: skip
    assert [one.id for one in told["owner"].assumptions] == ["A-2", "A-3", "A-4"]
    assert told["part"].assumptions == told["guess"].assumptions == model.assumptions


def test_a_threat_that_is_opened_again_keeps_what_shall_be_done_or_loses_its_decision() -> None:
    model = accepted(SetFact(value=fact()), PutThreat(threat=threat(1)))
    planned = accepted(DecideThreat(threat="T-001", status=ThreatStatus.OPEN, reason="mask it"), model=model).threats[0]
    assert planned.treatment is not None
    assert planned.treatment.reason == "mask it"
    back = DecideThreat(threat="T-001", status=ThreatStatus.OPEN, reason=" ")
    assert accepted(back, model=model.model_copy(update={"threats": (planned,)})).threats[0].treatment is None
