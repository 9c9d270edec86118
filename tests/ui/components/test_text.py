"""Words of users are shown as written and never obeyed as markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.components.text import counted, plain, prose, quoted, shortened

JOINER = "\u2060"
LIVE = re.compile(r"(?<!\\)(?:\\\\)*[\[\]<>$]")


def read(text: str) -> str:
    """What a reader sees: escapes taken out, invisible joiners too."""
    return re.sub(r"\\([\\`*_{}\[\]()<>#+\-.!|~$&^=])", r"\1", text).replace(JOINER, "")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://evil.example/p.png)",
        "[a](javascript:alert(1))",
        "$x^2$ and `code` and **bold** and # heading",
        ":red[hi] :smile: :material/home:",
        "mail me@evil.example or www.evil.example",
        "1. one - two + three | four ~five~ &amp;",
    ],
)
def test_plain_reads_exactly_as_written(text: str) -> None:
    assert read(plain(text)) == text


def test_plain_is_one_line() -> None:
    assert "\n" not in plain("# a\n\n- b\n\tc")


@given(st.text(max_size=200))
def test_plain_leaves_no_live_markup(text: str) -> None:
    shown = plain(text)
    assert not LIVE.search(shown)
    assert not re.search(r":(?=[^\s\u2060])", shown)
    assert not re.search(r"(?i)www\\?\.", shown)


@given(st.text(alphabet=st.sampled_from("`ab[]()<>!$:\\*-# \n"), max_size=80))
def test_prose_leaves_no_link_image_or_html(text: str) -> None:
    assert not LIVE.search(prose(text))


@pytest.mark.parametrize(
    "text", ["\\`[a](b)`", "``[a](b)`", "`[a](b)\n\n`", "`a` [a](b)", "```\n[a](b)\n```", "`x\n[a](b)`"]
)
def test_what_only_looks_like_code_hides_no_link(text: str) -> None:
    assert "\\[a\\](b)" in prose(text)


def test_plain_words_in_code_stay_as_they_are() -> None:
    assert prose("set `exposure` now") == "set `exposure` now"


def test_prose_keeps_paragraphs_lists_and_emphasis() -> None:
    text = "**Two** things:\n\n- one\n- *two*"
    assert read(prose(text)) == text


def test_prose_takes_headings_as_text() -> None:
    assert prose("# Title\nmore").startswith("\\# Title")


def test_an_escaped_backslash_does_not_free_the_bracket_behind_it() -> None:
    assert prose("\\\\[a](b)") == "\\\\\\[a\\](b)"


def test_addresses_are_not_made_into_links() -> None:
    assert f"http:{JOINER}//evil" in prose("see http://evil.example")
    assert f"www{JOINER}." in prose("see www.evil.example")
    assert f"www{JOINER}\\." in plain("see www.evil.example")
    assert f"me@{JOINER}evil" in plain("me@evil.example")


def test_escapes_in_prose_do_not_bring_addresses_back() -> None:
    assert f"\\:{JOINER}//evil" in prose("http\\://evil.example")
    assert f"\\@{JOINER}evil" in prose("me\\@evil.example")
    assert "www." not in prose("www\\.evil.example").replace("\\", "")


def test_shortened_cuts_at_a_word_and_says_so() -> None:
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("one two", 12) == "one two"


@pytest.mark.parametrize(("number", "words"), [(0, "no threats"), (1, "1 threat"), (2, "2 threats")])
def test_numbers_are_said_with_their_noun(number: int, words: str) -> None:
    assert counted(number, "threat") == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Prompt engineer** \N{EN DASH} maintains the\nprompts.", "Prompt engineer \N{EN DASH} maintains the prompts."),
        ("Index | Qdrant | Holds `tariffs` |", "Index: Qdrant; Holds tariffs"),
        ("It reads my__file and 3 * 4.", "It reads my__file and 3 * 4."),
        ("__Clerk__ signs.", "Clerk signs."),
    ],
)
def test_a_quote_shows_no_marks_that_it_cuts_in_half(words: str, shown: str) -> None:
    assert quoted(words) == shown
