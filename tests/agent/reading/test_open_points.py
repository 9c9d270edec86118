"""What a text leaves open is kept in its own words, and nothing else is taken for it."""

import pytest

from agent.assessment.interviewing.gaps import gaps_of
from agent.assessment.interviewing.interview import Interviewer
from agent.assessment.ledger import Bookkeeper
from agent.domain import apply
from agent.domain.changes.edits import DescribeSystem
from agent.domain.findings.gaps import GapKind
from agent.reading.open_points import MOST_LEFT_OPEN, left_open
from agent.reading.text.system_sentences import told_by
from tests.agent.assessment.drafted import catalog, drafted


def interviewer() -> Interviewer:
    return Interviewer(catalog(), Bookkeeper(catalog()))


OPEN = [
    "It is not yet decided who signs off the refunds.",
    "Whether we host the model ourselves is still open.",
    "We don't know yet which region the vectors will live in.",
    "Retention of the transcripts has to be clarified.",
    "It is unclear who may edit the prompts.",
    "We are waiting for a decision on the second tenant.",
    "The log format is to be determined.",
    "Nobody has agreed how long pictures are kept.",
]
SETTLED = [
    "The board decided that we host the model ourselves.",
    "It answers open questions of customers about their parcels.",
    "The queue stays open until nine.",
    "The shop is open to everyone.",
    "An unclear picture is sent back to the sender.",
    "Customers wait for an answer of the clerk.",
    "The nurse knows which bed the alarm comes from.",
    "What the rota says is clear to everyone.",
]


@pytest.mark.parametrize("sentence", OPEN)
def test_a_sentence_that_leaves_something_open_is_kept_in_its_words(sentence: str) -> None:
    assert left_open(told_by(f"A parcel bot answers senders. {sentence}")) == (sentence,)


@pytest.mark.parametrize("sentence", SETTLED)
def test_a_sentence_that_states_how_it_is_leaves_nothing_open(sentence: str) -> None:
    assert left_open(told_by(f"A parcel bot answers senders. {sentence}")) == ()


@pytest.mark.parametrize("heading", ["## Open questions", "### 7. Open points", "## Still open", "# To be decided"])
def test_each_line_under_such_a_heading_is_an_open_question(heading: str) -> None:
    text = f"# Parcel bot\n\nIt answers senders.\n\n{heading}\n\n- Who signs off refunds?\n- Retention of pictures\n"
    assert left_open(told_by(text)) == ("Who signs off refunds?", "Retention of pictures")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Who answers for a wrong proposal? To be settled with legal.", True),
        ("How long are pictures kept? Still to be decided.", True),
        ("Pictures are kept for a year or two. To be clarified with the works council.", True),
        ("Who signs off refunds? Not decided yet.", True),
        ("Who signs off refunds? Who pays for them?", False),
    ],
)
def test_a_sentence_without_a_subject_is_told_with_the_one_it_speaks_of(line: str, kept: bool) -> None:
    text = f"# Parcel bot\n\nIt answers senders.\n\n## Open questions\n\n- {line}\n- Retention of logs\n"
    assert (line in left_open(told_by(text))) is kept
    assert "Retention of logs" in left_open(told_by(text))


def test_a_line_that_says_so_itself_is_kept_without_its_label() -> None:
    assert left_open(told_by("A parcel bot answers senders.\n\nTBD: who signs off refunds")) == (
        "who signs off refunds",
    )


def test_no_text_brings_more_than_a_page_of_them() -> None:
    lines = "\n".join(f"- Who looks after shelf {number} then?" for number in range(40))
    assert len(left_open(told_by(f"# Bot\n\n## Open questions\n\n{lines}"))) == MOST_LEFT_OPEN


def test_it_stands_first_among_what_is_not_known_until_it_is_settled() -> None:
    model = drafted(f"A chatbot of ours answers senders' questions about parcels with a language model. {OPEN[0]}")
    assert model.system.left_open == (OPEN[0],)
    found = gaps_of(model, catalog(), interviewer())
    kinds = [gap.kind for gap in found if gap.open_question]
    assert GapKind.LEFT_OPEN in kinds[:2]
    settled = apply(model, (DescribeSystem(left_open=()),), catalog()).model
    assert not [gap for gap in gaps_of(settled, catalog(), interviewer()) if gap.kind is GapKind.LEFT_OPEN]
