"""The interview asks what changes the list of threats most, never what is known, and stops when nothing matters."""

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given

from agent.assessment.interviewing.gaps import gaps_of
from agent.assessment.interviewing.interview import LIMIT, Interviewer
from agent.assessment.interviewing.priors import Weigher
from agent.assessment.ledger import Bookkeeper
from agent.domain import Finding, GapKind, Provenance, Question, ThreatModel, apply
from agent.domain.changes.edits import CloseInterview, PutAssumption, PutFlow, SetFact, WaiveFact
from agent.domain.facts import Waiver
from agent.domain.system import Assumption, DataFlow
from knowledge import Catalog, load_catalog
from knowledge.entries import FactType, ThreatPattern
from knowledge.vocabulary import AnswerValue, DreadFactor
from tests.agent.assessment.test_ledger import known_facts
from tests.agent.builders import AnyTerms, a_model, pattern, said, small_catalog, with_patterns, yes_no
from tests.counting import calls, growth

CATALOG = small_catalog()
ASKER = Interviewer(CATALOG, Bookkeeper(CATALOG))


def interviewer(catalog: Catalog, limit: int = LIMIT) -> Interviewer:
    return Interviewer(catalog, Bookkeeper(catalog), limit=limit)


def answered(model: ThreatModel, **facts: AnswerValue) -> ThreatModel:
    edits = [SetFact(value=said(fact, value, provenance=Provenance.ANSWERED)) for fact, value in facts.items()]
    return apply(model, edits, AnyTerms()).model


def grave(name: str, fact: str, level: int = 9) -> ThreatPattern:
    """A pattern with one level throughout that hangs on one fact."""
    dread = {factor.value: level for factor in DreadFactor}
    return pattern(name, {"fact": fact}, dread=dread, mitigations=["keep-less"])


def all_questions(asker: Interviewer, model: ThreatModel, truth: dict[str, AnswerValue]) -> list[Question]:
    """Every question asked of an owner who answers from the truth and passes over the rest."""
    asked: list[Question] = []
    while (question := asker.next_question(model)) is not None:
        asked.append(question)
        assert len(asked) <= 40
        for fact in question.facts:
            edit = (
                SetFact(value=said(fact, truth[fact], provenance=Provenance.ANSWERED))
                if fact in truth
                else WaiveFact(waiver=Waiver(fact=fact, why="not_sure"))
            )
            model = apply(model, [edit], AnyTerms()).model
    return asked


@given(known_facts(CATALOG))
def test_nothing_known_or_implied_is_asked(facts: dict[str, AnswerValue]) -> None:
    model = a_model(facts)
    question = ASKER.next_question(model)
    picture = Bookkeeper(CATALOG).painter.picture(model)
    assert question is None or all(picture.value(fact) is None for fact in question.facts)


def test_what_was_passed_over_is_not_asked_again() -> None:
    model = a_model({"uses_model": True})
    first = ASKER.next_question(model)
    assert first is not None
    waivers = [WaiveFact(waiver=Waiver(fact=fact, why="skipped")) for fact in first.facts]
    second = ASKER.next_question(apply(model, waivers, AnyTerms()).model)
    assert second is not None
    assert set(first.facts).isdisjoint(second.facts)


def test_the_fact_that_decides_more_risk_comes_first() -> None:
    few = [grave("grave", "crosses_borders"), grave("slight", "safety_critical", level=1)]
    asker = interviewer(with_patterns(CATALOG, few))
    facts: dict[str, AnswerValue] = {"exposure": "public", "uses_model": True, "control_screening": True}
    question = asker.next_question(a_model(facts))
    assert question is not None
    assert question.facts == ("crosses_borders",)
    assert question.threats == ("Grave happens",)


def test_a_fact_that_nothing_hangs_on_is_not_asked() -> None:
    only = with_patterns(CATALOG, [pattern("one", {"fact": "crosses_borders"})])
    worths = interviewer(only).worths(a_model())
    assert worths["index_open"].value == 0
    assert worths["crosses_borders"].value > 0


def test_a_fact_is_worth_what_its_implications_bring() -> None:
    only = with_patterns(CATALOG, [grave("tooled", "calls_tools")])
    worths = interviewer(only).worths(a_model({"uses_model": True}))
    assert worths["acts_alone"].hanging == ()
    assert worths["acts_alone"].value > 0


def test_a_fact_behind_a_closed_door_is_worth_nothing() -> None:
    assert ASKER.worths(a_model({"uses_index": False}))["index_open"].value == 0
    assert ASKER.worths(a_model({"uses_index": True}))["index_open"].value > 0


def test_a_threat_that_needs_two_unknown_facts_makes_both_worth_asking() -> None:
    both = pattern("both", {"all": [{"fact": "index_open"}, {"fact": "outside_content"}]})
    worths = interviewer(with_patterns(CATALOG, [both])).worths(a_model())
    assert worths["index_open"].value > 0
    assert worths["outside_content"].matters


