"""How many tokens an answer may have: what its task needs, and more where a model has shown that it needs more."""

import json
import threading
from collections.abc import Sequence

from agent.llm.cache import Memory
from agent.llm.calls import Message
from agent.llm.costs.budget import tokens_in

OF_TASK = {"read": 3000, "ask": 600, "draft": 4000, "mitigate": 1800, "reply": 900}
"""What the longest answer to each task needs, and room to think aloud first."""
OTHERWISE = 1000
MOST_OUTPUT = 8_000
LEAST = 200


class AnswerRoom:
    """The room for answers of one model at one endpoint; what sufficed once is kept for later."""

    def __init__(self, memory: Memory, whose: str, most: int = MOST_OUTPUT, context: int = 32_000) -> None:
        self._memory, self._key, self._most, self._context = memory, f"room {whose}", most, context
        self._short, self._lock = 0, threading.Lock()

    def first(self, task: str, messages: Sequence[Message]) -> int:
        """The room for the first try of a task."""
        needed = max(OF_TASK.get(task, OTHERWISE), self._kept(), 2 * self._short)
        return self._bounded(needed, messages)

    def more(self, tokens: int, messages: Sequence[Message]) -> int:
        """Twice the room, as far as the limit and the model's context allow; never less than there was."""
        return max(tokens, self._bounded(2 * tokens, messages))

    def sufficed(self, tokens: int) -> None:
        """Remember the room in which an answer came to its end."""
        with self._lock:
            self._short = 0
        if tokens > self._kept():
            self._memory.put(self._key, json.dumps(tokens))

    def fell_short(self, tokens: int) -> None:
        """Remember, as long as this program runs, that this room was used up in vain."""
        with self._lock:
            self._short = max(self._short, tokens)

    def _kept(self) -> int:
        try:
            kept = json.loads(self._memory.get(self._key) or "0")
        except ValueError:
            return 0
        return kept if isinstance(kept, int) and 0 < kept <= self._most else 0

    def _bounded(self, tokens: int, messages: Sequence[Message]) -> int:
        left = self._context - sum(tokens_in(message.text) for message in messages)
        return min(tokens, self._most, max(LEAST, left))
