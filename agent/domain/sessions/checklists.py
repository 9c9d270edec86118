"""Lists whose lines are answered one by one: how a line and its answer are written, and which lists were put."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field

from knowledge.vocabulary import AnswerValue, Value


class State(StrEnum):
    """What the owner says to a line; a line that is not touched has no state."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Listed(Value):
    """A list that was put to the owner; none of its lines is put in a list again."""

    question: str = Field(min_length=1, max_length=80, description="Id of the question.")
    lines: tuple[str, ...] = Field(min_length=1, description="Its lines, such as 'tools_write' or 'exposure=public'.")
    answers: tuple[str, ...] = Field(
        default=(),
        description="What was answered: a line for a yes, 'no:' or 'unknown:' before it; no line: untouched.",
    )


def line_of(fact: str, value: AnswerValue) -> str:
    """A line as it is sent: the fact, and the choice where there are several."""
    if isinstance(value, bool):
        return fact
    return f"{fact}={value if isinstance(value, str) else ','.join(value)}"


def fact_of(line: str) -> str:
    """The fact that a line is about."""
    return line.partition("=")[0]


def choices_of_line(line: str) -> tuple[str, ...]:
    """The choices that a line names; none where it is a yes or no."""
    return tuple(one for one in line.partition("=")[2].split(",") if one)


def as_sent(line: str, state: State) -> str:
    """A line with its answer, as it is sent."""
    return line if state is State.YES else f"{state.value}:{line}"


def states_of(sent: Iterable[str]) -> dict[str, State]:
    """The lines that were answered, with their answers; of two answers to a line the last one counts."""
    found: dict[str, State] = {}
    for one in sent:
        before, colon, line = one.partition(":")
        if colon and before in set(State):
            found[line] = State(before)
        else:
            found[one] = State.YES
    return found
