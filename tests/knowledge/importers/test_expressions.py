"""A condition in words means what the same condition means in the catalog's form."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importers.expressions import Misread, read_condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("talks", {"fact": "talks"}),
        ("reach = public", {"fact": "reach", "is": ["public"]}),
        ("reach=public|staff", {"fact": "reach", "is": ["public", "staff"]}),
        ("kind = agent | tool", {"kind": ["agent", "tool"]}),
        ("not talks", {"not": {"fact": "talks"}}),
        ("not not talks", {"not": {"not": {"fact": "talks"}}}),
        ("a and b or c", {"any": [{"all": [{"fact": "a"}, {"fact": "b"}]}, {"fact": "c"}]}),
        ("a and (b or c)", {"all": [{"fact": "a"}, {"any": [{"fact": "b"}, {"fact": "c"}]}]}),
        ("a AND NOT b = x", {"all": [{"fact": "a"}, {"not": {"fact": "b", "is": ["x"]}}]}),
    ],
)
def test_words_become_the_form_of_catalog_files(text: str, condition: dict[str, object]) -> None:
    assert read_condition(text) == condition


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected the name of a fact, found 'the end'"),
        ("a and", "found 'the end'"),
        ("a b", "from 'b' on"),
        ("a = ", "expected a value"),
        ("(a", r"expected '\)'"),
        ("a; drop", "from '; drop' on"),
        ("and a", "found 'and'"),
        ("(" * 40 + "a" + ")" * 40, "nested deeper"),
        ("not " * 40 + "a", "nested deeper"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, said: str) -> None:
    with pytest.raises(Misread, match=said):
        read_condition(text)


@given(st.text(st.sampled_from("ab =|()not dr"), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Misread):
        assert read_condition(text)
