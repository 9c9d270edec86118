"""The processes that work on turns: begun from a template, replaced when they end, and ended with the program."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from agent.process_metrics import Pulse
from agent.turn_processes.messages import Counted, Leave, LetGo, ToProcess
from agent.turn_processes.template import Template, TemplateGone
from agent.turn_processes.turn_process import TurnProcess
from knowledge.owners_words import keeps_words

log = logging.getLogger(__name__)

_MOST_FAILURES = 3
"""So often in a row no process can be begun before turns are left to threads for good."""
_MOST_KNOWN = 10_000
_LEAVING_SECONDS = 4.0


class Crew:
    """So many processes; safe to use from every thread."""

    def __init__(self, template: Callable[[], Template], most: int, pulse: Pulse) -> None:
        self._make, self.most, self._pulse = template, most, pulse
        self._template: Template | None = None
        self._processes: list[TurnProcess] = []
        self._last: dict[str, TurnProcess] = {}
        """Which process worked on a session last: it has what it read and worked out of it."""
        self._lock = threading.RLock()
        self._failures, self._closed = 0, False
        pulse.processes = lambda: (len(self.processes), self.most)
        keeps_words(self)

    @property
    def processes(self) -> tuple[int, ...]:
        """The numbers of those that are there."""
        return tuple(one.process for one in self._processes)

    @property
    def off(self) -> bool:
        """Whether no process can be begun, so that threads do the turns."""
        return self._failures >= _MOST_FAILURES

    def load(self) -> None:
        """Have the template load what turns need, while something else is done."""
        with self._lock, suppress(OSError):
            self._template = self._template or self._make()

    def warm_up(self) -> None:
        """Begin them all."""
        with self._lock:
            self._fill(self.most)

    def place(self, session: str) -> TurnProcess | None:
        """A process for a turn: that which knows the session, unless another one has less to do; none without any."""
        with self._lock:
            self._fill(self.most)
            free = [one for one in self._processes if not one.retired]
            if not free:
                return None
            last = self._last.get(session)
            chosen = min(free, key=lambda one: (len(one), one is not last))
            if len(self._last) > _MOST_KNOWN:
                self._last.clear()
            self._last[session] = chosen
            return chosen

    def asking(self, session: str, number: int) -> TurnProcess | None:
        """The process that is at a turn in which a language model has a part."""
        return next((one for one in self._processes if one.asks(session, number)), None)

    def tell_all(self, wish: ToProcess) -> None:
        """Say the same to every process."""
        for one in tuple(self._processes):
            one.tell(wish)

    def let_go(self) -> None:
        """Have every process let go of owners' words; none is named any more."""
        with self._lock:
            self._last.clear()
        self.tell_all(LetGo())

    def end(self, process: TurnProcess) -> None:
        """End a process at once; another one takes its place."""
        process.retired = True
        template = self._template
        if template is not None:
            template.end(process.process)

    def close(self) -> None:
        """Let all stop between two steps, and end what does not."""
        with self._lock:
            self._closed = True
        for one in tuple(self._processes):
            one.tell(Leave())
        for one in tuple(self._processes):
            one.wait_for_end(_LEAVING_SECONDS)
        with self._lock:
            if self._template is not None:
                self._template.close()
                self._template = None
        for one in tuple(self._processes):
            one.wait_for_end(_LEAVING_SECONDS)

    def _fill(self, most: int) -> None:
        """Begin processes until there are so many that take work; those that are only waited for do not count."""
        while not self._closed and not self.off and sum(not one.retired for one in self._processes) < most:
            try:
                self._template = self._template or self._make()
                connection, process = self._template.begin()
            except (OSError, TemplateGone) as problem:
                self._give_up_template(str(problem))
                continue
            self._failures = 0
            self._processes.append(TurnProcess(connection, process, self._count, self._lost))

    def _give_up_template(self, why: str) -> None:
        self._failures += 1
        what = "; threads do the turns" if self.off else ""
        log.warning("no process for turns could be begun: %s%s", why, what)
        if self._template is not None:
            self._template.close()
            self._template = None

    def _lost(self, process: TurnProcess) -> None:
        """Take out a process that has ended, or is to end as nobody can talk to it any more."""
        self.end(process)
        with self._lock:
            self._processes.remove(process)
            self._last = {session: one for session, one in self._last.items() if one is not process}
            closed = self._closed
        if not closed:
            self._pulse.replaced()
            log.warning("process %s that worked on turns has ended; another one takes its place", process.process)

    def _count(self, told: Counted) -> None:
        self._pulse.take(told.name, told.amount, told.kind)
