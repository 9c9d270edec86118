"""A line that a writer broke ends a statement; a line that was only wrapped does not."""

import pytest

from agent.reading.text.sentences import sentences_of

NOTES = [
    ("what: controller for crossings\ninputs: loop detectors\ntrained in a simulator\noperators can switch it off", 4),
    ("reads tickets\nwrites a draft for the agent who looks at it before it goes out\nno tools", 3),
]
WRAPPED = [
    """The assistant reads the tickets of our customers and writes
a draft for the agent who looks at it before it goes
out to the customer.""",
    """It is trained on ten years of claims which our own people
labelled, and it runs on two servers in the basement of
the old town hall.""",
    """Desk helper
The assistant reads the tickets of all our customers and writes a draft
for the agent, who looks at it before it goes out to the customer and
corrects what is wrong in it.""",
]


@pytest.mark.parametrize(("text", "count"), NOTES)
def test_each_line_of_notes_is_a_statement_of_its_own(text: str, count: int) -> None:
    assert len([one for one in sentences_of(text) if one.count]) == count


@pytest.mark.parametrize("text", WRAPPED)
def test_a_wrapped_sentence_is_one(text: str) -> None:
    assert len([one for one in sentences_of(text) if one.count > 2]) == 1
