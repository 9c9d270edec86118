"""Where a pattern lands, whether it stands, and on which facts: spelled out on small pictures."""

import pytest

from agent.assessment.known_facts import Own, Picture
from agent.assessment.ledger import Bookkeeper, Rule
from agent.domain import SYSTEM, Finding
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.agent.builders import pattern, small_catalog, with_patterns

CATALOG = small_catalog()
AGENT, TOOL = ComponentKind.AGENT, ComponentKind.TOOL
MISLED = {"all": [{"fact": "uses_model"}, {"fact": "outside_content"}]}
UNAPPROVED = {"all": [{"fact": "uses_model"}, {"not": {"fact": "control_approval"}}]}
Facts = dict[str, AnswerValue]


def ruled(when: object, **more: object) -> tuple[Bookkeeper, Rule]:
    """A book of one pattern at agents and tools, and its rule."""
    given: dict[str, object] = {"targets": ["agent", "tool"], **more}
    book = Bookkeeper(with_patterns(CATALOG, [pattern("one", when, **given)]))
    return book, book.rules["one"]


def picture(
    known: Facts | None = None,
    usual: Facts | None = None,
    parts: dict[str, ComponentKind] | None = None,
    own: dict[str, Own] | None = None,
    inferred: frozenset[str] = frozenset(),
) -> Picture:
    known = known or {}
    return Picture(known=known, usual={**known, **(usual or {})}, parts=parts or {}, own=own or {}, inferred=inferred)


def firmly(**facts: AnswerValue) -> Own:
    return Own(known=facts, usual=facts)


def test_what_hangs_on_a_fact_is_what_mentions_it() -> None:
    book = Bookkeeper(CATALOG)
    assert book.depending(["outside_content"]) == {"hidden-orders"}
    assert book.depending(["calls_tools", "crosses_borders"]) == {"tools-misled", "exported"}
    assert book.depending([]) == set()
    assert book.depending(["control_screening"]) == set()


def test_the_ledger_of_a_picture_is_made_once() -> None:
    book, shown = Bookkeeper(CATALOG), picture({"uses_model": True})
    assert book.ledger_of(shown) is book.ledger_of(shown)


@pytest.mark.parametrize(
    ("own", "targets"),
    [
        ({"C-2": firmly(outside_content=True)}, [("C-2",)]),
        ({"C-1": firmly(outside_content=True), "C-2": firmly(outside_content=True)}, [("C-1", "C-2")]),
        ({"C-2": firmly(outside_content=False)}, [("C-1", "C-3"), ("C-2",)]),
        ({}, [("C-1", "C-2", "C-3")]),
    ],
)
def test_a_pattern_lands_where_it_usually_holds_and_on_all_where_it_holds_nowhere(
    own: dict[str, Own], targets: list[tuple[str, ...]]
) -> None:
    book, rule = ruled(MISLED)
    shown = picture({"uses_model": True}, parts={"C-1": AGENT, "C-2": AGENT, "C-3": AGENT}, own=own)
    assert [spot.targets for spot in book.landing(rule, shown)] == targets


@pytest.mark.parametrize(
    ("known", "usual", "standing"),
    [
        ({"uses_model": True, "outside_content": True}, {}, 2),
        ({"uses_model": True}, {"outside_content": True}, 1),
        ({"uses_model": True}, {}, 0),
        ({"uses_model": True, "outside_content": False}, {}, 0),
    ],
)
def test_a_pattern_stands_firmly_by_assumption_or_not(known: Facts, usual: Facts, standing: int) -> None:
    book, rule = ruled(MISLED)
    assert book.standing(rule, picture(known, usual)) == standing


def test_one_part_where_it_holds_is_enough_to_stand() -> None:
    book, rule = ruled(MISLED)
    shown = picture({"uses_model": True}, parts={"C-1": AGENT, "C-2": TOOL}, own={"C-2": firmly(outside_content=True)})
    assert book.standing(rule, shown) == 2


def test_what_stands_nowhere_has_no_grounds() -> None:
    book, rule = ruled(MISLED)
    assert book.grounds(rule, picture({"uses_model": True})) == ((), ())


def test_what_is_known_is_the_ground_and_nothing_is_assumed() -> None:
    book, rule = ruled(MISLED)
    shown = picture({"uses_model": True, "outside_content": True})
    assert book.grounds(rule, shown) == (("outside_content", "uses_model"), ())


