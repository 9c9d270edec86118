"""Scores follow the published tables: deterministic, monotone, local, and every number has its reason."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.dread_levels import step
from agent.assessment.scoring.rating import Rater, rating_with, with_controls
from agent.domain import Control, DreadScore, rate
from agent.domain.risk import FactorScore, Override
from knowledge import Catalog, load_catalog
from knowledge.entries import ControlKind, FactDefinition, FactorEffect, FactType, ThreatPattern
from knowledge.rating_circumstances import is_unintended
from knowledge.vocabulary import DREAD_LEVELS, AnswerValue, DreadFactor
from tests.agent.assessment.test_ledger import known_facts
from tests.agent.builders import EXPOSURE, SENSITIVITY, a_model, pattern, small_catalog, with_patterns

CATALOG = small_catalog()
RATER = Rater(CATALOG)
ORDERED = [fact for fact in CATALOG.facts.values() if fact.type is not FactType.SEVERAL and not fact.control]


def score(name: str, facts: dict[str, AnswerValue], catalog: Catalog = CATALOG) -> DreadScore:
    rater = RATER if catalog is CATALOG else Rater(catalog)
    return rater.score(catalog.patterns[name], a_model(facts))


def controls(*given: tuple[str, int, str]) -> list[Control]:
    """Controls as (factor, levels, kind)."""
    return [
        Control(
            id=f"M-{number}",
            title=f"Measure {number}",
            kind=ControlKind(kind),
            effects=(FactorEffect(factor=DreadFactor(factor), by=1 if by == 1 else 2),),
        )
        for number, (factor, by, kind) in enumerate(given, start=1)
    ]


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"sensitivity": "public", "safety_critical": False}, 3),
        ({"sensitivity": "personal", "safety_critical": False}, 5),
        ({"sensitivity": "special", "safety_critical": False}, 7),
        ({"sensitivity": "public", "safety_critical": True}, 7),
        ({"sensitivity": "special", "safety_critical": False, "calls_tools": True}, 9),
        ({"sensitivity": "public", "safety_critical": True, "calls_tools": True}, 9),
    ],
)
def test_a_level_lies_halfway_between_nature_and_facts_then_circumstances_move_it(
    facts: dict[str, AnswerValue], level: int
) -> None:
    assert score("hidden-orders", facts).damage.level == level


def test_a_circumstance_can_lower_but_never_below_the_ladder() -> None:
    assert score("flooded", {"sensitivity": "public"}).damage.level == 3
    assert step(1, -2) == 1
    assert step(9, 2) == 9


def test_an_unknown_fact_gives_a_span_and_the_usual_value_its_level() -> None:
    factor = score("typed-orders", {}).exploitability
    assert (factor.low, factor.level, factor.high) == (3, 7, 9)
    known = score("typed-orders", {"exposure": "internal"}).exploitability
    assert (known.low, known.level, known.high) == (5, 5, 5)


def test_without_a_usual_value_the_lower_middle_is_used_and_said() -> None:
    only_safety = pattern(
        "x", {"fact": "uses_model"}, dread={f.value: 5 for f in DreadFactor} | {"damage": "by_safety"}
    )
    factor = score("x", {}, with_patterns(CATALOG, [only_safety])).damage
    assert (factor.low, factor.level, factor.high) == (1, 1, 9)
    assert "not known yet" in factor.reasons[0].text


def test_a_circumstance_that_is_not_known_widens_the_span() -> None:
    factor = score("hidden-orders", {"sensitivity": "special", "safety_critical": False}).damage
    assert (factor.low, factor.level, factor.high) == (7, 7, 9)


def test_reasons_name_the_fact_and_say_when_it_is_assumed() -> None:
    known = score("typed-orders", {"exposure": "public"}).exploitability.reasons
    assert [(reason.text, reason.facts) for reason in known] == [("who can try: its exposure is public", ("exposure",))]
    assumed = score("typed-orders", {}).exploitability.reasons
    assert assumed[0].text == "who can try: its exposure is registered (assumed)"


def test_a_fixed_level_and_a_circumstance_give_their_reasons_too() -> None:
    facts: dict[str, AnswerValue] = {"sensitivity": "public", "safety_critical": False, "calls_tools": True}
    lost, safe, nature, moved = score("hidden-orders", facts).damage.reasons
    assert lost.text == "what is lost: its sensitivity is public"
    assert safe.facts == ("safety_critical",)
    assert nature.text.startswith("the nature of this threat: ")
    assert nature.text.endswith(", and halfway between the two counts")
    assert (moved.text, moved.facts) == ("one level higher: orders reach its tools", ("calls_tools",))


def test_every_published_level_has_its_words() -> None:
    anchors = load_catalog().anchors
    assert set(anchors) == set(DreadFactor)
    assert all(anchors[factor].levels[level] for factor, level in product(DreadFactor, DREAD_LEVELS))
    assert anchors[DreadFactor.DAMAGE].at(6) == anchors[DreadFactor.DAMAGE].levels[5]


def test_the_middle_of_affected_users_fits_a_system_without_teams() -> None:
    words = CATALOG.anchors[DreadFactor.AFFECTED_USERS].at(5)
    assert words == "one team, or some of the users"
    plain = with_patterns(CATALOG, [pattern("x", {"fact": "uses_model"})])
    assert [reason.text for reason in score("x", {}, plain).affected_users.reasons] == [
        f"the nature of this threat: {words}"
    ]


@given(known_facts(CATALOG), st.sampled_from(list(CATALOG.patterns.values())))
def test_scores_are_deterministic_and_within_their_spans(facts: dict[str, AnswerValue], one: ThreatPattern) -> None:
    model = a_model(facts)
    found = RATER.score(one, model)
    assert found == Rater(CATALOG).score(one, model)
    for factor in DreadFactor:
        assert found.factor(factor).level in DREAD_LEVELS
        assert found.factor(factor).reasons


@given(known_facts(CATALOG), st.sampled_from(ORDERED), st.data())
def test_a_more_exposed_value_never_lowers_a_total(
    facts: dict[str, AnswerValue], fact: FactDefinition, data: st.DataObject
) -> None:
    values = fact.values()
    low = data.draw(st.integers(0, len(values) - 2))
    high = data.draw(st.integers(low + 1, len(values) - 1))
    before, after = (a_model(facts | {fact.id: values[place]}) for place in (low, high))
    for one in CATALOG.patterns.values():
        assert rate(RATER.score(one, after)).total >= rate(RATER.score(one, before)).total


@given(known_facts(CATALOG), st.sampled_from(list(CATALOG.facts.values())), st.data())
def test_a_fact_that_a_pattern_does_not_read_leaves_its_score_alone(
    facts: dict[str, AnswerValue], fact: FactDefinition, data: st.DataObject
) -> None:
    book = Bookkeeper(CATALOG)
    before, after = a_model(facts), a_model(facts | {fact.id: data.draw(st.sampled_from(fact.values()))})
    shown, changed = book.painter.picture(before), book.painter.picture(after)
    moved = {
        f
        for f in CATALOG.facts
        if (shown.known.get(f), shown.usual.get(f)) != (changed.known.get(f), changed.usual.get(f))
    }
    for rule in book.rules.values():
        if rule.moved_by.isdisjoint(moved):
            assert RATER.score(rule.pattern, before) == RATER.score(rule.pattern, after)


@given(known_facts(CATALOG), st.sampled_from(list(CATALOG.facts.values())), st.data())
def test_levels_made_anew_in_part_are_those_made_in_full(
    facts: dict[str, AnswerValue], fact: FactDefinition, data: st.DataObject
) -> None:
    book = Bookkeeper(CATALOG)
    rater = Rater(CATALOG, book)
    picture = book.painter.picture(a_model({name: v for name, v in facts.items() if name != fact.id}))
    if picture.value(fact.id) is not None:
        return
    after, changed = book.painter.suppose(picture, {fact.id: data.draw(st.sampled_from(fact.values()))})
    for rule in book.rules.values():
        before = rater.levels(rule, picture)
        moved = rater.moving(changed).get(rule.pattern.id, ())
        assert rater.levels_after(rule, book.landing(rule, after), after, before, moved) == rater.levels(rule, after)
        assert rater.levels(rule, after) == tuple(rater.score_in(rule, after).levels().values())


EFFECTS = st.lists(
    st.tuples(
        st.sampled_from([f.value for f in DreadFactor]),
        st.sampled_from([1, 2]),
        st.sampled_from([k.value for k in ControlKind]),
    ),
    max_size=6,
)


@given(st.sampled_from(DREAD_LEVELS), EFFECTS, EFFECTS)
def test_a_control_never_raises_and_more_controls_never_help_less(
    level: int, some: list[tuple[str, int, str]], more: list[tuple[str, int, str]]
) -> None:
    factor = FactorScore(level=level, low=level, high=level)
    start = DreadScore(**{f.value: factor for f in DreadFactor})
    few = RATER.with_controls(start, controls(*some))
    many = RATER.with_controls(start, controls(*some, *more))
    for name in DreadFactor:
        assert 1 <= many.factor(name).level <= few.factor(name).level <= level
        assert few.factor(name).level >= step(level, -2)


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ([("damage", 1, "prevent")], 7),
        ([("damage", 2, "prevent")], 5),
        ([("damage", 1, "prevent"), ("damage", 1, "prevent")], 7),
        ([("damage", 1, "prevent"), ("damage", 1, "detect")], 5),
        ([("damage", 2, "prevent"), ("damage", 2, "detect"), ("damage", 1, "respond")], 5),
        ([("exploitability", 2, "prevent")], 9),
    ],
)
def test_the_strongest_of_each_kind_counts_and_two_levels_are_the_most(
    given: list[tuple[str, int, str]], level: int
) -> None:
    start = DreadScore(**{f.value: FactorScore(level=9, low=9, high=9) for f in DreadFactor})
    assert RATER.with_controls(start, controls(*given)).damage.level == level


def test_a_lowered_factor_names_the_control_and_keeps_its_reasons() -> None:
    start = score("typed-orders", {"exposure": "public"})
    lowered = RATER.with_controls(start, controls(("exploitability", 1, "prevent"))).exploitability
    assert (lowered.level, lowered.low, lowered.high) == (7, 7, 7)
    assert [reason.text for reason in lowered.reasons] == [
        "who can try: its exposure is public", "one level lower at most: Measure 1"
    ]  # fmt: skip


def test_the_worst_of_several_targets_sets_the_score() -> None:
    dread = {f.value: 1 for f in DreadFactor} | {"damage": "by_data"}
    stored = pattern("stored", {"fact": "keeps_talks"}, targets=["data_store"], dread=dread)
    catalog = with_patterns(CATALOG, [stored])
    parts = [("logs", "data_store"), ("records", "data_store")]
    model = a_model({"keeps_talks": True, "sensitivity": "public"}, parts, [("C-2", "sensitivity", "special")])
    found = Rater(catalog).score(stored, model).damage
    assert (found.level, found.reasons[0].text) == (7, "what is lost: its sensitivity is special")


def test_the_packaged_catalog_is_monotone_in_exposure_and_sensitivity() -> None:
    catalog = load_catalog()
    rater = Rater(catalog)
    tables = {
        "exposure": EXPOSURE,
        "data_sensitivity": SENSITIVITY,
        "impact_on_people": ("none", "minor", "significant"),
    }
    for fact, values in tables.items():
        models = [a_model({fact: value}) for value in values]
        for one in catalog.patterns.values():
            totals = [rate(rater.score(one, model)).total for model in models]
            assert totals == sorted(totals), f"{one.id}: {fact} {dict(zip(values, totals, strict=True))}"


def two_stores() -> tuple[Catalog, ThreatPattern]:
    """A threat to data stores, one of which holds what another does not."""
    dread = {f.value: 1 for f in DreadFactor} | {"damage": "by_data"}
    stored = pattern("stored", {"fact": "keeps_talks"}, targets=["data_store"], dread=dread)
    return with_patterns(CATALOG, [stored]), stored


@pytest.mark.parametrize("special", ["C-1", "C-2"])
def test_levels_alone_are_those_of_the_score_also_at_several_targets(special: str) -> None:
    catalog, stored = two_stores()
    parts = [("logs", "data_store"), ("records", "data_store")]
    model = a_model({"keeps_talks": True, "sensitivity": "public"}, parts, [(special, "sensitivity", "special")])
    rater, book = Rater(catalog), Bookkeeper(catalog)
    alone = rater.levels(book.rules["stored"], book.painter.picture(model))
    assert alone == tuple(rater.score(stored, model).levels().values())
    assert max(alone) == 7


@pytest.mark.parametrize(
    "given", [(), (("damage", 2, "prevent"), ("damage", 2, "detect"), ("exploitability", 1, "respond"))]
)
def test_a_rating_from_levels_is_that_of_the_score_with_its_controls(given: tuple[tuple[str, int, str], ...]) -> None:
    start = DreadScore(**{f.value: FactorScore(level=9, low=9, high=9) for f in DreadFactor})
    measures, own = (
        controls(*given),
        Override(factor=DreadFactor.AFFECTED_USERS, level=1, reason="few", author="Ana", computed=9),
    )
    levels = tuple(start.levels().values())
    assert rating_with(levels, measures) == rate(with_controls(start, measures))
    assert rating_with(levels, measures, (own,)) == rate(with_controls(start, measures), (own,))


@pytest.mark.parametrize("unintended", [True, False])
def test_the_nature_of_a_threat_is_told_by_whether_somebody_means_it(unintended: bool) -> None:
    catalog = load_catalog()
    model, rater, told = a_model({}), Rater(catalog), 0
    for one in catalog.patterns.values():
        level = one.dread[DreadFactor.EXPLOITABILITY].level
        if is_unintended(one, catalog) is not unintended or level is None:
            continue
        reasons = rater.score(one, model).exploitability.reasons
        words = {meant: catalog.anchors[DreadFactor.EXPLOITABILITY].at(level, meant) for meant in (True, False)}
        natures = [reason.text for reason in reasons if reason.text.startswith("the nature of this threat: ")]
        told += any(words[True] != words[False] for _ in natures)
        assert all(words[unintended] in text for text in natures), one.id
    assert told
