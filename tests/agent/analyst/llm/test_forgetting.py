"""What a language model answered for a conversation goes with it; what others use, and the counts of the day, stay."""

import sqlite3
from pathlib import Path

from agent.llm.cache import Memory

DAY = "2026-01-01"


def kept(file: Path, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in file.parent.iterdir())


def test_the_answers_of_a_forgotten_conversation_leave_no_byte(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "model.sqlite")
    memory.put("a", "herons guard the lagoon", "gone-session")
    memory.put("b", "gulls guard the pier", "gone-session")
    memory.belongs("b", "kept-session")
    memory.put("c", "the endpoint's own way to be asked")
    memory.correct(DAY, "gone-session", 70)
    memory.correct(DAY, "kept-session", 30)
    assert kept(tmp_path / "model.sqlite", "herons")
    memory.forget_session("gone-session")
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (
        None, "gulls guard the pier", "the endpoint's own way to be asked",
    )  # fmt: skip
    assert not kept(tmp_path / "model.sqlite", "herons")
    assert not kept(tmp_path / "model.sqlite", "gone-session")
    assert (memory.spent_in("gone-session"), memory.spent_in("kept-session"), memory.spent_on(DAY)) == (0, 30, 100)
    memory.close()


def test_answers_kept_before_it_was_known_whose_they_are_are_asked_for_again(tmp_path: Path) -> None:
    file = tmp_path / "model.sqlite"
    Memory(file).close()
    with sqlite3.connect(file) as base:
        base.execute("DROP TABLE kept_for")
        base.execute("INSERT INTO kept VALUES ('a', 'old', 1.0)")
    base.close()
    memory = Memory(file)
    assert memory.get("a") is None
    memory.put("a", "new", "kept-session")
    memory.close()
    again = Memory(file)
    assert again.get("a") == "new"
    again.close()