def test_of_several_parts_the_one_with_the_fewest_grounds_is_told() -> None:
    book, rule = ruled(
        {"any": [{"all": [{"fact": "uses_model"}, {"fact": "outside_content"}]}, {"fact": "uses_index"}]}
    )
    own = {"C-1": firmly(uses_model=True, outside_content=True), "C-2": firmly(uses_index=True)}
    assert book.grounds(rule, picture(parts={"C-1": AGENT, "C-2": AGENT}, own=own)) == (("uses_index",), ())


def test_a_part_where_it_is_certain_goes_before_one_where_it_is_assumed() -> None:
    book, rule = ruled(
        {"any": [{"all": [{"fact": "uses_model"}, {"fact": "outside_content"}]}, {"fact": "uses_index"}]}
    )
    own = {"C-1": firmly(uses_model=True, outside_content=True), "C-2": Own(usual={"uses_index": True})}
    shown = picture(parts={"C-1": AGENT, "C-2": AGENT}, own=own)
    assert book.grounds(rule, shown) == (("outside_content", "uses_model"), ())


def test_what_is_only_assumed_is_told_as_assumed() -> None:
    book, rule = ruled(MISLED)
    shown = picture({"uses_model": True}, {"outside_content": True})
    assert book.grounds(rule, shown) == (("outside_content", "uses_model"), ("outside_content",))


def test_the_part_with_the_fewest_assumptions_is_told_though_it_has_more_grounds() -> None:
    book, rule = ruled({"any": [{"all": [{"fact": "uses_model"}, {"fact": "calls_tools"}, {"fact": "outside_content"}]},
                                {"all": [{"fact": "uses_index"}, {"fact": "index_open"}]}]})  # fmt: skip
    own = {
        "C-1": Own(known={"uses_model": True, "calls_tools": True},
                   usual={"uses_model": True, "calls_tools": True, "outside_content": True}),
        "C-2": Own(usual={"uses_index": True, "index_open": True}),
    }  # fmt: skip
    facts, assumed = book.grounds(rule, picture(parts={"C-1": AGENT, "C-2": AGENT}, own=own))
    assert (set(facts), assumed) == ({"uses_model", "calls_tools", "outside_content"}, ("outside_content",))


def test_a_measure_that_nobody_hinted_at_is_no_ground() -> None:
    book, rule = ruled(UNAPPROVED)
    assert rule.barring == {"control_approval"}
    assert book.grounds(rule, picture({"uses_model": True}, {"control_approval": False})) == (("uses_model",), ())


def test_a_measure_that_is_hinted_at_or_known_to_be_missing_is_a_ground() -> None:
    book, rule = ruled(UNAPPROVED)
    usual: Facts = {"control_approval": False}
    both = ("control_approval", "uses_model")
    hinted = picture({"uses_model": True}, usual, inferred=frozenset(usual))
    assert book.grounds(rule, hinted) == (both, ("control_approval",))
    of_the_part = picture({"uses_model": True}, parts={"C-1": AGENT}, own={"C-1": Own(usual=usual)})
    assert book.grounds(rule, of_the_part) == (both, ("control_approval",))
    known = picture({"uses_model": True, **usual}, {})
    assert book.grounds(rule, known) == (both, ())
    partly = picture({"control_approval": False}, {"uses_model": True})
    assert book.grounds(rule, partly) == (both, ("uses_model",))


def test_a_pattern_that_only_asks_for_something_missing_keeps_that_ground() -> None:
    book, rule = ruled({"not": {"fact": "control_approval"}})
    assert book.grounds(rule, picture({}, {"control_approval": False})) == (("control_approval",),) * 2


def test_a_value_other_than_no_is_a_ground_though_it_could_only_bar() -> None:
    book, rule = ruled({"all": [{"fact": "uses_model"}, {"not": {"fact": "exposure", "is": "internal"}}]})
    facts, assumed = book.grounds(rule, picture({"uses_model": True}, {"exposure": "public"}))
    assert (facts, assumed) == (("exposure", "uses_model"), ("exposure",))


@pytest.mark.parametrize(
    ("when", "barring"),
    [
        ({"fact": "uses_model"}, set()),
        ({"not": {"fact": "uses_model"}}, {"uses_model"}),
        ({"not": {"not": {"fact": "uses_model"}}}, set()),
        ({"all": [{"fact": "uses_model"}, {"not": {"fact": "uses_model"}}]}, set()),
        ({"not": {"any": [{"fact": "uses_model"}, {"not": {"fact": "calls_tools"}}]}}, {"uses_model"}),
        ({"not": {"all": [{"fact": "uses_model"}, {"kind": ["agent"]}]}}, {"uses_model"}),
        ({"any": [{"kind": ["agent"]}, {"not": {"fact": "calls_tools"}}]}, {"calls_tools"}),
    ],
)
def test_what_stands_under_a_not_alone_can_only_bar(when: object, barring: set[str]) -> None:
    assert ruled(when)[1].barring == barring


