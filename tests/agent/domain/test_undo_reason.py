"""The history says which change was undone, also where undoing itself is undone."""

from datetime import UTC, datetime

from agent.domain.sessions.session import VersionLine
from agent.domain.versions.undo_reason import step_reason


def line(version: int, reason: str, restores: int | None = None) -> VersionLine:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return VersionLine(version=version, author="owner", reason=reason, at=at, restores=restores)


LINES = (
    line(0, "opened"), line(1, "said: a bot"), line(2, "M-62 is done"), line(3, "Undone: M-62 is done", restores=1),
)  # fmt: skip


def test_an_undo_names_the_change_it_takes_back() -> None:
    assert step_reason(LINES[:3], number=2, target=1, back=True) == "Undone: M-62 is done"


def test_a_second_undo_names_the_change_before() -> None:
    assert step_reason(LINES, number=3, target=0, back=True) == "Undone: said: a bot"


def test_a_redo_names_the_change_that_is_taken_again() -> None:
    assert step_reason(LINES, number=3, target=2, back=False) == "Done again: M-62 is done"


def test_a_change_without_a_reason_is_told_by_its_version() -> None:
    assert step_reason((line(0, ""), line(1, "")), number=1, target=0, back=True) == "Undone: back to version 0"
