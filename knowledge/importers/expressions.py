"""Read a condition written as words, such as ``calls_tools and not exposure = internal|partners``.

``and`` binds closer than ``or``; parentheses group; ``kind = agent|tool`` asks for the kind of the part.
"""

import re
from typing import Any

_TOKEN = re.compile(r"\s*(?:([A-Za-z0-9_-]+)|([()=|]))")
_RESERVED = {"and", "or", "not"}
MOST_DEPTH = 12


class Misread(ValueError):
    """A condition that cannot be read; the message says where it stops making sense."""


def read_condition(text: str) -> dict[str, Any]:
    """The condition in the form of catalog files."""
    reader = _Reader(text)
    found = reader.either(0)
    if reader.word:
        raise Misread(f"cannot read the condition from {reader.word!r} on")
    return found


class _Reader:
    """Goes through the words of a condition one by one."""

    def __init__(self, text: str) -> None:
        self._words: list[str] = []
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise Misread(f"cannot read the condition from {text[at:].strip()[:20]!r} on")
            self._words.append(match[1] or match[2])
            at = match.end()
        self._at = 0

    @property
    def word(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def either(self, depth: int) -> dict[str, Any]:
        return self._joined("or", "any", self._both, depth)

    def _both(self, depth: int) -> dict[str, Any]:
        return self._joined("and", "all", self._one, depth)

    def _joined(self, word: str, name: str, part: Any, depth: int) -> dict[str, Any]:
        parts = [part(depth)]
        while self.word.lower() == word:
            self._take()
            parts.append(part(depth))
        return parts[0] if len(parts) == 1 else {name: parts}

    def _one(self, depth: int) -> dict[str, Any]:
        if depth > MOST_DEPTH:
            raise Misread(f"the condition is nested deeper than {MOST_DEPTH} levels")
        if self.word.lower() == "not":
            self._take()
            return {"not": self._one(depth + 1)}
        if self.word == "(":
            self._take()
            inner = self.either(depth + 1)
            self._expect(")")
            return inner
        return self._leaf()

    def _leaf(self) -> dict[str, Any]:
        name = self._name("the name of a fact")
        if self.word != "=":
            return {"fact": name}
        self._take()
        values = [self._name("a value")]
        while self.word == "|":
            self._take()
            values.append(self._name("a value"))
        return {"kind": values} if name == "kind" else {"fact": name, "is": values}

    def _name(self, expected: str) -> str:
        word = self.word
        if not word or word.lower() in _RESERVED or word in "()=|":
            raise Misread(f"expected {expected}, found {word or 'the end'!r}")
        return self._take()

    def _expect(self, mark: str) -> None:
        if self.word != mark:
            raise Misread(f"expected {mark!r}, found {self.word or 'the end'!r}")
        self._take()

    def _take(self) -> str:
        self._at += 1
        return self._words[self._at - 1]
