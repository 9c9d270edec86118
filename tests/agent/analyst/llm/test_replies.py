"""Entries are judged one by one: what is valid is kept, whatever stands beside it."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.answers.schemas import DRAFT, MOST_ITEMS, REPLY, SHAPES, Misshapen, Order, Ranked, Shape, shaped

THREAT = {"n": 7, "scenario": "Someone does something to the bot.", "words": "", "why": "so"}
ORDER = {"order": "level", "threat": "T-001", "other": "", "part": "", "factor": "damage", "level": 8, "text": "",
         "reason": "so"}  # fmt: skip


def draft(order: list[Any]) -> dict[str, Any]:
    return {"order": order, "aside": [], "own": []}


@pytest.mark.parametrize(
    "bad",
    [None, 7, "x", [], {}, {**THREAT, "score": 0}, {"n": 7}, {**THREAT, "scenario": 5}, {**THREAT, "n": "x"},
     {**THREAT, "scenario": "x" * 901}, {**THREAT, "words": None}, {**THREAT, "n": [7]}],
)  # fmt: skip
def test_a_bad_entry_is_dropped_and_the_good_one_stays(bad: Any) -> None:
    reply = shaped(draft([bad, THREAT]), DRAFT)
    assert [one.n for one in reply.entries("order", Ranked)] == [7]
    assert reply.dropped == 1


@pytest.mark.parametrize("level", [True, False, 7.0, 7.5, 11, -1, "7", None, float("inf"), 10**30])
def test_a_level_is_a_whole_number_from_0_to_10_or_nothing(level: Any) -> None:
    told = {"kind": "change", "threat": "", "answer": "", "facts": [], "orders": [{**ORDER, "level": level}, ORDER]}
    assert [one.level for one in shaped(told, REPLY).entries("orders", Order)] == [8]


def test_the_same_entry_counts_once_and_thousands_are_cut_off() -> None:
    many = [{**THREAT, "n": number} for number in range(5_000)]
    reply = shaped(draft([THREAT, THREAT, *many]), DRAFT)
    assert len(reply.found["order"]) == MOST_ITEMS
    assert reply.dropped >= 4_900


@pytest.mark.parametrize("told", [None, [], "x", 3, {}, {"order": []}, {"order": {}, "aside": [], "own": []},
                                  draft([1, 2, 3])])  # fmt: skip
def test_what_has_no_valid_part_is_misshapen(told: Any) -> None:
    with pytest.raises(Misshapen):
        shaped(told, DRAFT)


def test_empty_lists_are_a_good_answer() -> None:
    assert shaped(draft([]), DRAFT).dropped == 0


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_schema_is_flat_closed_and_without_bounds(shape: Shape) -> None:
    schema = shape.schema()
    text = json.dumps(schema)
    for bound in ("minimum", "maximum", "maxLength", "pattern", "anyOf", "$ref", "default"):
        assert f'"{bound}"' not in text
    assert '"title": "' not in text
    assert schema["required"] == list(schema["properties"])
    for told in schema["properties"].values():
        entry = told.get("items", {})
        if entry.get("type") == "object":
            assert entry["additionalProperties"] is False
            assert entry["required"] == list(entry["properties"])
            assert all(inner["type"] in ("string", "integer", "boolean") for inner in entry["properties"].values())


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["order", "aside", "own", "facts", "orders", "kind", "id", "text", "n",
                                       "measures", "parts", "flows", "answer", "threat"]), inner, max_size=6),
    max_leaves=20,
))  # fmt: skip
def test_no_answer_whatever_breaks_the_reading_of_it(told: Any) -> None:
    for shape in SHAPES.values():
        with suppress(Misshapen):
            reply = shaped(told, shape)
            for name, kind in shape.lists.items():
                assert all(isinstance(entry, kind) for entry in reply.found[name])
