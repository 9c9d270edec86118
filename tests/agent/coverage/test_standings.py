"""Every framework item stands in exactly one place, for a reason that names facts, and moves only with those facts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.assessment.ledger import Bookkeeper
from agent.coverage import Place, Row, Standing, counted, coverage, depending, standings, stride_grid
from agent.domain import Finding, Ledger, Threat, ThreatModel, ThreatStatus, Verdict
from agent.domain.threats import Treatment
from knowledge import Catalog, load_catalog
from knowledge.conditions import facts_of
from knowledge.entries import FactDefinition
from knowledge.publications.frameworks import FrameworkManifest, Ownership
from knowledge.vocabulary import AnswerValue, Framework
from tests.agent.builders import a_model, pattern, small_catalog, with_patterns
from tests.agent.domain.parts import threat
from tests.counting import calls, growth

REAL = load_catalog()
BOOK = Bookkeeper(REAL)
TEN = ("client", "service", "language_model", "agent", "tool", "retriever", "vector_store", "data_store",
       "content_source", "identity")  # fmt: skip


def some_facts() -> st.SearchStrategy[dict[str, AnswerValue]]:
    choices = {fact.id: st.sampled_from(fact.values()) for fact in REAL.facts.values() if not fact.control}
    return st.fixed_dictionaries({}, optional=choices)


def parts_of(*kinds: str) -> list[tuple[str, str]]:
    return [(kind.replace("_", " "), kind) for kind in kinds]


def small_world(**more: object) -> Catalog:
    """One technique of each fate, a tactic, and the preparation of an attacker."""
    items = [
        {"id": "TA1", "name": "Getting in", "kind": "tactic", "ownership": "navigation", "reason": "It groups."},
        {"id": "T1", "name": "Orders", "kind": "technique", "groups": ["TA1"]},
        {"id": "T1.1", "name": "Typed orders", "kind": "subtechnique", "parent": "T1", "groups": ["TA1"]},
        {"id": "T2", "name": "Tools", "kind": "technique", "groups": ["TA1"]},
        {"id": "3", "name": "Both", "kind": "card", "groups": ["TA1"]},
        {"id": "T4", "name": "Nobody wrote it down", "kind": "technique"},
        {"id": "T5", "name": "Renting machines", "kind": "technique", "groups": ["TA1"],
         "ownership": "attacker_preparation", "reason": "It happens elsewhere."},
    ]  # fmt: skip
    manifest = FrameworkManifest.model_validate(
        {"framework": "atlas", "title": "ATLAS", "owner": "MITRE", "edition": "1", "licence": "free",
         "carried": "ids", "url": "https://example.org", "items": items} | more
    )  # fmt: skip
    both = {"references": ["atlas:3"], "targets": ["agent"]}
    patterns = [
        pattern("typed", {"fact": "uses_model"}, references=["atlas:T1.1"], targets=["language_model"], stride=["T"]),
        pattern("tools", {"fact": "calls_tools"}, references=["atlas:T2"], targets=["tool"]),
        pattern("left", {"fact": "uses_index"}, **both),
        pattern("right", {"fact": "index_open"}, **both),
    ]
    return replace(with_patterns(small_catalog(), patterns), frameworks={Framework.ATLAS: manifest})


def stood(model: ThreatModel, catalog: Catalog) -> dict[str, Standing]:
    return {one.id: one for one in standings(model, catalog, Bookkeeper(catalog).ledger(model))}


@settings(max_examples=25, deadline=None)
@given(some_facts())
def test_every_item_of_every_framework_stands_in_exactly_one_place(facts: dict[str, AnswerValue]) -> None:
    model = a_model(facts, parts_of("language_model", "agent", "tool"))
    found = standings(model, REAL, BOOK.ledger(model))
    carried = [(name, item.id) for name in REAL.of_threats for item in REAL.frameworks[name].items]
    assert [(one.framework, one.id) for one in found] == carried
    assert sum(counted(found).values()) == len(carried)
    owners = {(f, item.id): item.ownership for f, m in REAL.frameworks.items() for item in m.items}
    for one in found:
        assert (one.place is Place.NOT_OWNERS) is (owners[one.framework, one.id] is not Ownership.OWNER)
        assert one.unjudged or one.place is Place.NOT_OWNERS or one.facts
        assert len(one.reason) > 12


@settings(max_examples=25, deadline=None)
@given(some_facts(), st.sampled_from(list(REAL.facts.values())), st.data())
def test_a_flipped_fact_moves_only_items_whose_patterns_hang_on_it(
    facts: dict[str, AnswerValue], flipped: FactDefinition, data: st.DataObject
) -> None:
    fact = REAL.facts[flipped.id]
    other = facts | {fact.id: data.draw(st.sampled_from(fact.values()))}
    before, after = a_model(facts), a_model(other)
    old, new = BOOK.painter.picture(before), BOOK.painter.picture(after)
    moved = {
        one
        for one in REAL.facts
        if (old.known.get(one), old.usual.get(one)) != (new.known.get(one), new.usual.get(one))
    }
    asked = {one.id for one in REAL.control_checks.values() if moved & {one.fact, *facts_of(one.when)}}
    touched = BOOK.depending(moved) | asked
    for was, now in zip(
        standings(before, REAL, BOOK.ledger(before)), standings(after, REAL, BOOK.ledger(after)), strict=True
    ):
        if not depending(was, REAL) & touched:
            assert was == now


@pytest.mark.parametrize(
    ("facts", "place", "facts_named"),
    [
        ({"uses_index": True, "index_open": False}, Place.APPLIES, ("uses_index",)),
        ({"uses_index": False}, Place.OPEN, ("index_open",)),
        ({}, Place.OPEN, ("index_open", "uses_index")),
        ({"uses_index": False, "index_open": False}, Place.RULED_OUT, ("index_open", "uses_index")),
    ],
)
def test_an_item_reached_by_two_patterns_follows_the_stronger(
    facts: dict[str, AnswerValue], place: Place, facts_named: tuple[str, ...]
) -> None:
    one = stood(a_model(facts), small_world())["3"]
    assert (one.place, tuple(sorted(one.facts))) == (place, facts_named)


def test_what_rules_an_item_out_is_said_in_words() -> None:
    one = stood(a_model({"calls_tools": False}), small_world())["T2"]
    assert (one.place, one.reason, one.facts) == (
        Place.RULED_OUT, "ruled out: it has no calls tools", ("calls_tools",),
    )  # fmt: skip


def test_a_card_is_called_a_card_and_a_technique_by_its_id() -> None:
    found = stood(a_model(), small_world())
    assert (found["3"].title, found["T2"].title) == ("card 3", "T2")


def test_what_is_open_says_what_would_settle_it() -> None:
    one = stood(a_model(), small_world())["T2"]
    assert (one.place, one.reason) == (Place.OPEN, "open until we know: calls tools")


def test_what_follows_from_a_component_is_said_as_a_fact_too() -> None:
    one = stood(a_model({}, parts_of("language_model")), small_world())["T1.1"]
    assert one.reason == "applies to language model: it uses model indeed"


def test_an_item_stands_where_its_refinement_does() -> None:
    found = stood(a_model({"uses_model": True}), small_world())
    assert found["T1"].place is found["T1.1"].place is Place.APPLIES


def test_an_applying_item_names_its_threats_and_parts() -> None:
    model = a_model({"uses_model": True}, parts_of("language_model"))
    named = threat(1, "typed", targets=("C-1",))
    found = stood(model.model_copy(update={"threats": (named, threat(2, "tools"))}), small_world())
    assert (found["T1"].threats, found["T1"].targets) == (("T-001",), ("C-1",))


def test_a_threat_set_aside_by_a_person_is_named_as_such() -> None:
    aside = _dismissed(threat(1, "typed", targets=("C-1",)))
    model = a_model({"uses_model": True}, parts_of("language_model")).model_copy(update={"threats": (aside,)})
    one = stood(model, small_world())["T1"]
    assert one.threats == ()
    assert one.reason.endswith("T-001 set aside")


def _dismissed(one: Threat) -> Threat:
    treatment = Treatment(reason="No such page")
    return one.model_copy(update={"status": ThreatStatus.DISMISSED, "treatment": treatment})


def test_preparation_of_an_attacker_is_not_the_owners_and_says_why() -> None:
    one = stood(a_model(), small_world())["T5"]
    assert (one.place, one.reason) == (Place.NOT_OWNERS, "not yours to settle: it happens elsewhere")


def test_an_item_that_no_pattern_reaches_is_open_for_a_person_to_judge() -> None:
    one = stood(a_model({"uses_model": True}), small_world())["T4"]
    assert (one.place, one.unjudged, one.patterns) == (Place.OPEN, True, ())


def test_no_item_of_the_packaged_catalog_is_left_unjudged() -> None:
    model = a_model()
    assert [one.id for one in standings(model, REAL, BOOK.ledger(model)) if one.unjudged] == []


def test_an_expected_threat_leaves_its_item_open_and_marked() -> None:
    catalog = small_world()
    ledger = Ledger(
        verdicts=tuple(
            Verdict(pattern=name, finding=Finding.OPEN, facts=("calls_tools",), expected=name == "tools")
            for name in catalog.patterns
        )
    )
    found = {one.id: one for one in standings(a_model(), catalog, ledger)}
    assert (found["T2"].place, found["T2"].expected, found["3"].expected) == (Place.OPEN, True, False)
    assert found["T2"].reason.endswith("drafted on an assumption")


def rows(facts: dict[str, AnswerValue], catalog: Catalog | None = None) -> tuple[Row, ...]:
    catalog = catalog or small_world()
    model = a_model(facts)
    found = standings(model, catalog, Bookkeeper(catalog).ledger(model))
    return coverage(found, catalog, Framework.ATLAS)


def test_a_group_has_a_row_with_how_many_of_its_items_stand_where() -> None:
    (row,) = rows({"uses_model": True, "calls_tools": False})
    assert (row.id, row.place) == ("TA1", Place.APPLIES)
    assert row.counts == {Place.APPLIES: 2, Place.OPEN: 1, Place.RULED_OUT: 1, Place.NOT_OWNERS: 1}


def test_a_group_is_ruled_out_only_when_all_of_its_items_are() -> None:
    nothing: dict[str, AnswerValue] = dict.fromkeys(("uses_model", "calls_tools", "uses_index", "index_open"), False)
    (row,) = rows(nothing)
    assert row.place is Place.RULED_OUT
    (row,) = rows({name: value for name, value in nothing.items() if name != "index_open"})
    assert row.place is Place.OPEN


def test_a_framework_without_groups_has_a_row_per_item() -> None:
    flat = small_world(
        items=[{"id": "T2", "name": "Tools", "kind": "risk"}, {"id": "3", "name": "Both", "kind": "risk"}]
    )
    assert [(row.id, row.place) for row in rows({"calls_tools": True}, flat)] == [
        ("T2", Place.APPLIES), ("3", Place.OPEN),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "place"),
    [({"uses_model": True}, Place.APPLIES), ({}, Place.APPLIES), ({"uses_model": False}, Place.RULED_OUT)],
)
def test_stride_is_judged_at_each_component(facts: dict[str, AnswerValue], place: Place) -> None:
    catalog = small_world()
    model = a_model(facts, parts_of("language_model", "tool"))
    cells = {
        (cell.component, cell.stride): cell for cell in stride_grid(model, catalog, Bookkeeper(catalog).ledger(model))
    }
    assert len(cells) == 12
    assert cells["C-1", "T"].place is place
    assert cells["C-2", "T"].place is None
    assert cells["C-1", "S"].reason == "does not touch this kind of part: language model"


def test_the_standings_grow_with_the_system_and_no_faster() -> None:
    def stood(count: int) -> None:
        parts = [(f"{TEN[number % 10]} {number}", TEN[number % 10]) for number in range(count)]
        model = a_model({"exposure": "public"}, parts)
        assert standings(model, REAL, BOOK.ledger_of(BOOK.painter.picture(model)))

    assert growth(stood, 10) < 2.3


def test_the_standings_look_at_each_item_a_bounded_number_of_times() -> None:
    model = a_model({"exposure": "public"}, parts_of(*TEN))
    ledger = BOOK.ledger(model)
    rows = standings(model, REAL, ledger)
    assert calls(lambda: standings(model, REAL, ledger)) < 300 * len(rows)
