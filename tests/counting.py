"""How much work something is, counted in calls of functions: the same number on every machine, however busy it is."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(work: Callable[[], object]) -> int:
    """How many functions are called while the work is done, Python's own and those written in C."""
    count = 0

    def note(_frame: FrameType, event: str, _told: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times the calls grow when the size is doubled: about 2 where work grows as its size does, 4 where it
    grows with its square.

    The work is done once with half the size before, so that what is made once and kept for all sizes is not counted.
    """
    work(size // 2)
    small = calls(lambda: work(size))
    return calls(lambda: work(2 * size)) / max(small, 1)
