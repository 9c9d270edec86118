"""The language of cues.

A cue is a phrase in lower case. Its parts, separated by spaces:

``store``               this word
``stor*``               any word that starts so
``(mail|e-mail|post)``  one of these; each may be a phrase with parts of its own; an empty one makes the part optional
``{staff}``             any word of a class in ``knowledge/data/language/en/word_classes.yaml``
``..``  ``.``           up to five words between, or up to two; never at an end, at most twice on a way through a cue

Words are compared without case, with plain apostrophes, without a closing 's. A hyphen parts words, save after a
single letter: ``fine-tune`` is the two words of ``fine tune``, ``e-mail`` is the one word ``email``. A comma counts
as a word, so two neighbours in a cue have no comma between them in the text, while ``..`` may pass one.
"""

import re

from agent.reading.text.words import plain, words_of
from knowledge.errors import CatalogError

GAPS = {"..": 5, ".": 2}
"""How many words may stand between, by the sign of the gap."""

MOST_KEPT = 8192
"""Of how many cues it is kept what they come to, for all banks together."""


def parts_of(cue: str) -> list[str]:
    """The words, gaps, brackets and bars of a cue."""
    return _PARTS.findall(cue)


_PARTS = re.compile(r"[()|]|[^\s()|]+")


def parted(parts: list[str], cue: str = "") -> list[list[str | list[str]]]:
    """The options of ``one|other|...``, each with what its brackets hold in a list of its own."""
    options, at = list[list[str | list[str]]](([],)), 0
    while at < len(parts):
        if parts[at] == "(":
            end = _closing(parts, at, cue or " ".join(parts))
            options[-1].append(parts[at + 1 : end])
            at = end
        elif parts[at] == "|":
            options.append([])
        else:
            options[-1].append(parts[at])
        at += 1
    return options


def _closing(parts: list[str], opening: int, cue: str) -> int:
    depth = 0
    for at in range(opening, len(parts)):
        depth += (parts[at] == "(") - (parts[at] == ")")
        if depth == 0:
            return at
    raise CatalogError(f"cue {cue!r}: a bracket is not closed")


def words_in(part: str) -> list[str]:
    """The words of a part of a cue, as those of a text: nearly always one."""
    return [plain(part)] if part.isalpha() else [word for word, _, _ in words_of(part) if word != ","]
