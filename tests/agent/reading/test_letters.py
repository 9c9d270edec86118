"""A letter's head, greeting and occasion are no description; its subject may name the system."""

import pytest

from tests.agent.reading.readings import told

BODY = "Policyholders open our app after a storm and upload photos of their car. A model counts the dents for us."
HEADS = [
    "Subject: hail damage estimator - input for Thursday\n\nHi Priya,\n\nas promised, the short version of it.\n\n",
    "From: Tom\nTo: Priya\n\nHello all,\n\nhere is what you asked for last week.\n\n",
    "Dear colleagues,\n\nattached the notes from our talk on Monday.\n\n",
    "Hi Sam, thanks for the call.\n\nBelow what I remember of it.\n\n",
    "Good morning,\n\na quick note on how this thing works.\n\n",
]


@pytest.mark.parametrize("head", HEADS)
def test_what_it_is_begins_behind_the_head_of_a_letter(head: str) -> None:
    assert told(head + BODY).system.purpose.startswith("Policyholders open our app")


def test_the_subject_of_a_letter_names_the_system() -> None:
    assert told(HEADS[0] + BODY).system.name == "hail damage estimator"
