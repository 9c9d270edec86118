"""Rows of a table in a Word document: written as the markup that they are, since the library's way takes minutes.

Each look of the library at a cell, its width and its paragraph goes through the row again; a document with thousands of
rows is made in seconds this way, to the same letter.
"""

from collections.abc import Sequence
from html import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Pt
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

from agent.exchange.documents.document import Inline, Line, Strong, spans
from agent.exchange.documents.docx_parts import put_line
from agent.exchange.documents.writing_systems import clean, has_left, runs_left

_SIZE = Pt(8)
_SPACE = nsdecls("w")


def put_row(table: DocxTable, cells: Sequence[Line], widths: Sequence[Length], header: bool) -> None:
    """One row that is not torn at the end of a page; a header stands again on each page, and readers are told of it."""
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if header else "")
    inner = "".join(_cell(cell, width, header) for cell, width in zip(cells, widths, strict=True))
    row = parse_xml(f"<w:tr {_SPACE}><w:trPr>{marks}</w:trPr>{inner}</w:tr>")
    table._tbl.append(row)
    for cell, made in zip(cells, row.tc_lst, strict=True):
        if not _is_plain(cell):
            put_line(Paragraph(made.p_lst[0], table), cell, bold=header, size=_SIZE)


def _is_plain(line: Line) -> bool:
    """Whether a line leads nowhere: links need relations of the document."""
    return all(isinstance(piece, (str, Strong)) for piece in spans(line))


def _cell(line: Line, width: Length, bold: bool) -> str:
    pieces = spans(line) if _is_plain(line) else ()
    side = "<w:bidi/>" if runs_left("".join(map(_words, pieces))) else ""
    runs = "".join(_run(piece, bold) for piece in pieces)
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/></w:tcPr>'
        f'<w:p><w:pPr>{side}<w:spacing w:after="0"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _run(piece: Inline, bold: bool) -> str:
    text = clean(_words(piece))
    heavy = "<w:b/>" if bold or isinstance(piece, Strong) else ""
    side = "<w:rtl/>" if has_left(text) else ""
    kept = ' xml:space="preserve"' if text.strip() != text else ""
    words = f"<w:t{kept}>{escape(text, quote=False)}</w:t>" if text else ""
    return f'<w:r><w:rPr>{heavy}<w:sz w:val="{int(_SIZE.pt * 2)}"/>{side}</w:rPr>{words}</w:r>'


def _words(piece: Inline) -> str:
    return piece if isinstance(piece, str) else piece.text
