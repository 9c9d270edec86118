"""Put one prepared question to the language model: masked, within budget, and never paid for twice."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic

from agent.domain.secrets.redaction import mask
from agent.llm.answers.schemas import Misshapen, Reply, Shape, shaped
from agent.llm.answers.stream_filter import Following, Passing
from agent.llm.answers.structured_output import Ladder
from agent.llm.cache import Memory
from agent.llm.calls import ChatClient, Patience
from agent.llm.costs.budget import Limits, Prices, TokenBudget, tokens_in
from agent.llm.costs.max_tokens import MOST_OUTPUT, AnswerRoom
from agent.llm.costs.metering import Metered
from agent.llm.endpoint.concurrency_limit import Seats
from agent.llm.endpoint.retry import PatientClient
from agent.llm.errors import Kind, ModelError
from agent.llm.turn_log import TurnLog, open_turn_log, writing_in
from agent.prompts import Data, Prompt, render, version

LEAST_SECONDS = 0.5
RULES_SECONDS = 12.0
"""What the rules keep of a turn for themselves, where it is long enough."""
OF_TASKS = {"ask": "reply"}
"""Tasks that go with another one, where the owner sends that to the rules."""


@dataclass(frozen=True)
class Terms:
    """On which terms the model is asked; each as the settings name it."""

    limits: Limits = field(default_factory=Limits)
    prices: Prices = field(default_factory=Prices)
    deadline_seconds: float = 60.0
    call_seconds: float | None = None
    """A former setting; a call may take what is left of the turn, and no more than this where it is still set."""
    calls_at_once: int = 4
    context_tokens: int = 32_000
    most_output_tokens: int = MOST_OUTPUT
    by_rules: frozenset[str] = frozenset()
    """The tasks for which no model is asked."""

    @property
    def turn_seconds(self) -> float:
        """The model's share of a turn; the rules keep some of it for themselves."""
        return max(self.deadline_seconds / 2, self.deadline_seconds - RULES_SECONDS)

    @property
    def room(self) -> int:
        """The most tokens of one request; a quarter of the context at most is kept for its answer."""
        return self.context_tokens - min(self.most_output_tokens, self.context_tokens // 4)


class ModelGateway:
    """Asks, and remembers what was answered."""

    def __init__(self, client: ChatClient, memory: Memory, terms: Terms | None = None) -> None:
        self.terms, self.memory = terms or Terms(), memory
        self.host, self.model = client.host, client.model
        room = AnswerRoom(memory, f"{client.host} {client.model}", self.terms.most_output_tokens,
                          self.terms.context_tokens)  # fmt: skip
        waiting = Seats(PatientClient(Metered(client)), self.terms.calls_at_once)
        self._ladder = Ladder(waiting, memory, room=room)

    @property
    def room(self) -> int:
        """How many tokens one request may have, so that its maker can cut the work to it."""
        return self.terms.room

    def does(self, task: str) -> bool:
        """Whether the model is asked for a task, or the owner leaves that to the rules."""
        return not {task, OF_TASKS.get(task, task)} & self.terms.by_rules

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
        if not self.does(shape.task):
            raise ModelError(Kind.BY_RULES, self.host, self.model, shape.task)
        with self.turn_log() as turn_log:
            prompt = self._masked(render(shape.task, slots), turn_log)
            key = self._key(prompt, shape, turn_log)
            kept = self._kept(key, shape)
            if kept is not None:
                self.memory.belongs(key, turn_log.budget.session)
                turn_log.prompts.add(prompt.version)
                return kept
            turn_log.check()
            length = tokens_in(prompt.standing) + tokens_in(prompt.case)
            if length > self.room:
                raise ModelError(Kind.CONTEXT, self.host, self.model)
            try:
                taken = self._ladder.ask(prompt, shape, lambda: self._patience(turn_log, shape, passing), keep_back)
            except ModelError as problem:
                told = self._with_the_limit(problem, turn_log)
                turn_log.met(told)
                raise told from None
            self.memory.put(key, json.dumps(taken.data), turn_log.budget.session)
            turn_log.prompts.add(prompt.version)
            turn_log.drop("they were not in the agreed form", taken.reply.dropped)
            return taken.reply

    def length(self, shape: Shape, slots: Mapping[str, str | Data]) -> int:
        """How many tokens a request would have, by an estimate on the high side."""
        prompt = render(shape.task, slots)
        return tokens_in(prompt.standing) + tokens_in(prompt.case)

    def version(self, task: str) -> str:
        """The version of the prompt for a task."""
        return version(task)

    def note(self, *parts: str) -> str | None:
        """What is noted about one thing, for this model and the content it was made from."""
        return self.memory.get(self._note_key(parts, open_turn_log()))

    def keep_note(self, text: str, *parts: str) -> None:
        """Note something about one thing."""
        turn_log = open_turn_log()
        self.memory.put(self._note_key(parts, turn_log), text, turn_log.budget.session if turn_log else "")

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
        turn_log.check()
        left = turn_log.seconds()
        if turn_log.stop.is_set():
            raise ModelError(Kind.STOPPED, self.host, self.model)
        if left < LEAST_SECONDS:
            raise ModelError(Kind.TIMEOUT, self.host, self.model)
        ear = (lambda: Following(shape, passing, turn_log.tell).feed) if turn_log.listener is not None else None
        seconds = min(self.terms.call_seconds or left, left)
        return Patience(seconds=seconds, stop=turn_log.stop, ear=ear, until=turn_log.until)

    def _with_the_limit(self, problem: ModelError, turn_log: TurnLog) -> ModelError:
        """A time-out names the setting that ended the call, and its present value."""
        if problem.kind is not Kind.TIMEOUT or problem.detail:
            return problem
        of_call = self.terms.call_seconds
        if of_call and of_call < self.terms.turn_seconds and turn_log.seconds() > LEAST_SECONDS:
            limit = f"THREATPARLEY_CALL_SECONDS, which is {of_call:g} now, or remove it"
        else:
            limit = f"THREATPARLEY_TURN_DEADLINE_SECONDS, which is {self.terms.deadline_seconds:g} now"
        return ModelError(Kind.TIMEOUT, self.host, self.model, limit)

    def _key(self, prompt: Prompt, shape: Shape, turn_log: TurnLog) -> str:
        schema = json.dumps(shape.schema(), sort_keys=True)
        return self._digest(turn_log, "answer", prompt.version, prompt.standing, prompt.case, schema)

    def _note_key(self, parts: tuple[str, ...], turn_log: TurnLog | None) -> str:
        return self._digest(turn_log, "note", *parts)

    def _digest(self, turn_log: TurnLog | None, *parts: str) -> str:
        """A name for something kept; where people are kept apart, one of the conversation it was kept in."""
        apart = [turn_log.apart] if turn_log is not None and turn_log.apart else []
        whole = json.dumps([self.host, self.model, *parts, *apart])
        return hashlib.sha256(whole.encode("utf-8", errors="replace")).hexdigest()
