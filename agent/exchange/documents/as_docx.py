"""A document as DOCX: real headings to steer by, tables whose first row is a header, links, and no field to update."""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from agent.errors import InputError
from agent.exchange.diagrams.as_png import png_of
from agent.exchange.documents.document import (
    Block,
    Bullets,
    Contents,
    Diagram,
    Heading,
    Line,
    NewPage,
    Paragraph,
    Table,
)
from agent.exchange.documents.docx_parts import bookmark, put_line
from agent.exchange.documents.docx_rows import put_row
from agent.exchange.documents.page_limits import too_long
from agent.exchange.documents.table_columns import widths_of
from agent.exchange.documents.writing_systems import clean
from agent.exchange.dossier import Dossier, Extent
from agent.exchange.reports.report import report

_NO_DAY = datetime(1980, 1, 1, tzinfo=UTC)
"""Stands for a date that is not known; the same model has to give the same bytes."""
_FONT, _INK = "Calibri", RGBColor(0x1C, 0x24, 0x30)
_RULE = "C9CFD8"
"""The colour of the lines of a table, which part what is read and are not to be read themselves."""
_WIDTH, _MARGIN = 210, 17
_HIGHEST, _LARGEST = 190, 0.13
"""How high a figure may be, in millimetres, and how many of them a pixel of it may take."""
_SIZES = {"Normal": 9.5, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11, "Heading 4": 10}


def to_docx(dossier: Dossier, extent: Extent = Extent.REPORT) -> bytes:
    """The document; the same dossier gives the same bytes. Raises InputError where it would be too long."""
    if why := too_long(len(dossier.model.threats), extent):
        raise InputError(why)
    return docx_of(report(dossier, extent), dossier)


def docx_of(blocks: tuple[Block, ...], dossier: Dossier) -> bytes:
    """Some blocks as a document; the same blocks give the same bytes."""
    document = Document()
    _lay_out(document)
    _describe(document, blocks, dossier)
    for number, block in enumerate(blocks):
        _put(document, block, number)
    written = io.BytesIO()
    document.save(written)
    return _dated(written.getvalue())


def _lay_out(document: Docx) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(_WIDTH), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)
    normal = document.styles["Normal"].paragraph_format
    normal.space_before, normal.space_after, normal.line_spacing = Pt(0), Pt(3), 1.0
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
    for side in document.styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}"):
        side.set(qn("w:color"), _RULE)


def _describe(document: Docx, blocks: tuple[Block, ...], dossier: Dossier) -> None:
    """What programs read of a document: title, author and date."""
    about, cover = document.core_properties, dossier.cover
    about.title = clean(next(block.text for block in blocks if isinstance(block, Heading)))[:255]
    about.author = clean(cover.author or dossier.model.system.owner)[:255]
    about.last_modified_by, about.comments, about.language = about.author, "", "en"
    about.created = about.modified = datetime.combine(cover.day, time(), UTC) if cover.day else _NO_DAY


def _put(document: Docx, block: Block, number: int) -> None:
    match block:
        case Heading():
            added = document.add_heading(level=block.level)
            put_line(added, block.text)
            if block.anchor:
                bookmark(added, block.anchor, number)
        case Paragraph():
            put_line(document.add_paragraph(), block.text)
        case Bullets():
            _put_lines(document, block.items, "List Number" if block.numbered else "List Bullet")
        case Contents():
            _put_lines(document, block.entries, "Normal")
        case Table():
            _put_table(document, block)
        case NewPage():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Diagram():
            _put_figure(document, block)


def _put_lines(document: Docx, lines: Iterable[Line], style: str) -> None:
    for line in lines:
        put_line(document.add_paragraph(style=style), line)


def _put_table(document: Docx, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.headers), style="Table Grid")
    table.autofit = False
    shares = widths_of(block)
    widths = [Mm((_WIDTH - 2 * _MARGIN) * share / sum(shares)) for share in shares]
    for place, cells in enumerate((block.headers, *block.rows)):
        put_row(table, cells, widths, header=place == 0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    document.add_paragraph()


def _put_figure(document: Docx, block: Diagram) -> None:
    picture = io.BytesIO(png_of(block.svg))
    with Image.open(picture) as opened:
        wide, high = opened.size
    scale = min((_WIDTH - 2 * _MARGIN) / wide, _HIGHEST / high, _LARGEST)
    added = document.add_picture(picture, width=Mm(wide * scale), height=Mm(high * scale))
    added._inline.docPr.set("descr", clean(block.alt))
    put_line(document.add_paragraph(), block.alt)


def _dated(document: bytes) -> bytes:
    """The same archive with one date on all its files."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as found, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name in found.namelist():
            made.writestr(zipfile.ZipInfo(name), found.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()
