"""The exit codes of the command line; they are a contract with scripts."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command came to."""

    DONE = 0
    CHECK_FAILED = 1
    USAGE = 2
    BAD_INPUT = 3
    UNREACHABLE = 4
    INCOMPLETE = 5
    """Something is missing in a model, or next to nothing was understood of a description."""
    OVER_LIMIT = 6
    """One person asks for more than the settings allow; the message says when to try again."""
    INTERNAL = 70
    INTERRUPTED = 130
