"""Ask the budget before every single request, and count what it cost afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from agent.llm.calls import Answer, Around, Call, Ear, Patience, Usage
from agent.llm.costs.budget import tokens_in
from agent.llm.errors import UNPAID, Kind, ModelError
from agent.llm.turn_log import open_turn_log


class Metered(Around):
    """Asks the budget before every single request, also a repeated one, and counts afterwards."""

    def complete(self, call: Call, patience: Patience) -> Answer:
        """The answer, or a ModelError; also where a limit stands against it."""
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
