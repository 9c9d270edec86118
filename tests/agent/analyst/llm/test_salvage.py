"""The JSON object is found in whatever surrounds it; what is no sound JSON is refused with the reason."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.answers.json_extraction import object_in
from agent.llm.answers.strict_json import Unreadable

WHOLE = '{"a": {"b": "} \\" {"}, "c": [1, 2]}'


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```",
        f"Here you are:\n{WHOLE}\nAnything else?",
        f'<think>Maybe {{"a": 1}}?</think>{WHOLE}',
        f"<THINK>first</THINK><think>then {{</think>\n```\n{WHOLE}```",
        f"{WHOLE} {WHOLE}",
        f"\ufeff{WHOLE}",
    ],
)
def test_the_first_whole_object_counts(text: str) -> None:
    assert object_in(text) == json.loads(WHOLE)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("I cannot do that.", "no JSON object"),
        ('{"a": "b"', "not closed"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": Infinity}', "Infinity"),
        ('{"a": 1,}', "not JSON"),
        ("{'a': 1}", "not JSON"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON"),
        ('{"a":' * 70 + "1" + "}" * 70, "nested"),
        ("{" * 90_000, "not closed"),
        ('{"a": ' + "[" * 50_000 + "]" * 50_000 + "}", "nested|longer"),
        (" " * 100_001 + "{}", "longer"),
    ],
)
def test_what_is_no_sound_json_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        object_in(text)


def test_strings_are_cleaned_of_what_cannot_be_seen() -> None:
    found = object_in('{"a": "\\ud800x\\u202ey\\u200bz\\u0000", "\\u200bkey": ["\\u001b[31mred"]}')
    assert found == {"a": "xyz", "key": ["red"]}


def test_a_string_that_is_far_too_long_is_no_answer() -> None:
    with pytest.raises(Unreadable):
        object_in(json.dumps({"a": "x" * 250_000}))


@given(st.text(max_size=400))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    with suppress(Unreadable):
        assert isinstance(object_in(text), dict)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) |
                    st.dictionaries(st.text(max_size=5), inner), max_leaves=10))  # fmt: skip
def test_any_answer_that_is_an_object_is_found_again(value: object) -> None:
    text = "Well: " + json.dumps({"answer": value})
    with suppress(Unreadable):
        assert set(object_in(text)) == {"answer"}
