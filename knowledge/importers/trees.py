"""Trees read from a file in which every part knows its line, and the limits within which one is read."""

from typing import Any

from pydantic import Field

from knowledge.errors import KnowledgeError
from knowledge.vocabulary import Value

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 500_000
MAX_DIGITS = 18


class Note(Value):
    """One thing to say about an imported file, with its place in it."""

    line: int = Field(ge=0, description="The line; 0 for the file as a whole.")
    where: str = Field(default="", description="The entry it is about.")
    message: str = Field(description="What was found.")

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the file"
        return f"{place}: {self.where}: {self.message}" if self.where else f"{place}: {self.message}"


class Unreadable(KnowledgeError):
    """A file that cannot be taken in; the notes say why and in which lines."""

    def __init__(self, *notes: Note) -> None:
        self.notes = notes
        super().__init__("\n".join(str(note) for note in notes))


class Table(dict[str, Any]):
    """A mapping of the file that knows its own line and the line of each of its keys."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def put(self, key: str, value: Any, line: int) -> None:
        """Add a key; the same key twice in one mapping is refused."""
        if key in self:
            first = self.lines[key]
            raise Unreadable(
                Note(line=line, message=f"the key {key[:60]!r} stands twice in one mapping, first in line {first}")
            )
        self[key] = value
        self.lines[key] = line


class Rows(list[Any]):
    """A list of the file that knows its own line and the line of each of its entries."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []

    def put(self, value: Any, line: int) -> None:
        """Add an entry."""
        self.append(value)
        self.lines.append(line)


class Meter:
    """Counts the parts of a tree while it is read, and stops where there are too many or they lie too deep."""

    def __init__(self) -> None:
        self._nodes = 0

    def pass_node(self, depth: int, line: int) -> None:
        """Count one part at a depth."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Unreadable(
                Note(line=line, message=f"the file has more than {MAX_NODES:,} parts; import it in pieces")
            )
        if depth > MAX_DEPTH:
            raise Unreadable(Note(line=line, message=f"parts are nested deeper than {MAX_DEPTH} levels"))
