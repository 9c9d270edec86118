"""What happened with the language model in one turn: time and money left, what was dropped, what went wrong."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from agent.domain.secrets.redaction import mask
from agent.llm.calls import Usage
from agent.llm.costs.budget import TokenBudget
from agent.llm.errors import CONTENT, LOST, OURS, Kind, ModelError

REPEATED = "it was known already"
"""Why something is left out that nobody needs to hear of."""
MOST_LOST = 2
"""After so many answers that came to nothing with more room too, no further one of the turn is paid for."""
MOST_LINES = 5
"""How many lines a passage shows at once."""


@dataclass
class TurnLog:
    """Shared by all steps of a turn, also by those that run side by side."""

    budget: TokenBudget
    until: float
    """When the language model's share of the turn's time is over."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set once the owner, or the program, wants no more of the language model in this turn."""
    apart: str = ""
    """The conversation whose kept answers may be used; empty where everybody on this machine may share them."""
    listener: Callable[[str], None] | None = None
    """Takes passages that may be shown while the turn is at work; none where nobody looks on."""
    usage: Usage = field(default_factory=Usage)
    answered: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    prompts: set[str] = field(default_factory=set)
    """The versions of the prompts whose answers were used, also of those that were kept from before."""
    troubles: dict[str, ModelError] = field(default_factory=dict)
    """What went wrong, by the step in which it did."""
    lost: int = 0
    """How many answers were paid for and came to nothing, as the room for them was used up."""
    _told: set[str] = field(default_factory=set)
    _shut: ModelError | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seconds(self) -> float:
        """The time that is left for the language model."""
        return self.until - time.monotonic()

    def check(self) -> None:
        """Fail at once where an earlier step of this turn found that nothing answers."""
        if self._shut is not None:
            raise self._shut

    def met(self, problem: ModelError) -> None:
        """Take note of an ask that failed; what concerns the endpoint as a whole spares all later ones."""
        with self._lock:
            self.lost += problem.kind in LOST
            whole = problem.kind not in CONTENT | OURS or self.lost >= MOST_LOST
            if whole and self._shut is None:
                self._shut = problem

    def failed(self, step: str, problem: ModelError) -> None:
        """Note what went wrong in a step; what the owner chose is no trouble."""
        if problem.kind is not Kind.BY_RULES:
            with self._lock:
                self.troubles.setdefault(step, problem)

    def answered_with(self, usage: Usage) -> None:
        """Count an answer and its cost."""
        with self._lock:
            self.usage += usage
            self.answered += 1
        self.budget.count(usage)

    def tell(self, words: str) -> None:
        """Show a passage that passed its check, once; nothing after a stop, and nothing that looks like a secret."""
        with self._lock:
            if self.listener is None or self.stop.is_set() or words in self._told or mask(words).found:
                return
            self._told.add(words)
            lines = words.splitlines()
            self.listener(words if len(lines) <= MOST_LINES else "\n".join((*lines[:MOST_LINES], "…")))

    def drop(self, reason: str, count: int = 1) -> None:
        """Count what was proposed and not taken."""
        if count:
            with self._lock:
                self.dropped[reason] += count

    def mask(self, found: Counter[str]) -> None:
        """Count the secrets that were masked; the same text is often sent several times."""
        with self._lock:
            self.masked |= found

    def note(self, line: str) -> None:
        """Keep a line for the reply, once."""
        with self._lock:
            if line not in self.notes:
                self.notes.append(line)


_TODAY: ContextVar[TurnLog | None] = ContextVar("turn_log", default=None)


def open_turn_log() -> TurnLog | None:
    """The log of the turn that this thread works on, if one was opened."""
    return _TODAY.get()


@contextmanager
def writing_in(turn_log: TurnLog) -> Iterator[TurnLog]:
    """Open a log for a turn; steps that run side by side see it too."""
    token = _TODAY.set(turn_log)
    try:
        yield turn_log
    finally:
        _TODAY.reset(token)
