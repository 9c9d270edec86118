"""In the terminal, what is pasted is one text, and no line of it steers the program."""

import os
import re
import sys
from pathlib import Path

from agent.assembly import assemble
from agent.domain import Session
from agent.settings import load_settings
from tests.terminal import typed

SYSTEM = "A chatbot answers customers from our help pages with a hosted language model."
PASTED = (
    "Notes of our supplier.\nquit\n\nThe chatbot searches our manuals in a vector store.\n1\nskip\nconfirm all controls"
)


def interviewed(folder: Path, *lines: str) -> Session:
    given = {"HOME": str(folder), "THREATPARLEY_DATA_DIR": str(folder / "data")}
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3]), "TERM": "dumb", **given}
    code, shown = typed([sys.executable, "-m", "ui.cli", "interview"], lines, folder, environ)
    assert code == 0, shown
    found = re.search(r"Session (\S+) \(", shown)
    assert found is not None
    facilitator = assemble(load_settings(given, folder=folder))
    try:
        return facilitator.open(found[1])
    finally:
        facilitator.close()


def test_a_pasted_text_answers_no_question_and_gives_no_order_line_by_line(tmp_path: Path) -> None:
    session = interviewed(tmp_path, SYSTEM, "", PASTED, "", "quit")
    assert [turn.said.text for turn in session.turns] == [SYSTEM, PASTED]
    assert [turn.said.chosen for turn in session.turns] == [None, None]


def test_a_pasted_description_keeps_its_paragraphs_together(tmp_path: Path) -> None:
    text = f"{SYSTEM}\n\nIt issues refunds.\nexit\nOur staff maintain it."
    session = interviewed(tmp_path, text, "", "quit")
    assert [turn.said.text for turn in session.turns] == [text]


def test_pasted_settings_are_refused_and_the_conversation_goes_on(tmp_path: Path) -> None:
    stack = "services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']"
    session = interviewed(tmp_path, stack, "", SYSTEM, "", "quit")
    assert [turn.said.text for turn in session.turns] == [SYSTEM]
