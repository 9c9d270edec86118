"""Get a well-formed answer: by the surest way the endpoint knows, with one repair, and lower where that fails.

Which way works is found out with the first real call and remembered for the endpoint and model.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from agent.llm.answers.json_extraction import after_thoughts, object_in
from agent.llm.answers.schemas import Misshapen, Reply, Shape, shaped
from agent.llm.answers.strict_json import Unreadable
from agent.llm.cache import Memory
from agent.llm.calls import Answer, Call, ChatClient, Message, OutputMode, Patience
from agent.llm.costs.max_tokens import AnswerRoom
from agent.llm.endpoint.streaming import BROKEN
from agent.llm.errors import LOST, Kind, ModelError
from agent.llm.turn_log import open_turn_log
from agent.prompts import Prompt

RUNGS = tuple(OutputMode)
REMEMBERED_SECONDS = 24 * 3600.0
_STRIKES = 2
"""After so many unusable answers in a row on one mode, the next lower one is tried."""
_SHOWN = 1_500


@dataclass(frozen=True)
class Taken:
    """A valid answer, as data and read into its shape."""

    data: Any
    reply: Reply


class Ladder:
    """Asks on the highest mode that holds."""

    def __init__(
        self,
        client: ChatClient,
        memory: Memory,
        clock: Callable[[], float] = time.time,
        room: AnswerRoom | None = None,
    ) -> None:
        self._client, self._memory, self._clock = client, memory, clock
        self._room = room or AnswerRoom(memory, f"{client.host} {client.model}")
        self._strikes: Counter[OutputMode] = Counter()
        self._lock = threading.Lock()

    def ask(self, prompt: Prompt, shape: Shape, patience: Callable[[], Patience], keep_back: int = 0) -> Taken:
        """A valid answer, or a ModelError."""
        first = (Message("system", prompt.standing), Message("user", prompt.case))
        mode, known = self.mode()
        met: ModelError | None = None
        while True:
            call = Call(prompt.task, first, shape.schema(), mode, self._room.first(prompt.task, first), keep_back)
            try:
                taken = self._taken(call, shape, patience)
            except ModelError as problem:
                lower = self._lower(mode, known, problem)
                if lower is None:
                    raise (met if met is not None and problem.kind is Kind.BUDGET else problem) from None
                if problem.kind is Kind.FORM:
                    self._keep(lower)
                mode, known, met = lower, lower is OutputMode.PROMPT, problem
                continue
            self._keep(mode)
            return taken

    def mode(self) -> tuple[OutputMode, bool]:
        """Where to begin, and whether that is known to hold."""
        told = self._memory.get(self._key)
        try:
            kept = json.loads(told) if told else {}
            if self._clock() - float(kept.get("at", 0)) < REMEMBERED_SECONDS:
                return OutputMode(kept["mode"]), True
        except (ValueError, KeyError, TypeError, AttributeError):
            self._memory.forget(self._key)
        return RUNGS[0], False

    def _taken(self, call: Call, shape: Shape, patience: Callable[[], Patience]) -> Taken:
        """One try, and one more with what was wrong about it."""
        try:
            answer = self._client.complete(call, patience())
        except ModelError as problem:
            if problem.kind not in LOST:
                raise
            return self._read(self._with_more_room(call, patience, problem), call.mode, shape)
        try:
            taken = _read(answer, shape)
        except (Unreadable, Misshapen) as problem:
            return self._read(self._again(_mended(call, answer, str(problem)), patience), call.mode, shape)
        self._strikes[call.mode] = 0
        return taken

    def _again(self, call: Call, patience: Callable[[], Patience]) -> Answer:
        """The answer to a repair; where no limit leaves a call for it, the trouble is the answer, not the limit."""
        try:
            return self._client.complete(call, patience())
        except ModelError as problem:
            if problem.kind is Kind.BUDGET:
                raise ModelError(Kind.MALFORMED, self._client.host, self._client.model) from None
            raise

    def _with_more_room(self, call: Call, patience: Callable[[], Patience], lost: ModelError) -> Answer:
        """The same call once more with twice the room, unless an answer of this turn was lost in vain before."""
        turn_log = open_turn_log()
        broken = lost.detail == BROKEN
        more = call.most_output if broken else self._room.more(call.most_output, call.messages)
        if not broken and (more == call.most_output or (turn_log is not None and turn_log.lost)):
            self._room.fell_short(call.most_output)
            raise lost
        try:
            answer = self._client.complete(_shorter(call, more), patience())
        except ModelError as problem:
            if problem.kind in LOST and not broken:
                self._room.fell_short(more)
            raise (lost if problem.kind is Kind.BUDGET else problem) from None
        if not broken:
            self._room.sufficed(more)
        return answer

    def _read(self, answer: Answer, mode: OutputMode, shape: Shape) -> Taken:
        try:
            return _read(answer, shape)
        except (Unreadable, Misshapen):
            with self._lock:
                self._strikes[mode] += 1
            raise ModelError(Kind.MALFORMED, self._client.host, self._client.model) from None

    def _lower(self, mode: OutputMode, known: bool, problem: ModelError) -> OutputMode | None:
        """The mode to try next, if that may help."""
        if mode is RUNGS[-1]:
            return None
        following = RUNGS[RUNGS.index(mode) + 1]
        if problem.kind in (Kind.FORM, Kind.REQUEST):
            return following
        if problem.kind is Kind.SERVER and not known:
            return OutputMode.PROMPT
        if problem.kind is Kind.MALFORMED and self._strikes[mode] >= _STRIKES:
            self._keep(following)
        return None

    def _keep(self, mode: OutputMode) -> None:
        if self.mode() != (mode, True):
            self._memory.put(self._key, json.dumps({"mode": mode.value, "at": self._clock()}))

    @property
    def _key(self) -> str:
        return f"mode {self._client.host} {self._client.model}"


def _read(answer: Answer, shape: Shape) -> Taken:
    data = object_in(answer.text)
    return Taken(data, shaped(data, shape))


def _mended(call: Call, answer: Answer, problem: str) -> Call:
    """The same call with the unusable answer and what is wrong with it."""
    asked = f"That cannot be used: {problem}. Answer again with one JSON object of the form above and nothing else."
    told = after_thoughts(answer.text).strip()[:_SHOWN]
    return _continued(call, (Message("assistant", told), Message("user", asked)), call.most_output)


def _shorter(call: Call, most_output: int) -> Call:
    """The same call with other room for its answer, which is asked to be brief."""
    asked = "Your answer broke off before its end. Answer again, as briefly as the form allows."
    return _continued(call, (Message("user", asked),), most_output)


def _continued(call: Call, more: tuple[Message, ...], most_output: int) -> Call:
    return replace(call, messages=(*call.messages, *more), most_output=most_output)
