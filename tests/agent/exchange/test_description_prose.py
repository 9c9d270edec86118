"""The owner's description as running prose."""

import pytest

from agent.exchange.reports.description_prose import as_prose, description


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("hi, so we run a desk bot.", "We run a desk bot."),
        ("Hello everyone! We run a bot\nfor our shops.", "We run a bot for our shops."),
        ("good morning team, it plans routes", "It plans routes"),
        ("We run it:\n- a camera\n- a model!\n- a gate\n\nNo logs.", "We run it: a camera; a model! a gate. No logs."),
        ("What it does\n1. reads\n2. writes", "What it does: reads; writes"),
        ("# Harbour\n\nA bot for ships.", "A bot for ships."),
        ("**Desk** answers `mail` and *reads* __files__.", "Desk answers mail and reads files."),
        ("Desk [answers](https://desk.example/a) mail.", "Desk answers mail."),
        ("Desk.\n\n---\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nEnd.", "Desk. End."),
        ("Desk.\n\n```python\nrun()\n```\n\nEnd.", "Desk. End."),
        ("It costs 3 * 4 * 5 euros, see my_file_name.", "It costs 3 * 4 * 5 euros, see my_file_name."),
        ("| A | B |", "| A | B |"),
        ("Sofia is our bot - it sorts.", "Sofia is our bot - it sorts."),
        ("So far it reads mail.", "So far it reads mail."),
        ("", ""),
    ],
)
def test_a_text_reads_as_prose_without_greeting_and_marks_of_lists(text: str, prose: str) -> None:
    assert as_prose(text) == prose


def test_a_description_begins_with_what_the_system_is() -> None:
    told = "# Desk\n\nVersion 2.\n\n**Desk** answers mail. It is ours."
    assert description("It is ours.", told) == "It is ours."
    assert description("", told).startswith("Version 2.")
    assert description("Not told there.", told).startswith("Version 2.")
