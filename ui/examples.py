"""The worked example systems that ship with the product."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from agent.domain.worked_examples import Worked
from knowledge.vocabulary import Slug, Value

_FOLDER = Path(__file__).parent / "examples"


class Example(Value):
    """A system that somebody described, with what was made of it."""

    id: Slug = Field(description="Name of its file.")
    title: str = Field(description="What it is.")
    line: str = Field(description="What it shows, in one line.")
    text: str = Field(description="The description as its owner gave it.")

    def worked(self) -> Worked:
        """What a careful reader makes of it, and what was decided."""
        return _worked(self.id)


@cache
def examples() -> tuple[Example, ...]:
    """The examples in the order they are offered: each file holds a title, a line and the description."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.md")))


@cache
def _worked(example: str) -> Worked:
    return Worked.model_validate(yaml.safe_load((_FOLDER / f"{example}.yaml").read_text(encoding="utf-8")))


def _read(path: Path) -> Example:
    title, line, text = path.read_text(encoding="utf-8").split("\n\n", 2)
    return Example(id=path.stem, title=title.removeprefix("# ").strip(), line=line.strip(), text=text.strip())
