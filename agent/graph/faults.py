"""Points at which a crash test can end the process, named by one setting."""

import os
import signal
from dataclasses import dataclass


@dataclass(frozen=True)
class FaultPoint:
    """The one point at which this process shall die, such as ``node:draft:before``; empty: none."""

    where: str = ""

    def reach(self, point: str) -> None:
        """Die at once if this is the point; nothing is flushed, closed or said."""
        if point == self.where:
            os.kill(os.getpid(), signal.SIGKILL)
