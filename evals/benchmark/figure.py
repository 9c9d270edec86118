"""One measured figure, with the bar it is held against."""

from pydantic import Field

from knowledge.vocabulary import Value


class Figure(Value):
    """What was measured."""

    name: str = Field(description="What was measured.")
    value: float | None = Field(description="The value; none where it could not be measured.")
    unit: str = Field(default="", description="Its unit.")
    most: float | None = Field(default=None, description="The value that shall not be passed.")
    note: str = Field(default="", description="How it was measured, or why it was not.")

    @property
    def state(self) -> str:
        """Whether the bar is met, in a word."""
        if self.value is None:
            return "skipped"
        if self.most is None:
            return ""
        return "met" if self.value <= self.most else "MISSED"
