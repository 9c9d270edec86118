"""Chat clients that keep what a model answers, and that answer from what was kept."""

import threading
from collections import Counter
from collections.abc import Mapping

from agent.llm.calls import Answer, Around, Call, ChatClient, Patience
from agent.llm.errors import Kind, ModelError
from evals.llm.recording import RecordedAnswer, Recording, answer_of, digest_of_call
from evals.other_tools.numbering import names_of, renumbered

HOST = "a recording"
"""Where answers come from, as it is shown beside the model."""


class NotRecorded(ModelError):
    """A call was made for which there is no recorded answer left; the message says which, and what to do."""

    def __init__(self, recording: Recording, task: str, order: int) -> None:
        super().__init__(Kind.EMPTY, HOST, recording.model)
        self.what = f"the recording of {recording.case} by {recording.model} has no answer number {order} to {task}"
        self.cure = f"record it anew with: python -m evals record {recording.case}"
        self.args = (f"{self.what[:1].upper()}{self.what[1:]}; {self.cure}.",)


class RecordedClient:
    """Answers from a recording: to the very words it was given to if there is such an answer, else by order.

    Calls that are made side by side may come in any order; those whose words did not change since get their own answer.
    ``numbers`` say which number a threat has today by the one that it had then.
    """

    host = HOST

    def __init__(self, recording: Recording, numbers: Mapping[int, int] | None = None) -> None:
        self.model, self._recording, self._numbers = recording.model, recording, numbers or {}
        self.older: list[str] = []
        """The calls that were answered though they sent other words than when they were recorded."""
        self.missing: list[str] = []
        """The calls for which nothing was recorded."""
        self._left = list(recording.answers)
        self._made: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def unused(self) -> tuple[str, ...]:
        """The answers that nobody asked for."""
        with self._lock:
            return tuple(f"{one.task} {one.order}" for one in self._left)

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The recorded answer; raises NotRecorded where there is none."""
        if patience.stop.is_set():
            raise ModelError(Kind.STOPPED, self.host, self.model)
        kept = self._taken(call)
        text = kept.model_copy(update={"answer": renumbered(call.task, kept.answer, self._numbers)}).text
        if patience.ear is not None:
            patience.ear()(text)
        return Answer(text, kept.usage)

    def _taken(self, call: Call) -> RecordedAnswer:
        with self._lock:
            self._made[call.task] += 1
            there = sorted((one for one in self._left if one.task == call.task), key=lambda one: one.order)
            if not there:
                self.missing.append(f"{call.task} {self._made[call.task]}")
                raise NotRecorded(self._recording, call.task, self._made[call.task])
            digest = digest_of_call(call)
            kept = next((one for one in there if one.prompt == digest), there[0])
            if kept.prompt != digest:
                self.older.append(f"{call.task} {kept.order}")
            self._left.remove(kept)
            return kept


class RecordingClient(Around):
    """Hands calls on and keeps the answers, numbered in the order in which the calls were made.

    ``patterns`` are the threats by the numbers that prompts give them; those that an answer names are kept with it.
    """

    def __init__(self, client: ChatClient, patterns: Mapping[int, str] | None = None) -> None:
        super().__init__(client)
        self._patterns = patterns or {}
        self.failed: list[str] = []
        """The calls that were not answered, each with the reason."""
        self._kept: list[tuple[int, Call, Answer]] = []
        self._calls = 0
        self._lock = threading.Lock()

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The answer of the client inside, or its error, which is not recorded."""
        with self._lock:
            self._calls += 1
            number = self._calls
        try:
            answer = self._client.complete(call, patience)
        except ModelError as problem:
            with self._lock:
                self.failed.append(f"{call.task}: {problem}")
            raise
        with self._lock:
            self._kept.append((number, call, answer))
        return answer

    def recording(self, case: str) -> Recording | None:
        """What was answered so far; none where nothing was."""
        with self._lock:
            kept = sorted(self._kept, key=lambda one: one[0])
        if not kept:
            return None
        orders: Counter[str] = Counter()
        answers = []
        for _, call, answer in kept:
            orders[call.task] += 1
            answers.append(_recorded(call, orders[call.task], answer))
        named = {
            number: name for one in answers for number, name in names_of(one.task, one.answer, self._patterns).items()
        }
        return Recording(case=case, model=self.model, answers=tuple(answers), patterns=dict(sorted(named.items())))


def _recorded(call: Call, order: int, answer: Answer) -> RecordedAnswer:
    usage = answer.usage
    return RecordedAnswer(
        task=call.task, order=order, prompt=digest_of_call(call), answer=answer_of(answer.text),
        sent=usage.prompt, cached=usage.cached, answered=usage.output, estimated=usage.estimated,
    )  # fmt: skip
