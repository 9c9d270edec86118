"""Find what is finished in an answer that is still coming: entries of its lists, and strings as far as they read.

Nothing here decides what may be shown; what is found is data like that of a whole answer, and is checked after this.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent.llm.answers.json_extraction import MOST_LETTERS, THOUGHTS_END, cleaned
from agent.llm.answers.strict_json import DEEPEST, Unreadable, strict_json

MOST_GROWING = 1_000
"""A string that is longer is looked at once more only when it has ended; none that long is asked for."""
_THOUGHTS = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
_LONGEST_TAG = len("</reasoning>")


@dataclass(frozen=True)
class Passage:
    """Something that is finished: the field it stands in, and its data."""

    field: str
    data: Any
    whole: bool = True
    """False for a string that goes on after the sentence that has just ended."""


class Passages:
    """Reads one answer letter by letter; what it cannot make sense of it passes over."""

    def __init__(self) -> None:
        self._head, self._thinking, self._begun, self._over = "", False, False, False
        self._letters = 0
        self._depth, self._quoted, self._escaped, self._last = 0, False, False, ""
        self._key, self._awaits_key = "", False
        self._raw: list[str] | None = None
        """The letters of the string or the entry that is being read."""
        self._is_list = False

    def feed(self, piece: str) -> Iterator[Passage]:
        """What a further piece of the answer finishes."""
        self._letters += len(piece)
        self._over = self._over or self._letters > MOST_LETTERS
        if not self._begun and not self._over:
            piece = self._after_head(piece)
        for letter in piece if self._begun else "":
            if self._over:
                return
            found = self._inside(letter) if self._quoted else self._outside(letter)
            self._last = letter
            if found is not None:
                yield found

    def _after_head(self, piece: str) -> str:
        """What follows the words and thoughts in front of the object, once it begins."""
        self._head += piece
        while True:
            tag = (THOUGHTS_END if self._thinking else _THOUGHTS).search(self._head)
            brace = -1 if self._thinking else self._head.find("{")
            if brace >= 0 and (tag is None or brace < tag.start()):
                self._begun = True
                return self._head[brace:]
            if tag is None:
                self._head = self._head[-_LONGEST_TAG:]
                return ""
            self._head, self._thinking = self._head[tag.end() :], not self._thinking

    def _inside(self, letter: str) -> Passage | None:
        """A letter of a string."""
        if self._raw is not None:
            self._raw.append(letter)
        ends_sentence = letter == " " and self._last in ".!?" and self._depth == 1 and not self._awaits_key
        if self._escaped:
            self._escaped = False
        elif letter == "\\":
            self._escaped = True
        elif letter == '"':
            self._quoted = False
            return self._string_ended()
        if ends_sentence and self._raw is not None and len(self._raw) <= MOST_GROWING:
            return self._found("".join(self._raw).rstrip() + '"', whole=False)
        return None

    def _string_ended(self) -> Passage | None:
        if self._depth == 1 and self._awaits_key:
            self._key = str(_data("".join(self._raw or [])) or "")
            self._raw = None
        elif self._depth == 1 or (self._depth == 2 and self._is_list):
            return self._taken()
        return None

    def _outside(self, letter: str) -> Passage | None:
        """A letter between strings."""
        if self._raw is not None:
            self._raw.append(letter)
        if letter == '"':
            self._quoted = True
            if self._raw is None and (self._depth == 1 or (self._depth == 2 and self._is_list)):
                self._raw = ['"']
        elif letter in "{[":
            self._opened(letter)
        elif letter in "}]":
            return self._closed()
        elif letter == ":" and self._depth == 1:
            self._awaits_key = False
        elif letter == "," and self._depth == 1:
            self._awaits_key, self._key = True, ""
        return None

    def _opened(self, letter: str) -> None:
        if self._depth == 0:
            self._awaits_key = True
        elif self._depth == 1:
            self._is_list = letter == "["
        elif self._depth == 2 and self._is_list and letter == "{":
            self._raw = ["{"]
        self._depth += 1
        self._over = self._over or self._depth > DEEPEST

    def _closed(self) -> Passage | None:
        self._depth -= 1
        if self._depth == 2 and self._is_list:
            return self._taken()
        if self._depth <= 1:
            self._raw, self._is_list = None, False
        self._over = self._over or self._depth <= 0
        return None

    def _taken(self) -> Passage | None:
        """What was read as a whole."""
        raw, self._raw = self._raw, None
        return self._found("".join(raw)) if raw else None

    def _found(self, raw: str, whole: bool = True) -> Passage | None:
        data = _data(raw)
        return None if data is None or not self._key else Passage(self._key, data, whole)


def _data(raw: str) -> Any:
    """The data of a piece of JSON, cleaned as whole answers are; none where it is not sound."""
    try:
        return cleaned(strict_json(raw))
    except Unreadable:
        return None
