"""Drafts keep ids and decisions, put the most important first, and never add silently what only resembles."""

from hypothesis import given
from hypothesis import strategies as st

from agent.analyst.base import Proposal
from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.drafting import MOST_SUGGESTED
from agent.analyst.rules.ranking.ordering import NEAR, place_of
from agent.domain import Certainty, Finding, ThreatModel, ThreatStatus, apply
from agent.domain.changes.edits import (
    OverrideFactor,
    PutComponent,
    PutFlow,
    SetFact,
)
from agent.domain.system import Component, DataFlow
from knowledge import load_catalog
from knowledge.vocabulary import AnswerValue, Aspect, ComponentKind, DreadFactor
from tests.agent.analyst.rules.drafts import (
    ANALYST,
    BOOK,
    CATALOG,
    TEAM,
    changed,
    drafted,
    hearing,
    knows,
    near_to,
    of,
    patterns,
)
from tests.agent.assessment.test_ledger import PARTS, known_facts
from tests.agent.builders import AnyTerms, a_model, pattern, said, with_patterns
from tests.counting import growth


@given(known_facts(CATALOG), PARTS)
def test_a_draft_holds_one_threat_for_each_pattern_that_applies(
    facts: dict[str, AnswerValue], parts: list[tuple[str, str]]
) -> None:
    model = drafted(a_model(facts, parts))
    ledger = BOOK.ledger(model)
    assert sorted(str(name) for name in patterns(model)) == sorted(verdict.pattern for verdict in ledger.drafted())
    for verdict in ledger.drafted():
        threat = of(model, verdict.pattern)
        assert set(verdict.targets) <= set(threat.targets)
        assert (threat.certainty is Certainty.SURE) == (verdict.finding is Finding.APPLIES)
        assert threat.references


@given(known_facts(CATALOG), PARTS)
def test_drafting_twice_changes_nothing(facts: dict[str, AnswerValue], parts: list[tuple[str, str]]) -> None:
    model = drafted(a_model(facts, parts))
    assert ANALYST.drafted(model) == ()


@given(known_facts(CATALOG), known_facts(CATALOG))
def test_ids_stay_with_their_patterns_through_any_change_of_facts(
    first: dict[str, AnswerValue], second: dict[str, AnswerValue]
) -> None:
    before = drafted(a_model(first, TEAM))
    after = drafted(knows(before, **second))
    ids = {threat.pattern: threat.id for threat in before.threats}
    for threat in after.threats:
        assert ids.get(threat.pattern, threat.id) == threat.id
    fresh = {threat.id for threat in after.threats if threat.pattern not in ids}
    assert fresh.isdisjoint(ids.values())
    assert {control.mitigation: control.id for control in before.controls}.items() <= (
        {control.mitigation: control.id for control in (*after.controls, *before.controls)}.items()
    )


def test_the_first_id_goes_to_the_most_important_threat() -> None:
    model = drafted(a_model({"outside_content": True, "tools_write": True, "exposure": "public"}, TEAM))
    assert [threat.id for threat in model.threats] == [f"T-{n:03d}" for n in range(1, len(model.threats) + 1)]


def test_without_words_or_references_order_is_by_risk_then_certainty_then_firmness() -> None:
    model = drafted(a_model({"outside_content": True, "tools_write": True, "sensitivity": "special"}, TEAM))
    totals = [t.inherent_rating.total - (0 if t.aspect is Aspect.SECURITY else 0.5) for t in model.threats]
    assert totals == sorted(totals, reverse=True)
    one = of(model, "typed-orders")
    assumed = one.model_copy(update={"certainty": Certainty.ASSUMED})
    other = one.model_copy(update={"aspect": Aspect.FAIRNESS})
    gone = one.model_copy(update={"status": ThreatStatus.DISMISSED})
    suggested = one.model_copy(update={"certainty": Certainty.SUGGESTED})
    ranks = {"typed-orders": 0}
    places = [place_of(threat, ranks) for threat in (one, assumed, other, suggested, gone)]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


def test_a_persons_level_counts_for_the_order() -> None:
    model = drafted(a_model({"uses_model": True, "audience": ("children",)}))
    low = of(model, "flooded")
    edits = [OverrideFactor(threat=low.id, factor=factor, level=10, reason="seen before") for factor in DreadFactor]
    again = drafted(changed(model, *edits))
    assert again.threats[0].id == low.id
    assert again.threats[0].overrides == changed(model, *edits).threats[model.threats.index(low)].overrides


def test_evidence_holds_the_deciding_facts_and_the_owners_words() -> None:
    model = a_model({}, TEAM)
    model = changed(model, SetFact(value=said("outside_content", True, quote="it reads tickets")))
    evidence = of(drafted(model), "hidden-orders").evidence
    assert evidence.facts == ("outside_content", "uses_model")
    assert [quote.text for quote in evidence.quotes] == ["it reads tickets"]
    assert evidence.assumed == ()


def test_words_behind_a_part_stand_behind_what_its_kind_implies() -> None:
    model = a_model({"outside_content": True}, TEAM)
    part = model.components[0].model_copy(update={"quotes": said("x", True, quote="our GPT bot").quotes})
    evidence = of(drafted(changed(model, PutComponent(component=part))), "typed-orders").evidence
    assert [quote.text for quote in evidence.quotes] == ["our GPT bot"]


def test_flows_of_the_kind_a_pattern_names_stand_beside_its_targets() -> None:
    model = a_model({"outside_content": True}, TEAM)
    flows = [
        DataFlow(id="F-1", source="C-3", target="C-1", untrusted=True),
        DataFlow(id="F-2", source="C-1", target="C-3"),
    ]
    model = changed(model, *(PutFlow(flow=flow) for flow in flows))
    assert of(drafted(model), "hidden-orders").targets == ("C-1", "C-2", "F-1")


