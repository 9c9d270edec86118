"""Differences between two versions, counted and as a document."""

from agent.domain.versions.version_diff import compare
from agent.exchange.comparison import differences_to_markdown, summary
from tests.ui.models import HOSTILE, catalog, rich_model

OLD, NEW = rich_model(4), rich_model(6, HOSTILE[:100])


def test_differences_are_counted_in_a_line() -> None:
    assert summary(compare(OLD, NEW)).startswith("Threats: 2 added.")
    assert summary(compare(OLD, OLD)) == ""


def test_a_document_tells_both_versions_and_every_difference() -> None:
    comparison = compare(OLD, NEW, catalog().facts)
    text = differences_to_markdown(comparison, "Harbour", "version 1 “as reviewed”", "version 4")
    lines = text.splitlines()
    assert lines[0] == "# What changed in Harbour"
    assert lines[2] == "From version 1 “as reviewed” to version 4."
    assert "## Threats" in lines
    assert sum(line.startswith("- ") for line in lines) == len(comparison.lines)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_equal_versions_say_so() -> None:
    assert "These two versions are the same." in differences_to_markdown(
        compare(OLD, OLD), "", "version 1", "version 2"
    )


def test_a_name_in_a_document_of_differences_stays_words() -> None:
    text = differences_to_markdown(compare(OLD, NEW), HOSTILE, "version 1", "version 2")
    assert all(text[place - 1] == "\\" for place, letter in enumerate(text) if letter in "<[`")
