"""Blocks of a document as they stand on a page: headings, paragraphs, lists and tables, with every text made safe."""

from collections.abc import Iterable

import streamlit as st

from agent.exchange.documents.document import WEB, Block, Bullets, Heading, Line, Link, Paragraph, Strong, Table, spans
from ui.components.text import plain


def show_blocks(blocks: Iterable[Block], below: int) -> None:
    """Show them; a heading of level 1 stands ``below`` so many levels of the page."""
    for block in blocks:
        match block:
            case Heading():
                st.markdown(f"{'#' * min(6, block.level + below)} {plain(block.text)}", anchors=False)
            case Paragraph():
                st.markdown(_line(block.text))
            case Bullets():
                marks = [f"{place}." if block.numbered else "-" for place in range(1, len(block.items) + 1)]
                items = zip(marks, block.items, strict=True)
                st.markdown("\n".join(f"{mark} {_line(item)}" for mark, item in items))
            case Table():
                st.table(
                    [dict(zip(block.headers, map(_line, row), strict=True)) for row in block.rows],
                    border="horizontal", hide_index=True,
                )  # fmt: skip
            case _:
                continue


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in spans(line)).strip()


def _piece(piece: str | Link | Strong | object) -> str:
    match piece:
        case str():
            return _spaced(piece, plain(piece))
        case Strong() if piece.text.strip():
            return _spaced(piece.text, f"**{plain(piece.text)}**")
        case Link() if piece.url.startswith(WEB):
            return f"[{plain(piece.text)}](<{piece.url}>)"
        case _:
            return plain(str(getattr(piece, "text", "")))


def _spaced(text: str, written: str) -> str:
    """What was written for a text, with the spaces that joined it to its neighbours."""
    return f"{' ' if text[:1].isspace() else ''}{written}{' ' if text[1:] and text[-1:].isspace() else ''}"
