"""An analyst with a second behind it: what the first cannot do, the second does, and the reply says so."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from agent.analyst.base import Analyst, Assessed, Heard, Proposal
from agent.domain import Edit, Question, Reading, Reply, Session, Threat, ThreatModel, Turn
from agent.domain.secrets.redaction import note_on
from agent.errors import AnalystError
from agent.llm.calls import Usage
from agent.llm.costs.budget import CALLS, Prices, day_of
from agent.llm.costs.usage import ModelAccount, ModelUse
from agent.llm.costs.usage_summary import account_of
from agent.llm.errors import Kind, ModelError
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import REPEATED, TurnLog, open_turn_log, writing_in

T = TypeVar("T")


class FallbackAnalyst:
    """Asks the first; changes over to the second for a step that fails, and says so aloud."""

    def __init__(self, first: Analyst, second: Analyst, gateway: ModelGateway | None = None) -> None:
        self._first, self._second, self._gateway = first, second, gateway
        self._unsaid: deque[str] = deque(maxlen=4)
        """What went wrong in steps that no turn was opened for; the next reply says it."""
        self.after_turn: Callable[[TurnLog], None] = lambda turn_log: None
        """Takes the account of each turn once it is over; evaluations add them up."""

    @contextmanager
    def turn(
        self,
        session: str,
        stop: threading.Event | None = None,
        listener: Callable[[str], None] | None = None,
        apart: bool = False,
    ) -> Iterator[None]:
        """Open a turn: its steps share one account of time, money and trouble; checked passages go to the listener.

        ``apart`` uses no answer again that was kept for another conversation.
        """
        if self._gateway is None:
            yield
            return
        turn_log = self._gateway.new_turn_log(session)
        turn_log.stop, turn_log.listener = stop or turn_log.stop, listener
        turn_log.apart = session if apart else ""
        try:
            with writing_in(turn_log):
                yield
        finally:
            self.after_turn(turn_log)

    def read(self, turn: Turn, session: Session) -> Reading:
        """Understand what a turn says."""
        alone = session.model.offline or turn.said.stays_offline
        return self._either(
            "reading", alone, lambda: self._first.read(turn, session), lambda: self._second.read(turn, session)
        )

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        """The question worth asking most."""
        return self._either(
            "the question",
            model.offline,
            lambda: self._first.next_question(model, waiting),
            lambda: self._second.next_question(model, waiting),
        )

    def assess(self, model: ThreatModel) -> Assessed:
        """Judge every pattern by the known facts."""
        return self._drafting(model, lambda analyst: analyst.assess(model))

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """Propose what no fact confirms, and what yet speaks for it."""
        return self._drafting(model, lambda analyst: analyst.suggest(model))

    def compose(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Threat, ...]:
        """The threats of this draft."""
        return self._drafting(model, lambda analyst: analyst.compose(model, proposals))

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        """Turn composed threats into edits."""
        return self._drafting(model, lambda analyst: analyst.settle(model, threats))

    def reply(self, session: Session, heard: Heard) -> Reply:
        """Word what came of the turn, with what the owner should know about the language model's part in it."""
        alone = session.model.offline or heard.outcome.model.offline
        reply = self._either(
            "the answer", alone, lambda: self._first.reply(session, heard), lambda: self._second.reply(session, heard)
        )
        turn_log = open_turn_log()
        lines = self._told(turn_log)
        told = {"text": "\n\n".join([reply.text, *lines]), "made_with": self._made_with(turn_log)}
        return reply.model_copy(update=told)

    def account(self, session: Session) -> ModelAccount | None:
        """What a conversation has used of the language model; none where none is asked for it."""
        if self._gateway is None or session.model.offline:
            return None
        return account_of(session, self._gateway, time.time())

    def spent_today(self) -> dict[str, int]:
        """The tokens of today by conversation."""
        return {} if self._gateway is None else self._gateway.memory.spent_by_session(day_of(time.time()))

    def forget(self, session: str) -> None:
        """Remove the answers that were kept for a conversation."""
        if self._gateway is not None:
            self._gateway.memory.forget_session(session)

    def _drafting(self, model: ThreatModel, step: Callable[[Analyst], T]) -> T:
        return self._either("the draft", model.offline, lambda: step(self._first), lambda: step(self._second))

    def _either(self, step: str, alone: bool, first: Callable[[], T], second: Callable[[], T]) -> T:
        """What the first gives; what the second gives where the model stays offline, or where the first fails."""
        if alone:
            return second()
        try:
            return first()
        except AnalystError as problem:
            self._changed_over(step, problem)
            return second()

    def _changed_over(self, step: str, problem: AnalystError) -> None:
        turn_log = open_turn_log()
        if turn_log is not None and isinstance(problem, ModelError):
            turn_log.failed(step, problem)
        elif turn_log is not None:
            turn_log.note(_aloud({step: str(problem)}))
        else:
            line = _aloud({step: str(problem)})
            if line not in self._unsaid:
                self._unsaid.append(line)

    def _told(self, turn_log: TurnLog | None) -> list[str]:
        """What the reply adds: trouble, what was left out, what was masked, and what it cost."""
        lines: list[str] = []
        while self._unsaid:
            lines.append(self._unsaid.popleft())
        if turn_log is None:
            return lines
        troubles = {step: problem for step, problem in turn_log.troubles.items() if _matters(problem)}
        stopped = next((str(problem) for problem in troubles.values() if problem.kind is Kind.STOPPED), "")
        lines += [_aloud({step: str(problem) for step, problem in troubles.items()}, stopped)]
        if not all(map(_matters, turn_log.troubles.values())):
            lines.append(_at_the_limit(turn_log.budget.limits.calls_per_turn))
        lines += turn_log.notes
        lines += [_left_out(turn_log.dropped), note_on(turn_log.masked), self._cost(turn_log.usage, turn_log.answered)]
        return [line for line in lines if line]

    def _made_with(self, turn_log: TurnLog | None) -> tuple[str, ...]:
        """The model and the versions of the prompts that had a part in the turn."""
        if turn_log is None or self._gateway is None:
            return ()
        return tuple(f"{self._gateway.model[:120]}, prompt {version}" for version in sorted(turn_log.prompts))

    def _cost(self, usage: Usage, answered: int) -> str:
        if not answered or self._gateway is None:
            return ""
        prices = self._gateway.terms.prices
        use = ModelUse(
            model=self._gateway.model, host=self._gateway.host, calls=answered, prompt=usage.prompt,
            cached=usage.cached, output=usage.output, estimated=usage.estimated,
            price=prices.of(usage) if prices != Prices() else None,
        )  # fmt: skip
        return f"*{use.model} at {use.host}: {use.words()}.*"


