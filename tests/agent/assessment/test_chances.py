"""Conditions made fast: the three values, and how likely each is, worked out by hand."""

import pytest

from agent.assessment.conditions import Kleene, Weights, mentions_kind, truth_of
from agent.assessment.supposed_answers import Odds, chance_of
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.agent.builders import pattern

AGENT, TOOL = ComponentKind.AGENT, ComponentKind.TOOL
WEIGHTS: Weights = {
    "uses_model": ((True, 0.25), (False, 0.75)),
    "calls_tools": ((True, 0.5), (False, 0.5)),
    "exposure": (("public", 0.25), ("partners", 0.25), ("internal", 0.5)),
    "audience": ((("customers", "staff"), 0.25), (("children",), 0.5), (("staff",), 0.25)),
}
MODEL, TOOLS = {"fact": "uses_model"}, {"fact": "calls_tools"}
Facts = dict[str, AnswerValue]


@pytest.mark.parametrize(
    ("when", "known", "chance"),
    [
        (MODEL, {}, 0.25),
        (MODEL, {"uses_model": True}, 1.0),
        (MODEL, {"uses_model": False}, 0.0),
        ({"fact": "uses_model", "is": "no"}, {}, 0.75),
        ({"fact": "uses_model", "is": ["yes", "no"]}, {}, 1.0),
        ({"fact": "exposure", "is": ["public", "partners"]}, {}, 0.5),
        ({"fact": "exposure", "is": "internal"}, {"exposure": "public"}, 0.0),
        ({"fact": "audience", "is": ["customers", "children"]}, {}, 0.75),
        ({"fact": "audience", "is": "staff"}, {"audience": ("customers", "staff")}, 1.0),
        ({"fact": "index_open"}, {}, 0.0),
        ({"all": [MODEL, TOOLS]}, {}, 0.125),
        ({"all": [MODEL, TOOLS]}, {"calls_tools": True}, 0.25),
        ({"any": [MODEL, TOOLS]}, {}, 0.625),
        ({"any": [MODEL, TOOLS]}, {"calls_tools": False}, 0.25),
        ({"not": {"all": [MODEL, TOOLS]}}, {}, 0.875),
        ({"all": [{"kind": ["agent"]}, MODEL]}, {}, 0.25),
        ({"all": [{"kind": ["tool"]}, MODEL]}, {}, 0.0),
    ],
)
def test_unknown_facts_are_weighed_as_independent(when: object, known: Facts, chance: float) -> None:
    assert chance_of(pattern("x", when).when)(Odds(known, WEIGHTS), AGENT) == pytest.approx(chance)


def test_without_a_kind_every_kind_is_possible() -> None:
    when = pattern("x", {"kind": ["tool"]}).when
    assert [truth_of(when)({}, kind) for kind in (None, TOOL, AGENT)] == [Kleene.YES, Kleene.YES, Kleene.NO]
    assert [chance_of(when)(Odds({}, WEIGHTS), kind) for kind in (None, TOOL, AGENT)] == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        (True, True, Kleene.YES, Kleene.YES),
        (True, None, Kleene.UNKNOWN, Kleene.YES),
        (None, True, Kleene.UNKNOWN, Kleene.YES),
        (None, None, Kleene.UNKNOWN, Kleene.UNKNOWN),
        (None, False, Kleene.NO, Kleene.UNKNOWN),
        (False, None, Kleene.NO, Kleene.UNKNOWN),
        (True, False, Kleene.NO, Kleene.YES),
        (False, True, Kleene.NO, Kleene.YES),
        (False, False, Kleene.NO, Kleene.NO),
    ],
)
def test_all_is_the_least_of_its_parts_and_any_the_most(
    first: bool | None, second: bool | None, both: Kleene, either: Kleene
) -> None:
    said = {"uses_model": first, "calls_tools": second}
    known: Facts = {fact: value for fact, value in said.items() if value is not None}
    conjunction, disjunction = (truth_of(pattern("x", {word: [MODEL, TOOLS]}).when) for word in ("all", "any"))
    assert (conjunction(known, AGENT), disjunction(known, AGENT)) == (both, either)
    neither = truth_of(pattern("x", {"not": {"any": [MODEL, TOOLS]}}).when)
    assert neither(known, AGENT) == 2 - either


@pytest.mark.parametrize(
    ("when", "can_matter"),
    [
        (MODEL, False),
        ({"kind": ["agent"]}, True),
        ({"all": [MODEL, TOOLS]}, False),
        ({"all": [MODEL, {"kind": ["agent"]}]}, True),
        ({"any": [MODEL, {"kind": ["agent"]}]}, True),
        ({"any": [MODEL, TOOLS]}, False),
        ({"not": {"kind": ["agent"]}}, True),
        ({"not": MODEL}, False),
    ],
)
def test_the_kind_of_a_part_matters_where_a_condition_mentions_it(when: object, can_matter: bool) -> None:
    assert mentions_kind(pattern("x", when).when) is can_matter
