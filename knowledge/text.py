"""Take out of a text what a reader cannot see: no hidden order reaches a model, a store or a screen."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class CleanText:
    """A text without hidden characters, and how many were taken out."""

    text: str
    removed: int


def without_hidden(raw: str) -> CleanText:
    """Compose the text (NFC), unify its line ends and spaces, and take out whatever cannot be seen."""
    if raw.isascii() and raw.translate(_PLAIN_BREAKS).isprintable():
        return CleanText(text=raw.strip(), removed=0)
    shown = _ESCAPES.sub("", raw)
    lines = _LINE_ENDS.sub("\n", shown)
    seen = _few_marks(_SPACES.sub(" ", "".join(filter(_is_seen, lines))))
    composed = _few_marks(unicodedata.normalize("NFC", seen))
    return CleanText(text=composed.strip(), removed=len(raw) - len(shown) + len(lines) - len(seen))


_PLAIN_BREAKS = {ord("\n"): " ", ord("\t"): " "}
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ESCAPES = re.compile("\x1b\\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\\][^\x07\x1b]{0,512}(?:\x07|\x1b\\\\)")
"""Orders to a terminal: colours and cursor moves; titles and links."""
_MARKS_TOGETHER = 8
"""More marks than this on one letter say nothing in any script; they only pile up."""
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
"""Characters that count as letters or symbols and show nothing."""


def _is_seen(character: str) -> bool:
    if character.isascii():
        return character.isprintable() or character in "\n\t"
    return not (
        unicodedata.category(character) in ("Cc", "Cf", "Cs") or character in _BLANKS or _is_ignorable(ord(character))
    )


def _is_ignorable(code: int) -> bool:
    """Selectors of a variant, unassigned ignorables, the block of tags, and codes that are no characters."""
    return (
        0xFE00 <= code <= 0xFE0F
        or 0x180B <= code <= 0x180F
        or 0xFFF0 <= code <= 0xFFF8
        or code == 0x2065
        or 0xE0000 <= code <= 0xE0FFF
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


def _few_marks(text: str) -> str:
    """Keep the first marks of a pile on one letter; composing a long pile would take very long too."""
    if text.isascii():
        return text
    kept, pile = [], 0
    for character in text:
        pile = pile + 1 if not character.isascii() and unicodedata.category(character)[0] == "M" else 0
        if pile <= _MARKS_TOGETHER:
            kept.append(character)
    return "".join(kept)