def test_targets_stand_in_the_order_of_the_parts() -> None:
    book, rule = ruled({"all": [{"fact": "uses_model"}, {"kind": ["agent", "tool"]}]})
    shown = picture({"uses_model": True}, parts={"C-1": AGENT, "C-2": TOOL, "C-3": AGENT})
    assert book.verdict(rule, shown).targets == ("C-1", "C-2", "C-3")


def test_a_part_of_a_kind_that_the_condition_shuts_out_is_no_target() -> None:
    book, rule = ruled({"all": [{"fact": "uses_model"}, {"kind": ["agent"]}]})
    parts = {"C-1": AGENT, "C-2": TOOL}
    assert book.verdict(rule, picture({"uses_model": True}, parts=parts)).targets == ("C-1",)
    assert book.verdict(rule, picture(parts=parts)).targets == ("C-1",)
    assert book.verdict(rule, picture({"uses_model": True}, parts={"C-2": TOOL})).targets == (SYSTEM,)


def test_a_part_that_a_fact_of_its_own_shuts_out_still_counts_for_the_verdict() -> None:
    book, rule = ruled({"all": [{"fact": "outside_content"}, {"kind": ["agent", "tool"]}]})
    shown = picture(parts={"C-1": AGENT, "C-2": TOOL}, own={"C-1": firmly(outside_content=False)})
    verdict = book.verdict(rule, shown)
    assert (verdict.finding, verdict.targets, verdict.facts) == (Finding.OPEN, ("C-2",), ("outside_content",))


def test_an_open_pattern_names_all_facts_that_could_settle_it_and_the_parts_it_waits_at() -> None:
    book, rule = ruled({"all": [{"fact": "outside_content"}, {"fact": "keeps_talks"}]})
    own = {"C-1": firmly(outside_content=True), "C-2": firmly(keeps_talks=True), "C-3": firmly(keeps_talks=False)}
    shown = picture(parts={"C-1": AGENT, "C-2": TOOL, "C-3": AGENT}, own=own)
    verdict = book.verdict(rule, shown)
    assert (verdict.finding, verdict.targets) == (Finding.OPEN, ("C-1", "C-2"))
    assert verdict.facts == ("keeps_talks", "outside_content")
    assert (verdict.expected, verdict.assumed) == (False, ())


def test_an_expected_pattern_names_the_parts_where_it_is_expected_and_the_fewest_assumptions() -> None:
    book, rule = ruled({"all": [{"fact": "outside_content"}, {"fact": "keeps_talks"}]})
    own = {
        "C-1": Own(known={"outside_content": True}, usual={"outside_content": True, "keeps_talks": True}),
        "C-2": Own(usual={"outside_content": True, "keeps_talks": True}),
        "C-3": firmly(outside_content=True),
    }
    verdict = book.verdict(rule, picture(parts={"C-1": AGENT, "C-2": TOOL, "C-3": AGENT}, own=own))
    assert (verdict.finding, verdict.expected) == (Finding.OPEN, True)
    assert verdict.targets == ("C-1", "C-2")
    assert verdict.assumed == ("keeps_talks",)


def test_what_is_ruled_out_names_every_fact_that_rules_it_out_somewhere() -> None:
    book, rule = ruled({"all": [{"fact": "outside_content"}, {"fact": "keeps_talks"}]})
    own = {"C-1": firmly(outside_content=False), "C-2": firmly(keeps_talks=False)}
    verdict = book.verdict(rule, picture(parts={"C-1": AGENT, "C-2": TOOL}, own=own))
    assert (verdict.finding, verdict.targets) == (Finding.RULED_OUT, ())
    assert verdict.facts == ("keeps_talks", "outside_content")


def test_a_condition_of_a_score_that_looks_at_kinds_tells_them_apart() -> None:
    by_kind = [{"factor": "damage", "when": {"kind": ["agent"]}, "because": "agents act"}]
    assert ruled({"fact": "uses_model"}, raises=by_kind)[1].by_kind
    assert ruled({"fact": "uses_model"}, lowers=by_kind)[1].by_kind
    assert not ruled({"fact": "uses_model"})[1].by_kind
