"""One way to wait for what happens elsewhere: look again and again, and count the looks instead of reading a clock."""

import threading
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
LOOKS = 6_000
"""More than any machine needs; whoever looks so often in vain waits for something that does not come."""
PAUSE = 0.01


def pause(seconds: float) -> None:
    """Take some time, as a stand-in for something that is slow; no test hangs on how much it is."""
    threading.Event().wait(seconds)


def until(look: Callable[[], Found], looks: int = LOOKS) -> Found:
    """What a look finds, as soon as it finds something that is true."""
    for _ in range(looks):
        found = look()
        if found:
            return found
        pause(PAUSE)
    raise AssertionError(f"looked {looks} times, and the last look still gave {found!r}")
