"""One judgement: its name, its value and the reason for it."""

from pydantic import Field

from knowledge.vocabulary import Value


class Score(Value):
    """What one metric came to on one case."""

    name: str = Field(description="Name of the metric.")
    value: float | None = Field(description="The value; none where the metric says nothing about this case.")
    reason: str = Field(description="What it came from, in a line.")


def listed(things: list[str] | tuple[str, ...], most: int = 8) -> str:
    """Things in one line, cut short where there are many."""
    shown = "; ".join(things[:most])
    return f"{shown}; and {len(things) - most} more" if len(things) > most else shown or "none"
