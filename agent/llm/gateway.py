"""Put one prepared question to the language model: masked, within budget, and never paid for twice."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic

from agent.domain.redaction import mask
from agent.llm.budget import Limits, Prices, TokenBudget, tokens_in
from agent.llm.cache import Memory
from agent.llm.calls import Answer, Around, Call, ChatClient, Ear, Patience, Usage
from agent.llm.errors import UNPAID, Kind, ModelError
from agent.llm.retry import PatientClient
from agent.llm.schemas import Misshapen, Reply, Shape, shaped
from agent.llm.stream_filter import Following, Passing
from agent.llm.structured_output import Ladder
from agent.llm.turn_log import TurnLog, open_turn_log, writing_in
from agent.prompts import Data, Prompt, render, version

LEAST_SECONDS = 0.5
MOST_INPUT = 24_000
"""The most tokens of one request; so that models with a short memory can work too."""


@dataclass(frozen=True)
class Terms:
    """On which terms the model is asked."""

    limits: Limits = field(default_factory=Limits)
    prices: Prices = field(default_factory=Prices)
    call_seconds: float = 30.0
    turn_seconds: float = 45.0


class ModelGateway:
    """Asks, and remembers what was answered."""

    def __init__(self, client: ChatClient, memory: Memory, terms: Terms | None = None) -> None:
        self.terms, self.memory = terms or Terms(), memory
        self.host, self.model = client.host, client.model
        self._ladder = Ladder(PatientClient(_Metered(client)), memory)

    @contextmanager
    def turn_log(self, session: str = "") -> Iterator[TurnLog]:
        """The log of the turn; where no turn is open, one for this step alone."""
        kept = open_turn_log()
        if kept is not None:
            yield kept
        else:
            with writing_in(self.new_turn_log(session)) as fresh:
                yield fresh

    def new_turn_log(self, session: str) -> TurnLog:
        """A log for a turn that begins now."""
        asked = (self.host, self.model)
        budget = TokenBudget(self.terms.limits, self.memory, session, asked=asked, prices=self.terms.prices)
        return TurnLog(budget=budget, until=monotonic() + self.terms.turn_seconds)

    def ask(
        self,
        shape: Shape,
        slots: Mapping[str, str | Data],
        keep_back: int = 0,
        passing: Passing = lambda entry: "",
    ) -> Reply:
        """The valid part of the answer, or a ModelError; ``keep_back`` leaves calls for what comes later.

        ``passing`` gives the words of an entry that may be shown already while the rest of the answer comes.
        """
        with self.turn_log() as turn_log:
            prompt = self._masked(render(shape.task, slots), turn_log)
            key = self._key(prompt, shape)
            kept = self._kept(key, shape)
            if kept is not None:
                turn_log.prompts.add(prompt.version)
                return kept
            turn_log.check()
            length = tokens_in(prompt.standing) + tokens_in(prompt.case)
            if length > MOST_INPUT:
                raise ModelError(Kind.CONTEXT, self.host, self.model)
            taken = self._ladder.ask(prompt, shape, lambda: self._patience(turn_log, shape, passing), keep_back)
            self.memory.put(key, json.dumps(taken.data))
            turn_log.prompts.add(prompt.version)
            turn_log.drop("they were not in the agreed form", taken.reply.dropped)
            return taken.reply

    @property
    def room(self) -> int:
        """How many tokens one request may have."""
        return MOST_INPUT

    def length(self, shape: Shape, slots: Mapping[str, str | Data]) -> int:
        """How many tokens a request would have, by an estimate on the high side."""
        prompt = render(shape.task, slots)
        return tokens_in(prompt.standing) + tokens_in(prompt.case)

    def version(self, task: str) -> str:
        """The version of the prompt for a task."""
        return version(task)

    def note(self, *parts: str) -> str | None:
        """What is noted about one thing, for this model and the content it was made from."""
        return self.memory.get(self._note_key(parts))

    def keep_note(self, text: str, *parts: str) -> None:
        """Note something about one thing."""
        self.memory.put(self._note_key(parts), text)

    def _masked(self, prompt: Prompt, turn_log: TurnLog) -> Prompt:
        masked = mask(prompt.case)
        turn_log.mask(masked.found)
        return replace(prompt, case=masked.text)

    def _kept(self, key: str, shape: Shape) -> Reply | None:
        told = self.memory.get(key)
        if told is None:
            return None
        try:
            return shaped(json.loads(told), shape)
        except (ValueError, Misshapen):
            self.memory.forget(key)
            return None

    def _patience(self, turn_log: TurnLog, shape: Shape, passing: Passing) -> Patience:
        left = turn_log.seconds()
        if turn_log.stop.is_set():
            raise ModelError(Kind.STOPPED, self.host, self.model)
        if left < LEAST_SECONDS:
            raise ModelError(Kind.TIMEOUT, self.host, self.model)
        ear = (lambda: Following(shape, passing, turn_log.tell).feed) if turn_log.listener is not None else None
        return Patience(seconds=min(self.terms.call_seconds, left), stop=turn_log.stop, ear=ear)

    def _key(self, prompt: Prompt, shape: Shape) -> str:
        schema = json.dumps(shape.schema(), sort_keys=True)
        return self._digest("answer", prompt.version, prompt.standing, prompt.case, schema)

    def _note_key(self, parts: tuple[str, ...]) -> str:
        return self._digest("note", *parts)

    def _digest(self, *parts: str) -> str:
        whole = json.dumps([self.host, self.model, *parts])
        return hashlib.sha256(whole.encode("utf-8", errors="replace")).hexdigest()


class _Metered(Around):
    """Asks the budget before every single request, also a repeated one, and counts afterwards."""

    def complete(self, call: Call, patience: Patience) -> Answer:
        turn_log = open_turn_log()
        if turn_log is None:
            return self._client.complete(call, patience)
        sent = sum(tokens_in(message.text) for message in call.messages)
        reserved = sent + call.most_output
        if against := turn_log.budget.reserve(reserved, call.keep_back):
            raise ModelError(Kind.BUDGET, self.host, self.model, against)
        spent, begun = sent, _Begun()
        try:
            answer = self._client.complete(call, replace(patience, ear=begun.around(patience.ear)))
            usage = answer.usage if answer.usage.total else Usage(sent, 0, tokens_in(answer.text), estimated=True)
            spent = usage.total
            turn_log.answered_with(usage)
            return answer
        except ModelError as problem:
            if problem.kind in UNPAID and not begun.text:
                spent = 0
            else:
                guess = Usage(sent, 0, tokens_in("".join(begun.text)), estimated=True)
                usage = problem.usage if problem.usage.total else guess
                spent = usage.total
                turn_log.answered_with(usage)
            raise
        finally:
            turn_log.budget.settle(reserved, spent)


@dataclass
class _Begun:
    """What came of an answer so far, so that one that is stopped or breaks off is counted too."""

    text: list[str] = field(default_factory=list)

    def around(self, ear: Callable[[], Ear] | None) -> Callable[[], Ear] | None:
        """The same ear, with a note of what it heard."""
        return None if ear is None else lambda: self._noting(ear())

    def _noting(self, ear: Ear) -> Ear:
        def hear(piece: str) -> None:
            self.text.append(piece)
            ear(piece)

        return hear