def test_what_is_refused_is_not_drafted_and_what_was_drafted_before_is_taken_back() -> None:
    model = a_model({"outside_content": True, "tools_write": True}, TEAM)
    threats = ANALYST.compose(model, ANALYST.assess(model).proposals)
    kept = tuple(one for one in threats if one.pattern != "tools-misled")
    assert len(kept) == len(threats) - 1
    without = apply(model, ANALYST.settle(model, kept), CATALOG).model
    assert patterns(without) == {one.pattern for one in kept}
    before = drafted(model)
    assert "tools-misled" in patterns(before)
    after = apply(before, ANALYST.settle(before, kept), CATALOG).model
    assert "tools-misled" not in patterns(after)


def test_what_is_near_and_open_is_suggested() -> None:
    model = a_model({"uses_index": True, "uses_model": True}, [("docs", "retriever")])
    near = hearing(CATALOG, index_spoilt=6)
    assert [one.pattern for one in near.suggest(model)] == ["index-spoilt"]


def test_only_what_is_open_is_named_unconfirmed() -> None:
    model = a_model({"uses_index": True, "safety_critical": True, "uses_model": True}, [("docs", "retriever")])
    found = near_to(model, index_spoilt=6, agent_only=6, no_such_pattern=6)
    assert [one.pattern for one in found.threats if one.certainty is Certainty.SUGGESTED] == ["index-spoilt"]


def test_what_is_unconfirmed_is_marked_and_says_why_it_is_named() -> None:
    found = of(
        near_to(a_model({"uses_index": True, "uses_model": True}, [("docs", "retriever")]), index_spoilt=6),
        "index-spoilt",
    )
    assert found.certainty is Certainty.SUGGESTED
    assert found.evidence.hits == ("it is closest to your words: “they told us so”",)
    assert "only suggested by similarity; what would settle it: index open" in found.statement


def test_what_is_not_near_is_not_named() -> None:
    model = a_model({"uses_index": True, "uses_model": True}, [("docs", "retriever")])
    assert "index-spoilt" not in patterns(near_to(model, index_spoilt=NEAR - 0.1))
    assert "index-spoilt" in patterns(near_to(model, index_spoilt=NEAR))


def test_an_unconfirmed_threat_stays_until_a_fact_settles_it() -> None:
    model = a_model({"uses_index": True, "uses_model": True}, [("docs", "retriever")])
    suggested = near_to(model, index_spoilt=6)
    number = of(suggested, "index-spoilt").id
    assert of(near_to(suggested, index_spoilt=6), "index-spoilt").id == number
    settled = of(near_to(knows(suggested, index_open=True), index_spoilt=6), "index-spoilt")
    assert (settled.id, settled.certainty) == (number, Certainty.SURE)
    assert "index-spoilt" not in patterns(near_to(knows(suggested, index_open=False), index_spoilt=6))


def test_few_threats_are_named_unconfirmed() -> None:
    many = [pattern(f"vague-{number}", {"fact": "crosses_borders"}) for number in range(9)]
    catalog = with_patterns(CATALOG, many)
    near = {f"vague_{number}": 6.0 for number in range(9)}
    model = a_model({"uses_model": True})
    edits = hearing(catalog, **near).drafted(model)
    assert len(apply(model, edits, AnyTerms()).model.threats) == MOST_SUGGESTED


def test_what_the_last_draft_named_is_not_pushed_out_by_what_is_hardly_nearer() -> None:
    few = [pattern(f"vague-{number}", {"fact": "crosses_borders"}) for number in range(MOST_SUGGESTED)]
    catalog = with_patterns(CATALOG, [pattern("nearer", {"fact": "crosses_borders"}), *few])
    near = {f"vague_{number}": 6.0 for number in range(MOST_SUGGESTED)}
    model = a_model({"uses_model": True})
    first = apply(model, hearing(catalog, **near).drafted(model), AnyTerms()).model
    assert {one.pattern for one in first.threats} == {one.id for one in few}
    assert hearing(catalog, **near, nearer=6.5).drafted(first) == ()


@given(st.permutations(["hidden-orders", "typed-orders", "index-spoilt"]))
def test_the_order_of_proposals_does_not_matter(names: list[str]) -> None:
    model = a_model({"outside_content": True}, TEAM)
    assessed = {one.pattern: one for one in ANALYST.assess(model).proposals}
    suggested = Proposal(pattern="index-spoilt", reasons=("close",))
    proposals = [assessed.get(name, suggested) for name in names]
    threats = ANALYST.compose(model, tuple(proposals))
    assert {one.pattern for one in threats} == set(names)
    assert threats == ANALYST.compose(model, tuple(reversed(proposals)))


def test_the_draft_is_stamped_with_catalog_and_digest() -> None:
    model = drafted(a_model({"uses_model": True}))
    assert model.drafted is not None
    assert (model.drafted.catalog, model.drafted.digest) == ("small", model.digest())


def test_the_draft_of_a_large_system_grows_with_its_parts_and_no_faster() -> None:
    catalog = load_catalog()
    analyst = RulesAnalyst(catalog)

    def drafted_with(count: int) -> None:
        kinds = [ComponentKind.AGENT, ComponentKind.LANGUAGE_MODEL, ComponentKind.TOOL, ComponentKind.DATA_STORE]
        parts = [Component(id=f"C-{n}", name=f"part {n}", kind=kinds[n % 4]) for n in range(1, count + 1)]
        model = ThreatModel(components=tuple(parts), issued={"C": count})
        assert apply(model, analyst.drafted(model), catalog).refused == ()

    assert growth(drafted_with, 200) < 2.5
    drafted_with(1000)
