"""Running text for the printing library: what stands out and what leads somewhere, in marks that no text holds."""

import re

from agent.exchange.documents.document import WEB, Inline, Jump, Line, Link, Strong, spans
from agent.exchange.documents.writing_systems import clean, has_left

BOLD, _OTHERS, ESCAPE = "\ue000\ue000", ("\ue001\ue001", "\ue002\ue002", "\ue003\ue003"), "\ue004"
"""Letters for private use, which ``clean`` lets through from nowhere."""
MARKS = (BOLD, *_OTHERS)
_BEGIN, _TARGET, _END = "\ue005", "\ue006", "\ue007"
LINK = re.compile(f"^{_BEGIN}([^{_TARGET}]*){_TARGET}([^{_END}]*){_END}(.*)$", re.DOTALL)


def marked(line: Line, missing: frozenset[str], anchors: frozenset[str]) -> str:
    """A line with its marks. Where a part of it runs from right to left no words lead anywhere: marks would be torn."""
    pieces = spans(line)
    leads = not any(has_left(one if isinstance(one, str) else one.text) for one in pieces)
    return "".join(_marked(one, missing, anchors, leads) for one in pieces)


def _marked(piece: Inline, missing: frozenset[str], anchors: frozenset[str], leads: bool) -> str:
    if isinstance(piece, str):
        return clean(piece, missing)
    text = clean(piece.text, missing)
    match piece:
        case Strong():
            return f"{BOLD}{text.rstrip()}{BOLD}{' ' if text.endswith(' ') else ''}" if text.strip() else text
        case Link() if leads and text and piece.url.startswith(WEB):
            return f"{_BEGIN}{text}{_TARGET}{piece.url}{_END}"
        case Jump() if leads and text and piece.anchor in anchors:
            return f"{_BEGIN}{text}{_TARGET}#{piece.anchor}{_END}"
        case _:
            return text