def test_an_answer_is_no_likelier_than_what_it_implies() -> None:
    facts = dict(CATALOG.facts)
    facts["tools_write"] = yes_no(
        "tools_write", stage="behaviour", implies=[{"when": True, "fact": "acts_alone", "value": True}]
    )
    picture = Bookkeeper(CATALOG).painter.picture(a_model({"uses_model": True}))
    before = dict(Weigher(CATALOG).weights(picture)["tools_write"])
    after = dict(Weigher(replace(CATALOG, facts=facts)).weights(picture)["tools_write"])
    assert after[True] < before[True]
    assert after[True] + after[False] == pytest.approx(1)


def test_what_is_only_inferred_may_be_asked_but_is_worth_less() -> None:
    asker = interviewer(with_patterns(CATALOG, [grave("one", "crosses_borders")]))
    inferred = SetFact(value=said("crosses_borders", True, provenance=Provenance.INFERRED))
    model = apply(a_model(), [inferred], AnyTerms()).model
    worth = asker.worths(model)["crosses_borders"].value
    assert 0 < worth < asker.worths(a_model())["crosses_borders"].value
    question = asker.next_question(model)
    assert question is not None
    assert question.facts == ("crosses_borders",)


def test_facts_of_a_group_are_asked_as_one_list_to_tick() -> None:
    kinds = [grave(f"needs-{fact}", fact) for fact in ("uses_model", "uses_index", "calls_tools")]
    question = interviewer(with_patterns(CATALOG, kinds)).next_question(a_model())
    assert question is not None
    assert question.id == "technology"
    assert question.facts == ("uses_model", "uses_index", "calls_tools", "acts_alone")
    assert [option.value for option in question.options] == list(question.facts)
    assert question.several


def test_a_known_line_is_left_out_of_the_list() -> None:
    kinds = [grave(f"needs-{fact}", fact) for fact in ("uses_model", "uses_index", "calls_tools")]
    question = interviewer(with_patterns(CATALOG, kinds)).next_question(a_model({"uses_index": True}))
    assert question is not None
    assert "uses_index" not in question.facts


def test_a_yes_no_question_offers_yes_and_no_and_a_choice_its_labels() -> None:
    one = interviewer(with_patterns(CATALOG, [grave("one", "crosses_borders")]))
    asked = one.next_question(a_model({"uses_model": True}))
    assert asked is not None
    assert [option.value for option in asked.options] == ["yes", "no"]
    assert asked.why == "Some threats need crosses borders. One check hangs on the answer."
    dread = {factor.value: 9 for factor in DreadFactor}
    exposed = pattern("two", {"fact": "exposure", "is": ["public"]}, dread=dread)
    question = interviewer(with_patterns(CATALOG, [exposed])).next_question(a_model())
    assert question is not None
    assert [option.label for option in question.options][:2] == ["own device", "internal"]
    assert not question.several


def test_it_stops_when_every_fact_is_known() -> None:
    everything: dict[str, AnswerValue] = {fact.id: fact.values()[-1] for fact in CATALOG.facts.values()}
    assert ASKER.next_question(a_model(everything)) is None


def test_it_stops_when_nothing_could_change_the_top_of_the_list_or_a_band() -> None:
    many = [grave(f"grave-{number}", "uses_model") for number in range(16)]
    slight = grave("slight", "crosses_borders", level=5)
    asker = interviewer(with_patterns(CATALOG, [*many, slight]))
    assert asker.next_question(a_model({"uses_model": True})) is None
    assert interviewer(with_patterns(CATALOG, [slight])).next_question(a_model()) is not None


def test_it_stops_at_its_limit_and_when_the_owner_wishes() -> None:
    model = answered(a_model(), uses_model=True, exposure="public")
    assert ASKER.asked(model) == 2
    assert interviewer(CATALOG, limit=2).next_question(model) is None
    assert interviewer(CATALOG, limit=3).next_question(model) is not None
    closed = apply(model, [CloseInterview()], AnyTerms()).model
    assert ASKER.next_question(closed) is None


def test_a_list_counts_as_one_question() -> None:
    assert ASKER.asked(answered(a_model(), uses_model=True, uses_index=False, calls_tools=False)) == 1


def test_the_same_model_gets_the_same_question() -> None:
    model = a_model({"uses_model": True})
    assert ASKER.next_question(model) == interviewer(CATALOG).next_question(model)


def test_twelve_questions_are_never_exceeded_by_default() -> None:
    catalog = load_catalog()
    for first in ("uses_language_model", "classifies_or_scores", "plans_steps"):
        truth = {fact.id: fact.values()[0] for fact in catalog.facts.values() if not fact.control}
        model = a_model({first: True, "exposure": "public"})
        assert len(all_questions(interviewer(catalog), model, truth)) <= LIMIT


