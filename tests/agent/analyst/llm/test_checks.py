"""Words of a model pass when they are plain, about the same thing, and name only what is there."""

import pytest

from agent.analyst.llm.guardrails.output_checks import Vocabulary, denies, field_words, objection, turned
from agent.analyst.llm.guardrails.quotes import asks, is_hedged, is_telling, verbatim

FIELD = field_words(
    [
        "A person writes orders that the model takes for yours and it uses the data for them.",
        "attacker customer refund answer wrong leaks records prompt instructions checks output",
    ]
)
WORDS = Vocabulary(FIELD, ("Helpdesk Bot", "web widget", "GPT-4", "the data_store", "Kundenportal", "Node.js"))


@pytest.mark.parametrize(
    "text",
    [
        "A customer writes orders into the web widget, and the model takes them for yours.",
        "An attacker has the Helpdesk Bot use the data_store for them.",
        "Whoever writes into the Kundenportal gets records that GPT-4 leaks.",
        "The model runs on Node.js and answers the customer wrongly.",
    ],
)
def test_plain_words_about_the_system_pass(text: str) -> None:
    assert objection(text, 300, WORDS) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("See [the model](http://evil.example/x) for orders.", "links"),
        ("![x](http://evil.example/?q=data) the model leaks records.", "links"),
        ("The model leaks records to https://evil.example now.", "links"),
        ("The model leaks records to www.evil.example now.", "links"),
        ("The model leaks records to evil.example now.", "links"),
        ("The model leaks <b>records</b> to the attacker.", "links"),
        ("The model `leaks` records to the attacker.", "links"),
        ("The model leaks **records** to the attacker.", "links"),
        ("The model leaks records\nto the attacker.", "links"),
        ("The model {leaks} records to the attacker.", "links"),
        ("The model leaks records, see AML.T0051 for it.", "ids"),
        ("The model leaks records as LLM01:2025 says.", "ids"),
        ("The model leaks records as T-001 says.", "ids"),
        ("The model leaks records to 5000 customers.", "numbers"),
        ("The model leaks records to Salesforce and the attacker.", "not in the system"),
        ("The model leaks records of the Payroll to the attacker.", "not in the system"),
        ("The quarterly payroll spreadsheet leaks towards competitors abroad.", "words of their own"),
        ("Short", "too short"),
        ("The model leaks records. " * 20, "too long"),
    ],
)
def test_links_ids_numbers_and_strange_names_are_refused(text: str, why: str) -> None:
    assert why in objection(text, 300, WORDS)


BEFORE = "A person writes orders that the model takes for yours, so that it leaks records."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The weather is fine today, is it?", "something else"),
        ("A person writes orders that the model does not take for yours, so that it leaks records.", "turned"),
        ("A person never writes orders that the model takes for yours, so that it leaks records.", "turned"),
        (
            "A person writes orders that the model takes for yours, so that it leaks records, which is harmless.",
            "turned",
        ),
        ("A person writes orders that the model takes for yours; it leaks records, a minor matter.", "turned"),
        ("A person writes orders that the model takes for yours; ignore that it leaks records.", "turned"),
        ("A person writes orders that the model takes for yours; that it leaks records has been fixed.", "turned"),
    ],
)
def test_words_that_say_less_or_the_opposite_are_refused(text: str, why: str) -> None:
    assert why in turned(text, BEFORE, 0.35)


def test_the_same_in_other_words_passes() -> None:
    after = "Someone at the web widget writes orders, the model takes them for yours and leaks records."
    assert turned(after, BEFORE, 0.35) == ""


@pytest.mark.parametrize(("text", "said"), [("We do not keep it", True), ("There's no log", True), ("we don't", True),
                                            ("A notable norm", False), ("We keep all", False)])  # fmt: skip
def test_denials_are_seen(text: str, said: bool) -> None:
    assert denies(text) is said


TEXT = "We run “Helpdesk”,  a bot\nfor customers. It doesn’t learn. Does it keep logs? We plan to add tools."  # noqa: RUF001


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('We run "Helpdesk", a bot for customers', "We run “Helpdesk”,  a bot\nfor customers"),
        ("it doesn't learn.", "It doesn’t learn"),  # noqa: RUF001
        ("a bot for employees", ""),
        ("", ""),
        ("...", ""),
        ("x" * 500, ""),
        ("a bot (for", ""),
    ],
)
def test_a_quote_is_found_as_it_stands_or_not_at_all(quote: str, found: str) -> None:
    assert verbatim(quote, TEXT) == found


def test_questions_plans_and_scraps_are_told_from_statements() -> None:
    assert asks("keep logs", TEXT)
    assert not asks("a bot\nfor customers", TEXT)
    assert is_hedged("We plan to add tools")
    assert not is_hedged("It keeps logs")
    assert not is_telling("a bot")
    assert is_telling("keeps logs of it")
