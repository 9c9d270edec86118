"""Blocks of a document as Markdown in which nothing from the owner's text can act as markup."""

import re
from collections.abc import Iterable

from agent.exchange.documents.document import (
    Block,
    Bullets,
    Contents,
    Diagram,
    Heading,
    Jump,
    Line,
    Link,
    NewPage,
    Paragraph,
    Strong,
    Table,
    spans,
)

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$&])")
_LIST_START = re.compile(r"^(\d*)([-+=.)])(?=\s|[-+=])")
_NO_SLUG = re.compile(r"[^\w\- ]")


def written(blocks: Iterable[Block]) -> str:
    """The blocks as one Markdown text."""
    each = tuple(blocks)
    slugs = {one.anchor: slug(one.text) for one in each if isinstance(one, Heading) and one.anchor}
    return "\n\n".join(filter(None, (_block(one, slugs) for one in each))) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    flat = " ".join(text.split())
    return _LIST_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", flat))


def slug(heading: str) -> str:
    """The name that Markdown pages give a heading, so that a link can lead there."""
    return _NO_SLUG.sub("", heading.strip().lower()).replace(" ", "-")


def _block(block: Block, slugs: dict[str, str]) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {escaped(block.text)}"
        case Paragraph():
            return _line(block.text, slugs)
        case Bullets():
            marks = [f"{place}." if block.numbered else "-" for place in range(1, len(block.items) + 1)]
            return "\n".join(f"{mark} {_line(item, slugs)}" for mark, item in zip(marks, block.items, strict=True))
        case Table():
            rows = [block.headers, tuple("---" for _ in block.headers)]
            cells = ["| " + " | ".join(row) + " |" for row in rows]
            return "\n".join(cells + ["| " + " | ".join(_line(one, slugs) for one in row) + " |" for row in block.rows])
        case Contents():
            return "\n".join(f"- {_line(entry, slugs)}" for entry in block.entries)
        case Diagram():
            return f"```mermaid\n{block.mermaid.rstrip()}\n```"
        case NewPage():
            return ""


def _line(line: Line, slugs: dict[str, str]) -> str:
    parts = []
    for span in spans(line):
        match span:
            case Link():
                parts.append(f"[{escaped(span.text)}]({span.url})" if span.url else escaped(span.text))
            case Jump():
                parts.append(f"[{escaped(span.text)}](#{slugs.get(span.anchor, span.anchor)})")
            case Strong():
                parts.append(_spaced(span.text, f"**{escaped(span.text)}**"))
            case str():
                parts.append(_spaced(span, escaped(span)))
    return "".join(parts)


def _spaced(text: str, written: str) -> str:
    """What was written for a text, with the spaces that joined the text to its neighbours."""
    lead = " " if text[:1].isspace() else ""
    return f"{lead}{written} " if text[-1:].isspace() and text.strip() else f"{lead}{written}"
