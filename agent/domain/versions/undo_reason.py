"""What the history says of a step back or forward: which change was undone, or done again."""

from collections.abc import Iterable

from agent.domain.sessions.session import VersionLine
from agent.domain.wording.names_in_sentences import clipped

MOST_LETTERS = 200


def step_reason(lines: Iterable[VersionLine], number: int, target: int, back: bool) -> str:
    """``Undone: M-62 is done`` for a step from one version to another; what was undone before counts as it was."""
    known = {line.version: line for line in lines}
    moved = known.get(number if back else target)
    while moved is not None and moved.restores is not None and moved.restores != moved.version:
        moved = known.get(moved.restores)
    word = "Undone" if back else "Done again"
    why = moved.reason if moved and moved.reason else f"back to version {target}"
    return clipped(f"{word}: {why}", MOST_LETTERS)