def _matters(problem: ModelError) -> bool:
    """Whether a step was spoilt by it; where a large draft runs out of calls, a calmer line says so."""
    return problem.kind is not Kind.BUDGET or not problem.detail.endswith(CALLS)


def _at_the_limit(calls: int) -> str:
    return (
        f"*Some parts went on by the rules alone, as one turn makes at most {calls} calls; raise "
        "THREATPARLEY_CALLS_PER_TURN to have the language model asked about all of them.*"
    )


def _aloud(troubles: dict[str, str], first: str = "") -> str:
    """Which steps went on by the rules alone, and why; ``first`` is the reason that goes before others."""
    if not troubles:
        return ""
    steps = list(troubles)
    named = steps[0] if len(steps) == 1 else f"{', '.join(steps[:-1])} and {steps[-1]}"
    why = first or next(iter(troubles.values()))
    return f"**Without the language model:** {named} went on by the rules alone, and nothing was lost. {why}"


def _left_out(dropped: Counter[str]) -> str:
    told = {reason: count for reason, count in sorted(dropped.items()) if reason != REPEATED}
    total = sum(told.values())
    if not total:
        return ""
    reasons = ", ".join(f"{count} because {reason}" for reason, count in told.items())
    things = "1 suggestion" if total == 1 else f"{total} suggestions"
    return f"{things} of the language model {'was' if total == 1 else 'were'} left out: {reasons}."
