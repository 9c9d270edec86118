"""Run calls that must not take longer than a limit."""

from collections.abc import Callable
from queue import Empty, Queue
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Deadline(Generic[Result]):
    """Gives each call a thread of its own and stops waiting at the limit; without a limit it just calls.

    A call that is stuck cannot be ended, so no other is started until it ends by itself.
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._stuck: Thread | None = None

    def run(self, call: Callable[[], Result]) -> Result:
        """The call's result or its error; TimeoutError at the limit or while an earlier call is stuck."""
        if self._seconds is None:
            return call()
        if self._stuck is not None and self._stuck.is_alive():
            raise TimeoutError("an earlier call is still waiting for an answer")
        answers: Queue[tuple[Result] | Exception] = Queue()
        thread = Thread(target=_answer, args=(call, answers), daemon=True, name="deadline")
        thread.start()
        try:
            answer = answers.get(timeout=self._seconds)
        except Empty:
            self._stuck = thread
            raise TimeoutError(f"no answer within {self._seconds:g} s") from None
        if isinstance(answer, Exception):
            raise answer
        return answer[0]


def _answer(call: Callable[[], Result], answers: "Queue[tuple[Result] | Exception]") -> None:
    try:
        answers.put((call(),))
    except Exception as error:  # handed over whole: the caller's thread sorts it
        answers.put(error)
