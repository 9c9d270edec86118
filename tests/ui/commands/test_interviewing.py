"""In the terminal, what is pasted is one text, and no line of it steers the program."""

import contextlib
import io
import os
import re
from pathlib import Path

from agent.assembly import assemble
from agent.domain import Provenance, Question, Session
from agent.domain.sessions.session import Option
from agent.exchange import native_file, to_json
from agent.exchange.readers.bundles.bundle import read_bundle
from agent.settings import load_settings
from knowledge.vocabulary import InterviewStage
from tests.agent.exchange.interchange.models import catalog
from tests.agent.exchange.readers.setups import COMPOSE
from tests.fork_server import ForkServer
from tests.ready import READY
from tests.terminal import typed
from ui.commands.authoring import interviewing

SYSTEM = "A chatbot answers customers from our help pages with a hosted language model."
PASTED = (
    "Notes of our supplier.\nquit\n\nThe chatbot searches our manuals in a vector store.\n1\nskip\nconfirm all controls"
)


def in_a_terminal(server: ForkServer, folder: Path, lines: tuple[str, ...], *source: str) -> str:
    """What an interview shows whose owner types some lines."""
    given = {"HOME": str(folder), "THREATPARLEY_DATA_DIR": str(folder / "data")}
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3]), "TERM": "dumb", **given}
    READY.laid_into(folder / "data")
    code, shown = typed(["ui.cli", "interview", *source], lines, folder, environ, server)
    assert code == 0, shown
    return shown


def interviewed(server: ForkServer, folder: Path, *lines: str) -> Session:
    shown = in_a_terminal(server, folder, lines)
    found = re.search(r"Session (\S+) \(", shown)
    assert found is not None
    given = {"HOME": str(folder), "THREATPARLEY_DATA_DIR": str(folder / "data")}
    facilitator = assemble(load_settings(given, folder=folder))
    try:
        return facilitator.open(found[1])
    finally:
        facilitator.close()


def test_a_pasted_text_answers_no_question_and_gives_no_order_line_by_line(tmp_path: Path, forks: ForkServer) -> None:
    session = interviewed(forks, tmp_path, SYSTEM, "", PASTED, "", "quit")
    assert [turn.said.text for turn in session.turns] == [SYSTEM, PASTED]
    assert [turn.said.chosen for turn in session.turns] == [None, None]


def test_a_pasted_description_keeps_its_paragraphs_together(tmp_path: Path, forks: ForkServer) -> None:
    text = f"{SYSTEM}\n\nIt issues refunds.\nexit\nOur staff maintain it."
    session = interviewed(forks, tmp_path, text, "", "quit")
    assert [turn.said.text for turn in session.turns] == [text]


def test_what_was_understood_is_read_back_without_a_turn(tmp_path: Path, forks: ForkServer) -> None:
    session = interviewed(forks, tmp_path, SYSTEM, "", "What did you understand?", "quit")
    assert [turn.said.text for turn in session.turns] == [SYSTEM]


def test_pasted_settings_are_refused_and_the_conversation_goes_on(tmp_path: Path, forks: ForkServer) -> None:
    stack = "services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']"
    session = interviewed(forks, tmp_path, stack, "", SYSTEM, "", "quit")
    assert [turn.said.text for turn in session.turns] == [SYSTEM]


ASSISTANT = (
    "Our shop runs a support assistant on its website. Customers who are signed in ask about orders and returns. It is "
    "built on a language model that we use through a hosted API. For small amounts it can issue refunds by itself."
)


def test_the_list_is_answered_by_its_numbers_and_the_rest_stays_open(tmp_path: Path, forks: ForkServer) -> None:
    session = interviewed(forks, tmp_path, ASSISTANT, "", "yes to 1, no to 2", "quit")
    first = session.turns[0].reply
    assert first is not None
    assert first.question is not None
    assert first.question.three_states
    lines = [option.value for option in first.question.options]
    assert session.model.lists[0].answers == (lines[0], f"no:{lines[1]}")
    answered = [kept.fact for kept in session.model.facts if kept.provenance is Provenance.ANSWERED]
    assert lines[0].partition("=")[0] in answered
    assert session.model.waivers == ()


def test_numbers_alone_are_a_yes_to_their_lines(tmp_path: Path, forks: ForkServer) -> None:
    session = interviewed(forks, tmp_path, ASSISTANT, "", "1 3", "quit")
    lines = session.model.lists[0].lines
    assert session.model.lists[0].answers == (lines[0], lines[2])


def test_news_typed_while_the_list_waits_leaves_it_waiting(tmp_path: Path, forks: ForkServer) -> None:
    session = interviewed(forks, tmp_path, ASSISTANT, "", "Everything runs in Azure.", "none", "quit")
    assert session.turns[1].reply is not None
    assert session.turns[1].reply.question is not None
    assert session.turns[1].reply.question.three_states
    (listed,) = session.model.lists
    assert listed.answers == tuple(f"no:{line}" for line in listed.lines)


def test_the_terminal_shows_each_line_with_its_sentence() -> None:
    question = Question(
        id="read_back", facts=("calls_tools",), stage=InterviewStage.SCOPE, text="Which are so?", why="It counts.",
        options=(Option(value="calls_tools", label="The model calls tools", quote="It issues refunds."),),
        several=True, three_states=True,
    )  # fmt: skip
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        interviewing._show_question(question, "")
    assert "  1. The model calls tools\n     “It issues refunds.”\n" in shown.getvalue()
    assert "'yes to 1 and 3, no to 2'" in shown.getvalue()
    again = io.StringIO()
    with contextlib.redirect_stdout(again):
        interviewing._show_again(question, question, "")
    assert "The model calls tools" not in again.getvalue()
    assert "still waits" in again.getvalue()
    fewer = question.model_copy(update={"options": ()})
    with contextlib.redirect_stdout(again):
        interviewing._show_again(fewer, question, "")
    assert "Which are so?" in again.getvalue()


def test_a_native_file_is_gone_on_with_and_what_is_said_is_written_into_it(tmp_path: Path, forks: ForkServer) -> None:
    file = tmp_path / "desk.json"
    file.write_text(
        to_json(read_bundle([("compose.yaml", COMPOSE)], catalog()).read.model, catalog()), encoding="utf-8"
    )
    shown = in_a_terminal(forks, tmp_path, (SYSTEM, "quit"), "desk.json")
    assert "Describe your AI system" not in shown
    assert "threatparley export desk.json" in shown
    kept = native_file(file.read_text(encoding="utf-8"))
    assert {"assistant", "orders-mcp"} <= {one.name for one in kept.model.components}
    assert [one.text for one in kept.record.turns] == [SYSTEM]
