"""The exit codes of ``python -m evals``; scripts rely on them."""

from enum import IntEnum


class Exit(IntEnum):
    """What a run came to."""

    DONE = 0
    GATE_FAILED = 1
    USAGE = 2
    BAD_INPUT = 3
    INCOMPLETE = 5
    INTERRUPTED = 130
