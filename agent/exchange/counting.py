"""The length of documents: words counted, and texts cut to fit."""

from collections.abc import Iterable

from agent.domain.names_in_sentences import clipped
from agent.exchange.document import Block
from agent.exchange.markdown_blocks import written

_LETTERS_A_WORD = 8


def words_in(blocks: Iterable[Block]) -> int:
    """How many words some blocks have, as ``wc -w`` counts them in Markdown."""
    return len(written(blocks).split())


def counted(number: int, noun: str, many: str = "") -> str:
    """A number with its noun, such as '1 threat' or '3 boundaries'."""
    return f"{number} {noun}" if number == 1 else f"{number} {many or noun + 's'}"


def cut(text: str, words: int) -> str:
    """A text of so many words at most, and no longer than that many words are; names without spaces are cut too."""
    pieces = text.split()
    short = " ".join(pieces[:words]).rstrip(" ,;:") + ("…" if len(pieces) > words else "")
    return clipped(short, words * _LETTERS_A_WORD).replace(" …", "…")
