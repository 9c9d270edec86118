"""The length of documents: words counted, and texts cut to fit."""

import re
from collections.abc import Iterable

from agent.exchange.documents.document import Block, lines_of
from agent.exchange.documents.markdown_blocks import written
from agent.exchange.documents.writing_systems import columns

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"(?:;|,(?= (?:and|but|which|so|where|while|or|then)\b)|:| [-\u2013\u2014])\s")
"""Where a clause ends within a sentence."""
_FEWEST = 5
"""Fewer words tell nothing of a system."""
LETTERS_A_WORD = 7
"""So many letters, and a space, are what one word is counted as where a text has no spaces."""


def words_in(blocks: Iterable[Block]) -> int:
    """How many words some blocks have, as ``wc -w`` counts them in Markdown."""
    return len(written(blocks).split())


def letters_in(blocks: Iterable[Block]) -> int:
    """How much room some blocks take, in letters of Latin."""
    return sum(columns(line) for block in blocks for line in lines_of(block))


def counted(number: int, noun: str, many: str = "") -> str:
    """A number with its noun, such as '1 threat' or '3 boundaries'."""
    return f"{number} {noun}" if number == 1 else f"{number} {many or noun + 's'}"


def cut(text: str, words: int) -> str:
    """A text of so many words at most, and no longer than that many words are; names without spaces are cut too."""
    pieces = text.split()
    short = " ".join(pieces[:words]).rstrip(" ,;:") + ("…" if len(pieces) > words else "")
    room = words * LETTERS_A_WORD
    if columns(short) <= room:
        return short
    return f"{_narrow(short, room - 1).rsplit(' ', 1)[0].rstrip(' ,;:…')}…"


def cut_at_sentence(text: str, words: int) -> str:
    """The first sentences of a text that fit into so many words; the first one is cut where it alone is too long."""
    sentences = _SENTENCE.split(text)
    for last in range(len(sentences), 0, -1):
        told = " ".join(sentences[:last])
        if cut(told, words) == " ".join(told.split()):
            return told
    return cut(text, words)


def whole_beginning(text: str, words: int) -> str:
    """The beginning of a text that fits, ending where a sentence does, or at least a clause outside of brackets.

    A clause of the next sentence is taken where whole sentences fill less than half of the room; only where not even
    a clause fits is the text cut.
    """
    told = cut_at_sentence(text, words)
    whole = "" if told.endswith("…") else told
    if len(whole.split()) * 2 >= words or len(whole) >= len(text.rstrip()):
        return whole
    beginning = text[len(whole) :]
    clauses = [text[: len(whole) + found.start()] for found in _CLAUSE.finditer(beginning)]
    fitting = [one for one in clauses if _is_closed(one) and cut(one, words) == " ".join(one.split())]
    return ended(fitting[-1]) if fitting else whole or told


def _is_closed(text: str) -> bool:
    """Whether every bracket that is opened is closed, and some words stand there."""
    return text.count("(") == text.count(")") and len(text.split()) >= _FEWEST


def ended(text: str) -> str:
    """A text as a sentence: with a full stop, unless it ends already."""
    return text if text.endswith((".", "…", "?", "!")) else f"{text}."


def _narrow(text: str, room: int) -> str:
    """The beginning of a text that is no wider than this."""
    end = room
    while columns(text[:end]) > room:
        end -= max(1, (columns(text[:end]) - room) // 2)
    return text[:end]
