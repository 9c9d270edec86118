"""A sign tells what it plainly says, and nothing where the same words are used of something else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.domain import Provenance
from tests.agent.reading.readings import facts_of, told

TABLES: list[dict[str, Any]] = [
    yaml.safe_load((Path(__file__).parent / f"{name}_signs.yaml").read_text(encoding="utf-8"))
    for name in ("narrow", "opposite")
]
SAYS = [(fact, sentence) for table in TABLES for fact, both in table.items() for sentence in both["says"]]
SAYS_NOTHING = [(fact, sentence) for table in TABLES for fact, both in table.items() for sentence in both["not"]]
DENIED = [
    ("data_sensitivity", "Bank details are not stored."),
    ("data_sensitivity", "Passwords are never asked for."),
    ("data_sensitivity", "Health records are not touched by the assistant."),
    ("data_sensitivity", "Medical data stay out of it."),
]
NAMED_AFTER = [
    ("Harbour Pilot - berth planning for small ports\n\nIt plans berths for ships.", "Harbour Pilot"),
    ("Parrotbooth \u2014 let creators speak in their own voice\n\nYou upload a video.", "Parrotbooth"),
    ("System description: DischargeWriter, St. Elm Hospital\n\nIt drafts summaries.", "DischargeWriter"),
    ("Hi all,\n\nthe bot reads mails.", ""),
    ("Subject: threat model for the bot\n\nIt reads mails.", ""),
]


@pytest.mark.parametrize(("fact", "sentence"), SAYS)
def test_a_sign_says_what_it_plainly_says(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) not in (None, False)


@pytest.mark.parametrize(("fact", "sentence"), SAYS_NOTHING)
def test_the_same_words_of_something_else_say_nothing_of_it(fact: str, sentence: str) -> None:
    kept = told(sentence).fact(fact)
    assert kept is None or kept.value is False or kept.provenance is not Provenance.STATED


@pytest.mark.parametrize(("fact", "sentence"), DENIED)
def test_data_that_are_not_there_are_no_data_of_the_system(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) != "special"


def test_what_is_downloaded_is_not_hosted_by_its_maker() -> None:
    facts = facts_of(told("Mistral Small, downloaded from Hugging Face, answers the questions."))
    assert facts["model_origin"] == ("open_weights",)


def test_a_list_of_what_is_missing_denies_each_thing_once() -> None:
    facts = facts_of(told("There is no write access, no web search and no tools."))
    assert facts["browses_web"] is False
    assert facts["calls_tools"] is False
    assert facts.get("reads_outside_content") is not True


def test_how_many_there_are_is_no_part_of_a_name() -> None:
    parts = {part.name for part in told("YOLOv8, finetuned on 41,000 labelled images, sorts seams.").components}
    assert "labelled images" in parts
    assert not any(name[0].isdigit() for name in parts)


def test_a_model_of_something_else_is_no_part() -> None:
    parts = told("Phone model, age and income go into the score.").components
    assert "phone model" not in {part.name for part in parts}


def test_people_who_are_only_mentioned_use_nothing() -> None:
    for sentence in (
        "The seams on the seat cross member are safety relevant.",
        "That was important to the works council of our partners.",
        "We have a blocklist of about 400 politicians.",
        "There is no secure aggregation since it broke with dropouts.",
    ):
        assert told(sentence).actors == (), sentence


@pytest.mark.parametrize(("text", "name"), NAMED_AFTER)
def test_a_line_of_its_own_above_the_text_names_the_system(text: str, name: str) -> None:
    from agent.reading.naming.system_name import name_told

    assert name_told(text, opens=True) == name
