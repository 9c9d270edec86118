"""Read the entries of a tree field by field, and note with its line whatever is wrong, mended or left out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.importers.prose import clean
from knowledge.importers.trees import Note, Rows, Table

MOST_NAME = 140
MOST_ID = 80
MOST_REFUSED = 50


@dataclass
class Notes:
    """What is said about one import while it is read."""

    refused: list[Note] = field(default_factory=list)
    repaired: list[Note] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def refuse(self, line: int, where: str, message: str) -> None:
        """Something that cannot be taken in; one such note keeps the whole file out."""
        self.refused.append(Note(line=line, where=where, message=message))

    def repair(self, line: int, where: str, message: str) -> None:
        """Something that was mended."""
        self.repaired.append(Note(line=line, where=where, message=message))


@dataclass(frozen=True)
class Record:
    """One mapping of the file, with the name under which it is spoken of."""

    table: Table
    notes: Notes
    name: str = ""

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.table.line

    def line_of(self, key: str) -> int:
        """The line of one of its keys, or its own."""
        return self.table.lines.get(key, self.table.line)

    def refuse(self, key: str, message: str) -> None:
        """Note something wrong with a field."""
        self.notes.refuse(self.line_of(key), self.name, f"{key}: {message}")

    def identity(self, pattern: re.Pattern[str], key: str = "id") -> str:
        """The entry's id, or an empty string where it has none of the right form."""
        value = self.word(key)
        if value and not pattern.fullmatch(value):
            self.refuse(key, f"{value[:60]!r} is not an id of this list")
            return ""
        return value

    def word(self, key: str, needed: bool = True, most: int = MOST_NAME) -> str:
        """A short text: cleaned, and refused where it is too long, missing or no text at all."""
        value = self.table.get(key)
        if value is None or value == "":
            if needed:
                self.refuse(key, "is missing")
            return ""
        if isinstance(value, bool | Table | Rows) or not isinstance(value, str | int):
            self.refuse(key, f"expected a text, found {_kind(value)}")
            return ""
        done = clean(str(value), most)
        if done.cut:
            self.refuse(key, f"has {len(str(value))} characters; at most {most} are taken")
        elif not done and needed:
            self.refuse(key, "holds nothing that can be seen")
        if done.mended:
            self.notes.repair(self.line_of(key), self.name, f"{key}: mark-up or hidden characters taken out")
        return str(done)

    def prose(self, key: str) -> str:
        """Running text, from a string or nested lists of strings: cleaned, and cut at the bound."""
        done = clean("\n".join(_strings(self.table.get(key))))
        if done.mended:
            self.notes.repair(self.line_of(key), self.name, f"{key}: mark-up or hidden characters taken out")
        if done.cut:
            self.notes.left_out["endings of long descriptions"] += 1
        return str(done)

    def words(self, key: str, most: int = MOST_NAME) -> tuple[str, ...]:
        """A list of short texts; one text alone counts as a list of one."""
        value = self.table.get(key)
        if value is None:
            return ()
        rows = value if isinstance(value, Rows) else [value]
        lines = value.lines if isinstance(value, Rows) else [self.line_of(key)]
        found = []
        for one, line in zip(rows, lines, strict=True):
            if isinstance(one, bool | Table | Rows) or not isinstance(one, str | int):
                self.notes.refuse(line, self.name, f"{key}: expected a text, found {_kind(one)}")
                continue
            done = clean(str(one), most)
            if done and not done.cut:
                found.append(str(done))
            elif done.cut:
                self.notes.refuse(line, self.name, f"{key}: a text of {len(str(one))} characters; at most {most}")
        return tuple(dict.fromkeys(found))

    def records(self, key: str, named: str = "id") -> Iterator["Record"]:
        """The mappings of a list; anything else in it is refused."""
        value = self.table.get(key)
        if value is not None and not isinstance(value, Rows):
            self.refuse(key, f"expected a list of entries, found {_kind(value)}")
        yield from records_of(value if isinstance(value, Rows) else Rows(self.line), self.notes, key, named)

    def keyed(self, key: str) -> Iterator[tuple[str, "Record"]]:
        """The mappings of a mapping, each with its key."""
        value = self.table.get(key)
        if not isinstance(value, Table):
            if value is not None:
                self.refuse(key, f"expected a mapping, found {_kind(value)}")
            return
        for name, one in value.items():
            if isinstance(one, Table):
                yield name, Record(one, self.notes, name[:MOST_ID])
            else:
                self.notes.refuse(value.lines[name], name[:MOST_ID], f"expected a mapping, found {_kind(one)}")


def records_of(rows: Rows, notes: Notes, what: str, named: str = "id") -> Iterator[Record]:
    """The mappings of a list, each spoken of by its id."""
    for number, (one, line) in enumerate(zip(rows, rows.lines, strict=True), start=1):
        if isinstance(one, Table):
            yield Record(one, notes, clean(str(one.get(named) or f"{what} {number}"), MOST_ID))
        else:
            notes.refuse(line, f"{what} {number}", f"expected a mapping, found {_kind(one)}")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Rows):
        for one in value:
            yield from _strings(one)


def _kind(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = ((Table, "a mapping"), (Rows, "a list"), (bool, "true or false"))
    return next((name for kind, name in kinds if isinstance(value, kind)), f"{str(value)[:40]!r}")
