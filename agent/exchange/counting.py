"""The length of documents: words counted, and texts cut to fit."""

import re
from collections.abc import Iterable

from agent.exchange.document import Block, lines_of
from agent.exchange.letters import columns
from agent.exchange.markdown_blocks import written

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
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


def ended(text: str) -> str:
    """A text as a sentence: with a full stop, unless it ends already."""
    return text if text.endswith((".", "…", "?", "!")) else f"{text}."


def _narrow(text: str, room: int) -> str:
    """The beginning of a text that is no wider than this."""
    end = room
    while columns(text[:end]) > room:
        end -= max(1, (columns(text[:end]) - room) // 2)
    return text[:end]
