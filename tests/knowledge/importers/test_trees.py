"""Files become trees that know their lines; whatever could expand, hide or exhaust is refused with its line."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importers import trees
from knowledge.importers.json_tree import read_json
from knowledge.importers.trees import MAX_DEPTH, Rows, Table, Unreadable
from knowledge.importers.yaml_tree import read_yaml
from tests.counting import growth

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(st.characters(codec="ascii"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="ascii"), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (BOMB, 1, "anchors and aliases are refused"),
        ("a: 1\nb: *c\n", 2, "anchors and aliases are refused"),
        ("a: 1\na: 2\n", 2, "stands twice in one mapping, first in line 1"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tags are refused"),
        ("a: !!set {x}\n", 1, "tags are refused"),
        ("a:\n  " + "[ " * 40, 2, f"deeper than {MAX_DEPTH}"),
        ("[" * 100_000, 1, "deeper than|maximum nesting depth"),
        ("- " * 100_000, 1, "deeper than"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("? [a, b]\n: 1\n", 1, "a key must be a word"),
        ("a: 'open\nb: 2\n", 3, "is not readable YAML"),
        ("a: b: c\n", 1, "is not readable YAML"),
        ("a: \x07\n", 1, "is not readable YAML"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_yaml_that_is_not_plain_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as refused:
        read_yaml(text)
    assert refused.value.notes[0].line == line


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"a": 1,\n "a": 2}', 2, "stands twice"),
        ('{"a": NaN}', 1, "expected a value"),
        ('{"a": Infinity}', 1, "expected a value"),
        ('{"a":\n 1234567890123456789012}', 2, "22 digits"),
        ("[" * 100_000, 1, "deeper than"),
        ('{"a": [1, 2,]}', 1, "a comma before the end"),
        ('{"a": 1} x', 1, "something follows"),
        ('{"a": "\n"}', 1, "is not strict JSON"),
        ("{'a': 1}", 1, "double quotes"),
        ('{"a": "open', 1, "is not strict JSON"),
        ('{"a"', 1, "expected ':'"),
        ("[1, 2", 1, "expected ','"),
        ("", 1, "expected a value"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_json_that_is_not_strict_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as refused:
        read_json(text)
    assert refused.value.notes[0].line == line


def test_every_part_knows_its_line() -> None:
    tree = read_yaml("first: 1\nitems:\n- id: a\n  name: A\n\n- id: b\n")
    assert isinstance(tree, Table)
    assert tree.lines == {"first": 1, "items": 2}
    rows = tree["items"]
    assert isinstance(rows, Rows)
    assert rows.lines == [3, 6]
    assert rows[0].lines == {"id": 3, "name": 4}
    assert read_json('{"a": 1,\n\n "b": [\n {}]}')["b"].lines == [4]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2022-01-24", "2022-01-24"), ("3.10", "3.10"), ("yes", "yes"), ("no", "no"), ("012", "012"), ("1_000", "1_000"),
     ("1e3", "1e3"), ("0x10", "0x10"), ("12", 12), ("true", True), ("null", None), ("'12'", "12"), ("", None)],
)  # fmt: skip
def test_words_stay_words(text: str, value: object) -> None:
    assert read_yaml(f"a: {text}\n")["a"] == value


@given(PLAIN)
def test_json_is_read_as_json_reads_it(value: object) -> None:
    assert read_json(json.dumps(value)) == value


@given(PLAIN)
def test_quoted_yaml_is_read_as_yaml_reads_it(value: object) -> None:
    if isinstance(value, list | dict):
        assert read_yaml(json.dumps(value)) == yaml.safe_load(json.dumps(value))


@pytest.mark.parametrize(("before", "piece"), [("a: [", "1,"), ("", "{"), ("a: '", "k")])
def test_a_hostile_file_is_refused_at_a_bound_however_long_it_is(
    before: str, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MAX_NODES", 500)

    def refused(length: int) -> None:
        with pytest.raises(Unreadable):
            read_yaml(before + piece * length)

    assert growth(refused, 20_000) < 1.1
