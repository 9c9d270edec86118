"""The ledger partitions the catalog, names what decided, and changes only where a fact matters."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.assessment.conditions import Kleene, truth_of
from agent.assessment.known_facts_builder import Painter
from agent.assessment.ledger import Bookkeeper
from agent.assessment.supposed_answers import Odds, Worlds, chance_of, everywhere
from agent.domain import SYSTEM, Component, Finding, Ledger, Provenance, ThreatModel, Verdict, apply
from agent.domain.changes.edits import ClearFact, PutAssumption, PutComponent, SetFact
from agent.domain.system import Assumption, AssumptionStatus
from knowledge import Catalog, load_catalog
from knowledge.conditions import Condition, Truth, facts_of, judge
from knowledge.entries import FactDefinition, ThreatPattern
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.agent.builders import AnyTerms, a_model, pattern, said, small_catalog, with_patterns
from tests.counting import calls, growth

CATALOG = small_catalog()
BOOK = Bookkeeper(CATALOG)
KINDS = ("language_model", "agent", "tool", "retriever", "data_store", "client")


def values_of(fact: FactDefinition) -> st.SearchStrategy[AnswerValue]:
    return st.sampled_from(fact.values())


def known_facts(catalog: Catalog) -> st.SearchStrategy[dict[str, AnswerValue]]:
    return st.fixed_dictionaries({}, optional={fact.id: values_of(fact) for fact in catalog.facts.values()})


PARTS = st.lists(st.sampled_from(KINDS), max_size=4).map(lambda kinds: [(f"part {i}", k) for i, k in enumerate(kinds)])


def verdict_of(model: ThreatModel, name: str, book: Bookkeeper = BOOK) -> Verdict:
    return next(verdict for verdict in book.ledger(model).verdicts if verdict.pattern == name)


def test_a_draft_holds_what_applies_and_what_does_under_the_usual_assumptions() -> None:
    applies = Verdict(pattern="applies", finding=Finding.APPLIES)
    expected = Verdict(pattern="expected", finding=Finding.OPEN, expected=True)
    others = (Verdict(pattern="open", finding=Finding.OPEN), Verdict(pattern="out", finding=Finding.RULED_OUT))
    assert Ledger(verdicts=(others[0], applies, expected, others[1])).drafted() == (applies, expected)


@given(known_facts(CATALOG), PARTS)
def test_every_pattern_gets_exactly_one_verdict(facts: dict[str, AnswerValue], parts: list[tuple[str, str]]) -> None:
    ledger = BOOK.ledger(a_model(facts, parts))
    assert [verdict.pattern for verdict in ledger.verdicts] == list(CATALOG.patterns)
    assert sum(len(ledger.of(finding)) for finding in Finding) == len(CATALOG.patterns)
    assert all(not verdict.expected or verdict.finding is Finding.OPEN for verdict in ledger.verdicts)


@given(known_facts(CATALOG), st.sampled_from(list(CATALOG.facts.values())), st.data())
def test_flipping_one_fact_changes_only_verdicts_that_hang_on_it(
    facts: dict[str, AnswerValue], flipped: FactDefinition, data: st.DataObject
) -> None:
    before = a_model(facts)
    after = a_model(facts | {flipped.id: data.draw(values_of(flipped))})
    shown, hidden = BOOK.painter.picture(before), BOOK.painter.picture(after)
    moved = {
        f
        for f in CATALOG.facts
        if (shown.known.get(f), shown.usual.get(f)) != (hidden.known.get(f), hidden.usual.get(f))
    }
    dependents = {flipped.id} | {i.fact for i in flipped.implies} | BOOK.painter.defaults.dependents(flipped.id)
    implied = {later for f in list(dependents) if f in CATALOG.facts for later in _reached(f)}
    assert moved <= dependents | implied
    for old, new in zip(BOOK.ledger(before).verdicts, BOOK.ledger(after).verdicts, strict=True):
        if facts_of(CATALOG.patterns[old.pattern].when).isdisjoint(moved):
            assert old == new


def _reached(fact: str) -> set[str]:
    found = {i.fact for i in CATALOG.facts[fact].implies if i.fact}
    found |= {later for one in list(found) for later in _reached(one)}
    return found | {later for one in found for later in BOOK.painter.defaults.dependents(one)}


@given(known_facts(CATALOG), PARTS, st.sampled_from(list(CATALOG.facts.values())), st.data())
def test_judging_again_in_part_gives_the_same_ledger_as_in_full(
    facts: dict[str, AnswerValue], parts: list[tuple[str, str]], asked: FactDefinition, data: st.DataObject
) -> None:
    value = data.draw(values_of(asked))
    model = a_model({fact: v for fact, v in facts.items() if fact != asked.id}, parts)
    picture = BOOK.painter.picture(model)
    if picture.value(asked.id) is not None:
        return
    supposed, changed = BOOK.painter.suppose(picture, {asked.id: value})
    answered = apply(model, [SetFact(value=said(asked.id, value))], AnyTerms()).model
    full = BOOK.painter.picture(answered)
    assert dict(supposed.known) == dict(full.known)
    assert dict(supposed.usual) == dict(full.usual)
    assert BOOK.after(BOOK.ledger(model), supposed, changed) == BOOK.ledger(answered)


@pytest.mark.parametrize(
    ("known", "asked", "value", "follows"),
    [
        ({}, "audience", ("customers",), {"sensitivity": "personal"}),
        ({}, "uses_model", True, {"keeps_talks": True}),
        ({}, "acts_alone", True, {"calls_tools": True, "tools_write": True}),
        ({}, "calls_tools", False, {"tools_write": False}),
        ({"sensitivity": "special"}, "audience", ("customers",), {"sensitivity": "special"}),
    ],
)
def test_supposing_an_answer_makes_the_assumptions_that_hang_on_it_anew(
    known: dict[str, AnswerValue], asked: str, value: AnswerValue, follows: dict[str, AnswerValue]
) -> None:
    supposed, changed = BOOK.painter.suppose(BOOK.painter.picture(a_model(known)), {asked: value})
    assert {fact: supposed.usual[fact] for fact in follows} == follows
    assert asked in changed


@given(known_facts(CATALOG))
def test_deciding_facts_alone_give_the_same_verdict_and_none_can_be_spared(facts: dict[str, AnswerValue]) -> None:
    picture = BOOK.painter.picture(a_model(facts))
    for verdict in BOOK.ledger_of(picture).verdicts:
        if verdict.finding is Finding.OPEN:
            continue
        when = CATALOG.patterns[verdict.pattern].when
        wanted = Truth.YES if verdict.finding is Finding.APPLIES else Truth.NO
        deciding = {fact: picture.known[fact] for fact in verdict.facts}
        assert judge(when, deciding.get).truth is wanted
        for spared in deciding:
            rest = {fact: value for fact, value in deciding.items() if fact != spared}
            assert judge(when, rest.get).truth is Truth.UNKNOWN


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from(
        [
            pattern("x", when).when
            for when in (
                {"fact": "uses_model"},
                {"fact": "exposure", "is": ["public", "internal"]},
                {"fact": "audience", "is": "children"},
                {"fact": "uses_index", "is": "no"},
                {"kind": ["agent", "tool"]},
            )
        ]
    ),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda some: pattern("x", {"all": some}).when),
        st.lists(parts, min_size=1, max_size=3).map(lambda some: pattern("x", {"any": some}).when),
        parts.map(lambda one: pattern("x", {"not": one}).when),
    ),
    max_leaves=6,
)


@given(CONDITIONS, known_facts(CATALOG), st.sampled_from([None, ComponentKind.AGENT, ComponentKind.CLIENT]))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_the_fast_form_of_a_condition_agrees_with_the_judge(
    condition: Condition, facts: dict[str, AnswerValue], kind: ComponentKind | None
) -> None:
    slow = judge(condition, facts.get, kind).truth
    assert Kleene(truth_of(condition)(facts, kind)).name.lower() == slow.value
    weights = {name: ((False, 0.5), (True, 0.5)) for name in CATALOG.facts}
    chance = chance_of(condition)(Odds(facts, weights), kind)
    assert -1e-9 <= chance <= 1 + 1e-9
    if slow is not Truth.UNKNOWN:
        assert chance == pytest.approx(1.0 if slow is Truth.YES else 0.0)


def test_a_pattern_lands_on_the_components_of_its_kinds() -> None:
    model = a_model({"tools_write": True}, [("chat", "client"), ("planner", "agent"), ("mail", "tool")])
    assert verdict_of(model, "tools-misled").targets == ("C-2", "C-3")


def test_without_such_a_component_it_lands_on_the_system() -> None:
    model = a_model({"calls_tools": True, "tools_write": True}, [("chat", "client")])
    assert verdict_of(model, "tools-misled").targets == (SYSTEM,)


def test_a_component_that_is_there_settles_what_its_kind_implies() -> None:
    verdict = verdict_of(a_model(parts=[("gpt", "language_model")]), "typed-orders")
    assert (verdict.finding, verdict.facts) == (Finding.APPLIES, ("uses_model",))


def test_a_component_that_nobody_named_settles_nothing() -> None:
    guessed = Component(id="C-1", name="model", kind=ComponentKind.LANGUAGE_MODEL, inferred=True)
    model = apply(ThreatModel(), [PutComponent(component=guessed)], AnyTerms()).model
    assert verdict_of(model, "typed-orders").finding is Finding.OPEN


def test_what_the_owner_says_overrules_what_a_kind_implies() -> None:
    model = a_model({"uses_model": False}, [("gpt", "language_model")])
    assert verdict_of(model, "typed-orders").finding is Finding.RULED_OUT


def test_a_fact_implies_others_until_the_owner_contradicts() -> None:
    implied = a_model({"acts_alone": True, "tools_write": True})
    assert verdict_of(implied, "tools-misled").finding is Finding.APPLIES
    contradicted = a_model({"acts_alone": True, "tools_write": True, "calls_tools": False})
    assert verdict_of(contradicted, "tools-misled").finding is Finding.RULED_OUT


def test_a_fact_of_one_component_counts_for_it_alone() -> None:
    model = a_model(
        {"outside_content": False}, [("a", "language_model"), ("b", "agent")], [("C-2", "outside_content", True)]
    )
    assert verdict_of(model, "hidden-orders").targets == ("C-2",)


def test_what_one_component_says_yes_to_is_true_of_the_system() -> None:
    whole = pattern("whole", {"fact": "outside_content"})
    book = Bookkeeper(with_patterns(CATALOG, [whole]))
    yes = a_model({}, [("a", "language_model")], [("C-1", "outside_content", True)])
    no = a_model({}, [("a", "language_model")], [("C-1", "outside_content", False)])
    assert verdict_of(yes, "whole", book).finding is Finding.APPLIES
    assert verdict_of(no, "whole", book).finding is Finding.OPEN


def test_an_open_pattern_is_expected_under_the_usual_assumptions() -> None:
    verdict = verdict_of(a_model({"audience": ("customers",), "uses_model": True}), "talks-leak")
    assert (verdict.finding, verdict.expected) == (Finding.OPEN, True)
    assert verdict.assumed == ("keeps_talks", "sensitivity")


def test_an_assumption_that_rules_it_out_leaves_it_open() -> None:
    verdict = verdict_of(a_model({"uses_model": True}), "talks-leak")
    assert (verdict.finding, verdict.expected, verdict.assumed) == (Finding.OPEN, False, ())
    assert verdict.facts == ("keeps_talks", "sensitivity")


def test_what_is_only_inferred_makes_a_threat_expected_not_certain() -> None:
    inferred = said("outside_content", True, provenance=Provenance.INFERRED)
    model = apply(a_model({"uses_model": True}), [SetFact(value=inferred)], AnyTerms()).model
    verdict = verdict_of(model, "hidden-orders")
    assert (verdict.finding, verdict.expected, verdict.assumed) == (Finding.OPEN, True, ("outside_content",))


@pytest.mark.parametrize(
    ("status", "finding"),
    [(AssumptionStatus.CONFIRMED, Finding.APPLIES), (AssumptionStatus.REJECTED, Finding.RULED_OUT)],
)
def test_an_assumption_that_a_person_settled_counts_as_known(status: AssumptionStatus, finding: Finding) -> None:
    assumption = Assumption(id="A-1", text="x", fact="keeps_talks", value=True, status=status)
    model = a_model({"uses_model": True, "sensitivity": "special"})
    model = apply(model, [PutAssumption(assumption=assumption)], AnyTerms()).model
    assert verdict_of(model, "talks-leak").finding is finding


def test_a_rejected_choice_is_no_longer_assumed() -> None:
    assumption = Assumption(id="A-1", text="x", fact="exposure", value="registered", status=AssumptionStatus.REJECTED)
    model = apply(a_model(), [PutAssumption(assumption=assumption)], AnyTerms()).model
    assert not verdict_of(model, "flooded").expected
    assert verdict_of(a_model(), "flooded").expected


def test_a_kind_that_no_target_has_is_judged_for_the_system() -> None:
    verdict = verdict_of(a_model({"safety_critical": True}, [("mail", "tool")]), "agent-only")
    assert (verdict.finding, verdict.facts) == (Finding.RULED_OUT, ("safety_critical",))


def test_the_ledger_follows_a_fact_that_is_taken_back() -> None:
    known = a_model({"uses_model": True})
    assert verdict_of(known, "typed-orders").finding is Finding.APPLIES
    forgotten = apply(known, [ClearFact(fact="uses_model")], AnyTerms()).model
    assert verdict_of(forgotten, "typed-orders").finding is Finding.OPEN


def test_a_pattern_is_judged_once_for_components_that_are_alike() -> None:
    parts = [(f"model {number}", "language_model") for number in range(500)]
    model = a_model({}, parts, [("C-7", "outside_content", True)])
    picture = BOOK.painter.picture(model)
    rule = BOOK.rules["hidden-orders"]
    assert [len(spot.targets) for spot in BOOK.spots(rule, picture)] == [499, 1]


def _large_catalog(count: int = 200) -> Catalog:
    """So many patterns over the real facts."""
    real = load_catalog()
    patterns = list(real.patterns.values())
    copies: list[ThreatPattern] = []
    while patterns and len(copies) < count:
        number = len(copies)
        copies.append(patterns[number % len(patterns)].model_copy(update={"id": f"copy-{number}"}))
    return with_patterns(real, copies)


TEN = ("client", "service", "language_model", "agent", "tool", "retriever", "vector_store", "data_store",
         "content_source", "identity")  # fmt: skip


def test_a_ledger_grows_with_the_catalog_and_no_faster() -> None:
    catalogs = {count: _large_catalog(count) for count in (50, 100, 200)}
    model = a_model({"exposure": "public"}, [(kind, kind) for kind in TEN])
    books = {count: Bookkeeper(catalog) for count, catalog in catalogs.items()}
    # a new picture each time, as the verdicts on the same one are kept
    assert growth(lambda count: books[count].ledger_of(Painter(catalogs[count]).picture(model)), 100) < 2.3


def test_a_single_flip_judges_only_what_hangs_on_the_fact() -> None:
    catalog = _large_catalog()
    book = Bookkeeper(catalog)
    picture = Painter(catalog).picture(a_model({"exposure": "public"}, [(kind, kind) for kind in TEN]))
    taken = calls(lambda: book.ledger_of(picture))
    ledger = book.ledger_of(picture)

    def flip() -> None:
        supposed, changed = book.painter.suppose(picture, {"reads_outside_content": True})
        book.after(ledger, supposed, changed)

    assert calls(flip) < taken / 5


@pytest.mark.parametrize(
    ("text", "fact", "stays_open"),
    [
        ("An assistant for the back office.", "exposure", False),
        ("It runs on our website.", "exposure", True),
        ("Visitors type into a box.", "exposure", True),
        ("A hosted model answers.", "training", False),
        ("We have trained it on old letters.", "training", True),
        ("It answers letters.", "model_origin", False),
        ("It runs Llama 3.", "model_origin", True),
    ],
)
def test_a_default_does_not_hide_what_the_words_hint_at(text: str, fact: str, stays_open: bool) -> None:
    told = a_model({"uses_language_model": True})
    model = told.model_copy(update={"system": told.system.model_copy(update={"description": text})})
    picture = Painter(load_catalog()).picture(model)
    assert (fact not in picture.usual) is stays_open
    after, _ = Painter(load_catalog()).suppose(picture, {"audience": ("professionals",)})
    assert after.usual.get("exposure") == "internal", "who uses it says enough"


@given(
    CONDITIONS, known_facts(CATALOG), st.lists(known_facts(CATALOG), max_size=4), st.sampled_from(list(ComponentKind))
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_condition_under_many_answers_at_once_agrees_with_itself_under_each(
    condition: Condition, facts: dict[str, AnswerValue], others: list[dict[str, AnswerValue]], kind: ComponentKind
) -> None:
    worlds = Worlds(facts, [(other, [name for name in CATALOG.facts if name in {*facts, *other}]) for other in others])
    yes, no = everywhere(condition)(worlds, kind)
    for place, other in enumerate(others):
        found = Kleene.YES if yes >> place & 1 else Kleene.NO if no >> place & 1 else Kleene.UNKNOWN
        assert found == truth_of(condition)(other, kind)
