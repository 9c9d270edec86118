"""Replies in a terminal are plain words."""

from ui.commands.plain_text import unmarked


def test_bold_and_emphasis_are_no_marks_in_a_terminal() -> None:
    assert unmarked("**T-001** Orders (high, 7)\n\nSay *why T-001?* for more.") == (
        'T-001 Orders (high, 7)\n\nSay "why T-001?" for more.'
    )


def test_letters_of_names_that_were_escaped_are_shown_as_they_are() -> None:
    assert unmarked(r"Noted: post\_booking and \*star\* at 5\$") == "Noted: post_booking and *star* at 5$"
