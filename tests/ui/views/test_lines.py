"""A list to answer line by line: three states each, one button, and nothing sent for what is left alone."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.sessions.session import Option, Question, Session
from knowledge.vocabulary import InterviewStage
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, catalog, rich_model
from tests.ui.views.pages import button, group, labels, words

Page = Callable[..., AppTest]
SENTENCE = "It looks things up in our help articles and answers."


def read_back(quote: str = SENTENCE) -> Question:
    lines = (("calls_tools", "The model picks and calls tools"), ("exposure=public", "Anyone can reach it"),
             ("accepts_files", "Users can upload files"))  # fmt: skip
    return Question(
        id="read_back",
        facts=("calls_tools", "exposure", "accepts_files"),
        stage=InterviewStage.SCOPE,
        text="Which of them are so?",
        why="What you say counts as your word.",
        options=tuple(Option(value=value, label=label, quote=quote) for value, label in lines),
        several=True,
        three_states=True,
    )


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    """A session in which the list waits."""
    opened = facilitator.import_model(rich_model())
    waiting = opened.model_copy(update={"question": read_back()})
    facilitator._keep(waiting)
    return waiting


def rows(app: AppTest) -> list[str]:
    return [str(one.key) for one in app.get("button_group") if str(one.key).startswith("state_read_back")]


def test_each_line_stands_with_the_owners_sentence_and_three_states(page: Page, session: Session) -> None:
    app = page(s=session.id)
    assert "1. The model picks and calls tools" in words(app)
    assert words(app).count(f"“{SENTENCE}”") == 1
    assert words(app).count("The same sentence.") == 2, "what stands above is not said again"
    assert len(rows(app)) == 3
    assert list(group(app, "state_read_back").options) == ["Yes", "No", "Not known"]
    assert {"Send answers", "Not sure", "Skip"} <= set(labels(app))


def test_what_is_answered_is_sent_at_once_and_what_is_left_alone_is_not(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id)
    first, second, _ = rows(app)
    group(app, first).set_value("yes")
    group(app, second).set_value("no")
    assert facilitator.sent == []
    button(app, "send_lines").click().run()
    assert [(said.question, said.chosen) for said in facilitator.sent] == [
        ("read_back", ("calls_tools", "no:exposure=public"))
    ]
    assert not app.exception


def test_not_known_is_said_of_a_single_line(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id)
    group(app, rows(app)[2]).set_value("unknown")
    button(app, "send_lines").click().run()
    assert facilitator.sent[0].chosen == ("unknown:accepts_files",)


def test_sending_without_a_tick_touches_no_line(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id)
    button(app, "send_lines").click().run()
    assert facilitator.sent[0].chosen == ()
    assert "Left open" in words(page(s=session.id))


@pytest.mark.parametrize(("key", "chosen"), [("reply_not_sure", ("not_sure",)), ("reply_skip", ("skip",))])
def test_the_whole_list_can_be_passed_over(
    page: Page, session: Session, facilitator: FakeFacilitator, key: str, chosen: tuple[str, ...]
) -> None:
    app = page(s=session.id)
    button(app, key).click().run()
    assert facilitator.sent[0].chosen == chosen


def test_the_answer_reads_as_its_lines_in_the_conversation(page: Page, session: Session) -> None:
    app = page(s=session.id)
    first, second, third = rows(app)
    group(app, first).set_value("yes")
    group(app, second).set_value("no")
    group(app, third).set_value("unknown")
    button(app, "send_lines").click().run()
    facts = catalog().facts
    said = f"{facts['calls_tools'].label}. Not so: Anyone on the internet can reach it. Not known: "
    assert f"{said}{facts['accepts_files'].label}" in [one.value for one in page(s=session.id).text]


def test_a_hostile_sentence_is_shown_as_written(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    facilitator._keep(session.model_copy(update={"question": read_back(HOSTILE)}))
    app = page(s=session.id)
    assert all("](javascript" not in one.value for one in app.caption)
    assert all("<script>" not in one.value for one in app.caption)


def test_words_written_while_the_list_waits_are_sent_as_words(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id)
    app.chat_input[0].set_value("yes to 1, no to 2").run()
    said = facilitator.sent[0]
    assert (said.text, said.question, said.chosen) == ("yes to 1, no to 2", "read_back", None)
