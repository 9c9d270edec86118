"""What is admitted too vaguely to settle anything is left open, so that it is asked; it is never passed over."""

import pytest

from tests.agent.reading.readings import told

BEFORE = "The assistant answers questions of our tenants about their flats and writes down repairs for the caretaker. "
OPEN = [
    "I am not sure who else has a copy of the photos.",
    "Who else has a copy of the photos, I am not sure.",
    "We don't know what the vendor logs.",
    "It is not clear who would be liable if someone got hurt.",
    "Nobody has measured what it does to people with eating disorders.",
    "There is no process for it.",
    "We have not tested that.",
    "That was never tested.",
    "Nobody knows why it works better at night.",
    "No idea how they would find out.",
]
ADMITTED = [
    "Nobody has a plan for a bad day.",
    "Old recordings are never thrown away.",
    "Everybody knows the PIN.",
    "Relatives in the room are not asked.",
    "Who changed a limit cannot be seen later.",
    "How to pull it offline has never been tried.",
]
SETTLED = ["The tenants like it.", "It was tested in May by two colleagues.", "There is a process for that."]


@pytest.mark.parametrize("sentence", OPEN)
def test_a_vague_admission_is_left_open(sentence: str) -> None:
    assert told(BEFORE + sentence).system.left_open


@pytest.mark.parametrize("sentence", SETTLED)
def test_what_is_settled_is_not_left_open(sentence: str) -> None:
    assert not told(BEFORE + sentence).system.left_open


@pytest.mark.parametrize("sentence", ADMITTED)
def test_an_admission_settles_a_fact_or_is_left_open(sentence: str) -> None:
    model = told(BEFORE + sentence)
    assert model.system.left_open or any(kept.value is False for kept in model.facts if kept.fact.startswith("control"))
