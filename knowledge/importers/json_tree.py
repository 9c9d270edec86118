"""Read JSON strictly into a tree with lines: no key twice, no NaN, no endless number, no abyss of brackets."""

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined] # it is there; the published types leave it out
from typing import Any, NoReturn

from knowledge.importers.trees import MAX_DIGITS, Meter, Note, Rows, Table, Unreadable

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS: tuple[tuple[str, Any], ...] = (("null", None), ("true", True), ("false", False))


def read_json(text: str) -> Any:
    """The one value of a text; refused with a line where it is not strict JSON."""
    reader = _Reader(text)
    value, end = reader.value(reader.blank(0), 0)
    if reader.blank(end) != len(text):
        reader.fail(end, "something follows the end of the value")
    return value


class _Reader:
    """Reads from a position and says where it got to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._meter = Meter()

    def line(self, at: int) -> int:
        return bisect_right(self._breaks, at - 1) + 1

    def blank(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at

    def fail(self, at: int, message: str) -> NoReturn:
        raise Unreadable(Note(line=self.line(at), message=f"is not strict JSON: {message}"))

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        self._meter.pass_node(depth, self.line(at))
        mark = self._text[at : at + 1]
        if mark == "{":
            return self._table(at, depth)
        if mark == "[":
            return self._rows(at, depth)
        if mark == '"':
            return self._string(at)
        for word, meant in _WORDS:
            if self._text.startswith(word, at):
                return meant, at + len(word)
        return self._number(at)

    def _string(self, at: int) -> tuple[str, int]:
        try:
            text, end = scanstring(self._text, at + 1, True)
        except JSONDecodeError as error:
            self.fail(error.pos, error.msg)
        return str(text), int(end)

    def _number(self, at: int) -> tuple[Any, int]:
        match = _NUMBER.match(self._text, at)
        if match is None:
            self.fail(at, f"expected a value, found {self._text[at : at + 12]!r}")
        digits = len(match[1].lstrip("-"))
        if digits > MAX_DIGITS:
            self.fail(at, f"a number of {digits} digits")
        whole = match[2] is None and match[3] is None
        return (int(match[1]) if whole else match[0]), match.end()

    def _table(self, at: int, depth: int) -> tuple[Table, int]:
        table, at = Table(self.line(at)), self.blank(at + 1)
        while self._text[at : at + 1] != "}":
            if self._text[at : at + 1] != '"':
                self.fail(at, "expected a key in double quotes")
            start = at
            key, at = self._string(at)
            at = self._mark(self.blank(at), ":")
            value, at = self.value(self.blank(at), depth + 1)
            table.put(key, value, self.line(start))
            at = self._next(self.blank(at), "}")
        return table, at + 1

    def _rows(self, at: int, depth: int) -> tuple[Rows, int]:
        rows, at = Rows(self.line(at)), self.blank(at + 1)
        while self._text[at : at + 1] != "]":
            start = at
            value, at = self.value(at, depth + 1)
            rows.put(value, self.line(start))
            at = self._next(self.blank(at), "]")
        return rows, at + 1

    def _mark(self, at: int, mark: str) -> int:
        if self._text[at : at + 1] != mark:
            self.fail(at, f"expected {mark!r}, found {self._text[at : at + 12]!r}")
        return at + 1

    def _next(self, at: int, closing: str) -> int:
        """After an entry: at the closing mark, or after a comma at the next entry."""
        if self._text[at : at + 1] == closing:
            return at
        at = self.blank(self._mark(at, ","))
        if self._text[at : at + 1] == closing:
            self.fail(at, "a comma before the end")
        return at
