"""Take Ctrl+C as a wish to stop the language model, not the program, while a turn is at work."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_press_stops(stop: Callable[[], bool]) -> Iterator[None]:
    """The first Ctrl+C calls ``stop``; where there is nothing to stop, and the second time, it ends the program."""
    pressed: list[bool] = []

    def on_press(_signal: int, _frame: FrameType | None) -> None:
        if pressed or not stop():
            raise KeyboardInterrupt
        pressed.append(True)
        print("\nThe language model is stopped; the rules finish this turn. Press again to leave.")

    before = signal.signal(signal.SIGINT, on_press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
