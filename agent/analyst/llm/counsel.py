"""Put one prepared question to the language model: masked, within budget, and never paid for twice."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic

from agent.analyst.llm.calls import Answer, Around, Call, ChatClient, Ear, Patience, Usage
from agent.analyst.llm.diary import Diary, open_diary, writing_in
from agent.analyst.llm.following import Following, Passing
from agent.analyst.llm.ladder import Ladder
from agent.analyst.llm.memory import Memory
from agent.analyst.llm.patience import PatientClient
from agent.analyst.llm.problems import UNPAID, Kind, ModelError
from agent.analyst.llm.replies import Misshapen, Reply, Shape, shaped
from agent.analyst.llm.spending import Limits, Prices, Purse, tokens_in
from agent.domain.redaction import mask
from agent.prompts import Data, Prompt, render, version

LEAST_SECONDS = 0.5
MOST_INPUT = 6_000
"""The most tokens of one request; so that models with a short memory can work too."""


@dataclass(frozen=True)
class Terms:
    """On which terms the model is asked."""

    limits: Limits = field(default_factory=Limits)
    prices: Prices = field(default_factory=Prices)
    call_seconds: float = 30.0
    turn_seconds: float = 45.0


class Counsel:
    """Asks, and remembers what was answered."""

    def __init__(self, client: ChatClient, memory: Memory, terms: Terms | None = None) -> None:
        self.terms, self.memory = terms or Terms(), memory
        self.host, self.model = client.host, client.model
        self._ladder = Ladder(PatientClient(_Metered(client)), memory)

    @contextmanager
    def diary(self, session: str = "") -> Iterator[Diary]:
        """The diary of the turn; where no turn is open, one for this step alone."""
        kept = open_diary()
        if kept is not None:
            yield kept
        else:
            with writing_in(self.new_diary(session)) as fresh:
                yield fresh

    def new_diary(self, session: str) -> Diary:
        """A diary for a turn that begins now."""
        asked = (self.host, self.model)
        purse = Purse(self.terms.limits, self.memory, session, asked=asked, prices=self.terms.prices)
        return Diary(purse=purse, until=monotonic() + self.terms.turn_seconds)

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
        with self.diary() as diary:
            prompt = self._masked(render(shape.task, slots), diary)
            key = self._key(prompt, shape)
            kept = self._kept(key, shape)
            if kept is not None:
                diary.prompts.add(prompt.version)
                return kept
            diary.check()
            length = tokens_in(prompt.standing) + tokens_in(prompt.case)
            if length > MOST_INPUT:
                raise ModelError(Kind.CONTEXT, self.host, self.model)
            taken = self._ladder.ask(prompt, shape, lambda: self._patience(diary, shape, passing), keep_back)
            self.memory.put(key, json.dumps(taken.data))
            diary.prompts.add(prompt.version)
            diary.drop("they were not in the agreed form", taken.reply.dropped)
            return taken.reply

    def version(self, task: str) -> str:
        """The version of the prompt for a task."""
        return version(task)

    def note(self, *parts: str) -> str | None:
        """What is noted about one thing, for this model and the content it was made from."""
        return self.memory.get(self._note_key(parts))

    def keep_note(self, text: str, *parts: str) -> None:
        """Note something about one thing."""
        self.memory.put(self._note_key(parts), text)

    def _masked(self, prompt: Prompt, diary: Diary) -> Prompt:
        masked = mask(prompt.case)
        diary.mask(masked.found)
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

    def _patience(self, diary: Diary, shape: Shape, passing: Passing) -> Patience:
        left = diary.seconds()
        if diary.stop.is_set():
            raise ModelError(Kind.STOPPED, self.host, self.model)
        if left < LEAST_SECONDS:
            raise ModelError(Kind.TIMEOUT, self.host, self.model)
        ear = (lambda: Following(shape, passing, diary.tell).feed) if diary.listener is not None else None
        return Patience(seconds=min(self.terms.call_seconds, left), stop=diary.stop, ear=ear)

    def _key(self, prompt: Prompt, shape: Shape) -> str:
        schema = json.dumps(shape.schema(), sort_keys=True)
        return self._digest("answer", prompt.version, prompt.standing, prompt.case, schema)

    def _note_key(self, parts: tuple[str, ...]) -> str:
        return self._digest("note", *parts)

    def _digest(self, *parts: str) -> str:
        whole = json.dumps([self.host, self.model, *parts])
        return hashlib.sha256(whole.encode("utf-8", errors="replace")).hexdigest()


class _Metered(Around):
    """Asks the purse before every single request, also a repeated one, and counts afterwards."""

    def complete(self, call: Call, patience: Patience) -> Answer:
        diary = open_diary()
        if diary is None:
            return self._client.complete(call, patience)
        sent = sum(tokens_in(message.text) for message in call.messages)
        reserved = sent + call.most_output
        if against := diary.purse.reserve(reserved, call.keep_back):
            raise ModelError(Kind.BUDGET, self.host, self.model, against)
        spent, begun = sent, _Begun()
        try:
            answer = self._client.complete(call, replace(patience, ear=begun.around(patience.ear)))
            usage = answer.usage if answer.usage.total else Usage(sent, 0, tokens_in(answer.text), estimated=True)
            spent = usage.total
            diary.answered_with(usage)
            return answer
        except ModelError as problem:
            if problem.kind in UNPAID and not begun.text:
                spent = 0
            else:
                guess = Usage(sent, 0, tokens_in("".join(begun.text)), estimated=True)
                usage = problem.usage if problem.usage.total else guess
                spent = usage.total
                diary.answered_with(usage)
            raise
        finally:
            diary.purse.settle(reserved, spent)


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
