"""Imported words are harmless and bounded, whatever they were before."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importers.prose import LONGEST, clean
from tests.counting import calls, growth


@pytest.mark.parametrize(
    ("raw", "kept", "mended"),
    [
        ("plain words", "plain words", False),
        ("a < b and c > d", "a < b and c > d", False),
        ("Obfuscated [Prompt](/techniques/AML.T0051) here", "Obfuscated Prompt here", False),
        ("![alt words](http://away.example/x.png)", "alt words", False),
        ("a [word](javascript:alert(1)) here", "a word here", False),
        ("see ({{ref:carlini-2023}}) and {{riskName}}", "see and", True),
        ("a<script>steal()</script>b", "a b", True),
        ("a<SCRIPT src=x>steal()</SCRIPT >b", "a b", True),
        ("&lt;script&gt;steal()&lt;/script&gt;b", "b", True),
        ("<img src=x onerror=steal()>b", "b", True),
        ("<scr<script>x</script>ipt>b", "b", True),
        ("x <!-- hidden --> y", "x y", True),
        ("hid\u200bden \u202eorder\u202c\x00", "hidden order", True),
        ("tag\U000e0069s", "tags", True),
        ("one\n\n  two\tthree", "one two three", False),
    ],
)
def test_marks_scripts_and_hidden_characters_are_taken_out(raw: str, kept: str, mended: bool) -> None:
    done = clean(raw)
    assert (str(done), done.mended, done.cut) == (kept, mended, False)


def test_a_long_text_is_cut_at_a_word_and_says_so() -> None:
    done = clean("word " * 1000)
    assert len(done) <= LONGEST
    assert done.endswith("word …")
    assert done.cut


@given(st.text(st.sampled_from("<>/![](){}&;ltgscrip \n\u200bxa'\"=-"), max_size=60))
def test_no_tag_is_left_whatever_is_put_together(raw: str) -> None:
    done = clean(raw)
    assert not re.search("</?[a-z]", done)
    assert "{{" not in done or "}}" not in done.partition("{{")[2]


@pytest.mark.parametrize("part", ["<script>", "<", "[a](", "{{", "<!--", "&lt;", "<a ", "![", "</script>", "\u0301"])
def test_cleaning_hostile_prose_grows_with_the_text_and_ends_at_a_bound(part: str) -> None:
    assert growth(lambda size: clean((part * size)[:size]), 4_000) < 2.5
    assert calls(lambda: clean(part * 300_000)) < 1.1 * calls(lambda: clean(part * 30_000)) + 10
    assert len(clean(part * 300_000)) <= LONGEST