def test_most_threats_are_found_by_the_sixth_question() -> None:
    """Owners whose facts are drawn at random, of whom the description tells a third."""
    catalog = load_catalog()
    book = Bookkeeper(catalog)
    shares = [_found_by(6, seed, catalog, book) for seed in range(12)]
    assert sum(shares) / len(shares) > 0.8


def _found_by(count: int, seed: int, catalog: Catalog, book: Bookkeeper) -> float:
    draw = random.Random(seed)
    technology = draw.sample([f.id for f in catalog.facts.values() if f.group == "technology"], 2)
    truth: dict[str, AnswerValue] = {}
    for fact in catalog.facts.values():
        if fact.group == "technology":
            truth[fact.id] = fact.id in technology
        elif not fact.control:
            truth[fact.id] = draw.random() < 0.25 if fact.type is FactType.YES_NO else draw.choice(fact.values())
    full = {verdict.pattern for verdict in book.ledger(a_model(truth)).of(Finding.APPLIES)}
    told = {fact: v for fact, v in truth.items() if v is not False and (fact in technology or draw.random() < 0.33)}
    model, asker = a_model(told), Interviewer(catalog, book)
    for _ in range(count):
        question = asker.next_question(model)
        if question is None:
            break
        model = answered(model, **{fact: truth.get(fact, False) for fact in question.facts})
    drafted = {verdict.pattern for verdict in book.ledger(model).drafted()}
    return len(full & drafted) / max(len(full), 1)


def test_choosing_a_question_grows_with_the_system_and_no_faster() -> None:
    kinds = ("client", "service", "language_model", "agent", "tool", "retriever", "vector_store", "data_store")
    askers = {count: interviewer(load_catalog()) for count in (4, 8, 16)}

    def chosen(count: int) -> None:
        parts = [(f"{kinds[number % 8]} {number}", kinds[number % 8]) for number in range(count)]
        # a new picture each time, as the same one is not weighed twice
        model = a_model({"exposure": next(exposures)}, parts)
        assert askers[count].next_question(model) is not None

    exposures = itertools.cycle(("public", "registered", "partners", "internal", "own_device"))
    assert growth(chosen, 8) < 2.3


def test_a_question_that_was_weighed_is_not_weighed_again() -> None:
    asker, model = interviewer(load_catalog()), a_model({"exposure": "public"}, [("agent", "agent")])
    first = calls(lambda: asker.next_question(model))
    assert calls(lambda: asker.next_question(model)) < first / 20


def test_gaps_name_missing_parts_unknown_facts_and_assumptions_by_weight() -> None:
    model = a_model({"uses_model": True}, name="")
    assumption = Assumption(id="A-1", text="it keeps talks", fact="keeps_talks", value=True)
    model = apply(model, [PutAssumption(assumption=assumption)], AnyTerms()).model
    gaps = gaps_of(model, CATALOG, ASKER)
    missing = [gap.text for gap in gaps if gap.kind is GapKind.MISSING_PART]
    assert missing == [
        "No model is named", "No entry point is marked", "No source of data is named", "The system has no name yet"
    ]  # fmt: skip
    assert [gap.weight for gap in gaps] == sorted((gap.weight for gap in gaps), reverse=True)
    assumed = [gap for gap in gaps if gap.kind is GapKind.STANDING_ASSUMPTION]
    assert [(gap.fact, gap.text) for gap in assumed] == [("keeps_talks", "Assumed: it keeps talks")]
    unknown = {gap.fact: gap for gap in gaps if gap.kind is GapKind.UNKNOWN_FACT}
    assert "keeps_talks" not in unknown
    assert unknown["index_open"].reason == "One check hangs on it."


@pytest.mark.parametrize("kind", ["language_model", "predictive_model", "agent"])
def test_parts_that_are_there_are_no_gap(kind: str) -> None:
    model = a_model({}, [("brain", kind), ("records", "data_store")])
    flow = DataFlow(id="F-1", source="C-1", target="C-2", untrusted=True)
    model = apply(model, [PutFlow(flow=flow)], AnyTerms()).model
    assert not [gap for gap in gaps_of(model, CATALOG, ASKER) if gap.kind is GapKind.MISSING_PART]


def test_a_fact_passed_over_stays_a_gap_and_says_so() -> None:
    waived = apply(a_model(), [WaiveFact(waiver=Waiver(fact="crosses_borders", why="not_sure"))], AnyTerms()).model
    gap = next(gap for gap in gaps_of(waived, CATALOG, ASKER) if gap.fact == "crosses_borders")
    assert gap.reason == "One check hangs on it; you passed over the question."
