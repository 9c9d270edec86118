"""Letters of a text: which can be written, which way they run, and whether they change shape by their neighbours."""

import unicodedata

_LEFT = frozenset({"R", "AL", "AN"})
_UNSHAPED = (range(0x0000, 0x0300), range(0x0370, 0x0530), range(0x1E00, 0x2600), range(0x2E80, 0xA4D0),
             range(0xAC00, 0xD7B0), range(0xFF00, 0xFFF0))  # fmt: skip
"""Latin, Greek, Cyrillic and the scripts of East Asia: each letter stands for itself."""


_SHOWN_AS_CODE = frozenset({"Co", "Cs", "Cn"})


def clean(text: str, missing: frozenset[str] = frozenset()) -> str:
    """A text without what cannot be written; a letter that no face has stands as its code."""
    if text.isascii() and text.isprintable() and not missing:
        return text
    return text.translate({ord(one): _letter(one, missing) for one in set(text)})


def columns(text: str) -> int:
    """How wide a text is, in letters of Latin: those of East Asia are twice as wide."""
    if text.isascii():
        return len(text)
    return len(text) + sum(text.count(one) for one in set(text) if unicodedata.east_asian_width(one) in "WF")


def runs_left(text: str) -> bool:
    """Whether a text runs from right to left: its first letter with a direction says so."""
    for letter in text:
        side = unicodedata.bidirectional(letter)
        if side in ("L", "R", "AL"):
            return side != "L"
    return False


def has_left(text: str) -> bool:
    """Whether any letter runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in _LEFT for letter in text)


def needs_shaping(text: str) -> bool:
    """Whether any letter is of a script that is more than one letter beside the other."""
    return not text.isascii() and any(not any(ord(one) in block for block in _UNSHAPED) for one in text)


def _letter(letter: str, missing: frozenset[str]) -> str:
    if letter.isspace():
        return " "
    category = unicodedata.category(letter)
    if letter in missing or category in _SHOWN_AS_CODE:
        return f"[U+{ord(letter):04X}]"
    return letter if letter.isprintable() or category == "Cf" else ""
