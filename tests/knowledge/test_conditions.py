"""Conditions are judged in three values, with the facts that decided."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from knowledge.conditions import Condition, Truth, facts_of, judge
from knowledge.vocabulary import AnswerValue, ComponentKind

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
DOMAINS: dict[str, list[AnswerValue]] = {
    "a": [False, True],
    "b": [False, True],
    "c": ["low", "mid", "high"],
    "d": [(), ("x",), ("y",), ("x", "y")],
}
KINDS = [ComponentKind.AGENT, ComponentKind.TOOL, None]


def read(raw: object) -> Condition:
    return ADAPTER.validate_python(raw)


CASES: dict[str, tuple[object, dict[str, AnswerValue], str, tuple[str, ...]]] = {
    "a yes": ({"fact": "a"}, {"a": True}, "yes", ("a",)),
    "a no": ({"fact": "a"}, {"a": False}, "no", ("a",)),
    "nothing known": ({"fact": "a"}, {}, "unknown", ("a",)),
    "a no that counts": ({"fact": "a", "is": "no"}, {"a": False}, "yes", ("a",)),
    "a choice": ({"fact": "c", "is": ["mid", "high"]}, {"c": "high"}, "yes", ("c",)),
    "another choice": ({"fact": "c", "is": "mid"}, {"c": "low"}, "no", ("c",)),
    "one of several": ({"fact": "d", "is": ["x"]}, {"d": ("y", "x")}, "yes", ("d",)),
    "none of several": ({"fact": "d", "is": ["x"]}, {"d": ()}, "no", ("d",)),
    "all, one is no": ({"all": [{"fact": "a"}, {"fact": "b"}]}, {"b": False}, "no", ("b",)),
    "all, one is open": ({"all": [{"fact": "a"}, {"fact": "b"}]}, {"b": True}, "unknown", ("a",)),
    "all are yes": ({"all": [{"fact": "b"}, {"fact": "a"}]}, {"a": True, "b": True}, "yes", ("a", "b")),
    "any, one is yes": ({"any": [{"fact": "a"}, {"fact": "b"}]}, {"a": True}, "yes", ("a",)),
    "any, one is open": ({"any": [{"fact": "a"}, {"fact": "b"}]}, {"a": False}, "unknown", ("b",)),
    "any are no": ({"any": [{"fact": "a"}, {"fact": "b"}]}, {"a": False, "b": False}, "no", ("a", "b")),
    "not a yes": ({"not": {"fact": "a"}}, {"a": True}, "no", ("a",)),
    "not an unknown": ({"not": {"fact": "a"}}, {}, "unknown", ("a",)),
    "the shortest ground": (
        {"any": [{"all": [{"fact": "a"}, {"fact": "b"}]}, {"fact": "c", "is": "low"}]},
        {"a": True, "b": True, "c": "low"},
        "yes",
        ("c",),
    ),
}


@pytest.mark.parametrize(("raw", "known", "truth", "facts"), CASES.values(), ids=CASES)
def test_a_condition_is_judged_with_its_deciding_facts(
    raw: object, known: dict[str, AnswerValue], truth: str, facts: tuple[str, ...]
) -> None:
    judgement = judge(read(raw), known.get)
    assert (judgement.truth.value, judgement.facts) == (truth, facts)


def test_a_condition_on_kinds_needs_a_target_to_fail() -> None:
    condition, nothing = read({"kind": ["agent"]}), dict[str, AnswerValue]()
    assert judge(condition, nothing.get, ComponentKind.AGENT).truth is Truth.YES
    assert judge(condition, nothing.get, ComponentKind.TOOL).truth is Truth.NO
    assert judge(condition, nothing.get).truth is Truth.YES


@pytest.mark.parametrize("raw", [{}, {"facts": "a"}, {"all": []}, {"kind": []}, {"fact": "a", "was": "x"}, "a"])
def test_a_malformed_condition_is_refused(raw: object) -> None:
    with pytest.raises(ValidationError):
        read(raw)


leaves = st.one_of(
    st.sampled_from(["a", "b"]).map(lambda name: {"fact": name}),
    st.sampled_from(["a", "b"]).map(lambda name: {"fact": name, "is": "no"}),
    st.sets(st.sampled_from(["low", "mid", "high"]), min_size=1).map(lambda some: {"fact": "c", "is": sorted(some)}),
    st.sets(st.sampled_from(["x", "y"]), min_size=1).map(lambda some: {"fact": "d", "is": sorted(some)}),
    st.just({"kind": ["agent"]}),
)
conditions = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda some: {"all": some}),
        st.lists(parts, min_size=1, max_size=3).map(lambda some: {"any": some}),
        parts.map(lambda part: {"not": part}),
    ),
    max_leaves=8,
).map(read)
complete = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in DOMAINS.items()})
partial = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in DOMAINS.items()})
kinds = st.sampled_from(KINDS)


@given(conditions, complete, st.sets(st.sampled_from(sorted(DOMAINS))), kinds)
def test_refining_an_unknown_never_flips_a_decided_verdict(
    condition: Condition, answers: Mapping[str, AnswerValue], known: set[str], kind: ComponentKind | None
) -> None:
    before = judge(condition, {name: answers[name] for name in known}.get, kind)
    after = judge(condition, answers.get, kind)
    assert after.truth is not Truth.UNKNOWN
    assert before.truth in (Truth.UNKNOWN, after.truth)


@given(conditions, partial, kinds)
def test_the_deciding_facts_alone_give_the_same_verdict(
    condition: Condition, answers: Mapping[str, AnswerValue], kind: ComponentKind | None
) -> None:
    judgement = judge(condition, answers.get, kind)
    if judgement.truth is Truth.UNKNOWN:
        assert judgement.facts
        assert not set(judgement.facts) & set(answers)
    else:
        assert set(judgement.facts) <= set(answers)
        alone = judge(condition, {name: answers[name] for name in judgement.facts}.get, kind)
        assert alone.truth is judgement.truth


@given(conditions, partial, kinds)
def test_a_fact_that_is_not_mentioned_changes_nothing(
    condition: Condition, answers: Mapping[str, AnswerValue], kind: ComponentKind | None
) -> None:
    mentioned = {name: value for name, value in answers.items() if name in facts_of(condition)}
    assert judge(condition, answers.get, kind) == judge(condition, mentioned.get, kind)


@given(conditions, partial, kinds)
def test_twice_not_is_as_if_nothing_was_said(
    condition: Condition, answers: Mapping[str, AnswerValue], kind: ComponentKind | None
) -> None:
    twice = read({"not": {"not": condition}})
    assert judge(twice, answers.get, kind) == judge(condition, answers.get, kind)
