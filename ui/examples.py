"""The worked example systems that ship with the product."""

from functools import cache
from pathlib import Path

from pydantic import Field

from knowledge.vocabulary import Slug, Value

_FOLDER = Path(__file__).parent / "examples"


class Example(Value):
    """A system somebody might describe."""

    id: Slug = Field(description="Name of its file.")
    title: str = Field(description="What it is.")
    line: str = Field(description="What it shows, in one line.")
    text: str = Field(description="The description as its owner would give it.")


@cache
def examples() -> tuple[Example, ...]:
    """The examples in the order they are offered: each file holds a title, a line and the description."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.md")))


def _read(path: Path) -> Example:
    title, line, text = path.read_text(encoding="utf-8").split("\n\n", 2)
    return Example(id=path.stem, title=title.removeprefix("# ").strip(), line=line.strip(), text=text.strip())
