"""Sheets of A4 on which blocks of a document are set."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Literal

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout
from fpdf.fonts import FontFace
from PIL import Image

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
from agent.exchange.documents.fonts import TEXT, Faces, text_range
from agent.exchange.documents.pdf_markup import BOLD, ESCAPE, LINK, MARKS, marked
from agent.exchange.documents.table_columns import split_rows, widths_of
from agent.exchange.documents.writing_systems import clean, needs_shaping, runs_left

_MARGIN, _BOTTOM = 17.0, 16.0
_SIZES = {1: 17.0, 2: 12.5, 3: 10.5, 4: 9.5}
_TEXT_SIZE, _TABLE_SIZE, _SMALL = 9.3, 7.9, 7.5
_LINE = 0.46
"""Millimetres of line height for each point of letter size."""
_INK, _SOFT, _RULE, _LINK = (28, 36, 48), (242, 244, 248), (190, 197, 208), (24, 86, 160)
_LARGEST, _LEGIBLE = 0.13, 0.085
"""Millimetres for each pixel of a picture: letters as large as the text, and the smallest that read well."""
_HEADED = 30.0
"""A heading needs so much room below, or it goes to the next page."""


class Paper(FPDF):
    """A document that is being set: blocks are put one below the other, and ``finish`` adds what needs page numbers."""

    MARKDOWN_BOLD_MARKER = BOLD
    MARKDOWN_ITALICS_MARKER, MARKDOWN_STRIKETHROUGH_MARKER, MARKDOWN_UNDERLINE_MARKER = MARKS[1:]
    MARKDOWN_MARKERS = MARKS
    MARKDOWN_ESCAPE_CHARACTER = ESCAPE
    MARKDOWN_LINK_REGEX = LINK
    MARKDOWN_LINK_COLOR = _LINK  # type: ignore[assignment]  # the library says None and takes a colour

    def __init__(self, text: Mapping[str, Path], faces: Faces, title: str, anchors: frozenset[str]) -> None:
        super().__init__(format="A4")
        self._title, self._missing, self._anchors = title, faces.missing, anchors
        self._pages_of: dict[str, int] = {}
        self._numbers: list[tuple[int, float, str]] = []
        """Where page numbers of anchors are to stand: the page and the height."""
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, _BOTTOM + 4)
        for style, path in text.items():
            self.add_font(TEXT, _style(style), path, unicode_range=text_range())
        for name, path in faces.fallbacks:
            self.add_font(name, "", path)
        self.set_fallback_fonts([name for name, _ in faces.fallbacks], exact_match=False)
        self.alias_nb_pages("")
        self._use(_TEXT_SIZE)

    def put(self, block: Block) -> None:
        """Set one block below what is there."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._running(block.text)
                self.ln(1.6)
            case Bullets():
                self._bullets(block)
            case Table():
                self._table(block)
            case Contents():
                self._contents(block)
            case Diagram():
                self._figure(block)
            case NewPage():
                self.add_page()

    def finish(self) -> None:
        """The title and the number on each page, and the page numbers of the list of contents."""
        self.set_auto_page_break(False)
        last = len(self.pages)
        for page, height, anchor in self._numbers:
            self._on(page, height, str(self._pages_of.get(anchor, "")), _TEXT_SIZE)
        for page in range(1, last + 1):
            self._on(page, self.h - _BOTTOM, f"{page} of {last}", _SMALL)
            self.set_x(self.l_margin)
            self._shape(self._title)
            width = self.epw - 30
            self.cell(width, 4, self._fitting(self._title, width))
        self.page = last

    def _on(self, page: int, height: float, words: str, size: float) -> None:
        """Words at the right of a page that is there already."""
        self.page = page
        self._use(size + 1)  # only a change of font is written, and each page needs it anew
        self._use(size)
        self._shape(words)
        wide = self.pages[page].dimensions()[0] / self.k  # pages of wide figures are turned
        self.set_xy(wide - self.r_margin - 30, height)
        self.cell(30, 4, words, align="R")

    def _heading(self, block: Heading) -> None:
        size = _SIZES[block.level]
        if block.level > 1:
            self.ln(3.2 if block.level == 2 else 1.8)
        if self.will_page_break(_HEADED):
            self.add_page()
        if block.anchor:
            self._pages_of[block.anchor] = self.page
            self.set_link(name=block.anchor, y=self.y)
        text = clean(block.text, self._missing)
        self.start_section(text[:200] or " ", level=block.level - 1, strict=False)
        self._use(size, "B")
        self._lines(text, size * _LINE)
        if block.level == 2:
            self.set_draw_color(*_RULE)
            self.line(self.l_margin, self.y + 0.6, self.l_margin + self.epw, self.y + 0.6)
            self.ln(0.8)
        self.ln(1.0)
        self._use(_TEXT_SIZE)

    def _running(self, line: Line) -> None:
        self._lines(self._marked(line), _TEXT_SIZE * _LINE)

    def _bullets(self, block: Bullets) -> None:
        left, height = self.l_margin, _TEXT_SIZE * _LINE
        for place, item in enumerate(block.items, start=1):
            if self.will_page_break(height):
                self.add_page()
            self.set_x(left + 1)
            self._shape("")
            self.cell(5, height, f"{place}." if block.numbered else "•")
            self.set_left_margin(left + 6)
            self._running(item)
            self.set_left_margin(left)
            self.ln(0.7)
        self.set_x(left)
        self.ln(0.8)

    def _contents(self, block: Contents) -> None:
        for entry in block.entries:
            self._numbers.append((self.page, self.y, entry.anchor))
            self._running(entry)
            self.ln(0.6)
        self.ln(2)

    def _table(self, block: Table) -> None:
        self._use(_TABLE_SIZE)
        self.set_draw_color(*_RULE)
        widths = widths_of(block)
        rows = [tuple(map(self._marked, cells)) for cells in (block.headers, *split_rows(block, widths))]
        self._shape("".join(cell for row in rows for cell in row))
        with self.table(
            col_widths=widths, line_height=_TABLE_SIZE * 0.43, padding=(0.7, 1.2), text_align="LEFT", markdown=True,
            v_align="TOP", borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", fill_color=_SOFT, color=_INK),
        ) as table:  # fmt: skip
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell.strip(), align="RIGHT" if runs_left(cell) else "LEFT")
        self._use(_TEXT_SIZE)
        self.ln(2.4)

    def _figure(self, block: Diagram) -> None:
        """The picture, on a page of its own across where that makes it larger; its words stand below."""
        picture = BytesIO(png_of(block.svg))
        with Image.open(picture) as opened:
            wide, high = opened.size
        left = self.h - self.b_margin - self.y - 12
        upright = _scale(wide, high, self.epw, self.eph * 0.5)
        here = _scale(wide, high, self.epw, max(left, 1))
        across = _scale(wide, high, self.eph, self.epw - 20)
        turned = upright < _LEGIBLE and across > upright
        scale = across if turned else min(upright, here) if here >= _LEGIBLE else upright
        if turned:
            self.add_page(orientation="L")
        elif high * scale > left:
            self.add_page()
        self.image(picture, x=Align.C, w=wide * scale, h=high * scale, alt_text=clean(block.alt, self._missing))
        self.ln(2)
        self._use(_SMALL)
        self._lines(clean(block.alt, self._missing), _SMALL * _LINE)
        self._use(_TEXT_SIZE)
        self.ln(2)
        if turned:
            self.add_page(orientation="P")

    def _lines(self, text: str, height: float) -> None:
        self._shape(text)
        self.multi_cell(
            0, height, text or " ", align="R" if runs_left(text) else "L", new_x="LMARGIN", new_y="NEXT", markdown=True
        )

    def _marked(self, line: Line) -> str:
        return marked(line, self._missing, self._anchors)

    def _shape(self, text: str) -> None:
        """Shape the letters that come next only where their script needs it: it takes much longer."""
        self.set_text_shaping(needs_shaping(text))

    def _use(self, size: float, style: Literal["", "B"] = "") -> None:
        self.set_font(TEXT, style, size)
        self.set_text_color(*_INK)

    def _fitting(self, text: str, width: float) -> str:
        """A text cut to a width on one line."""
        shown = clean(text, self._missing)
        while shown and self.get_string_width(shown) > width:
            shown = shown[: len(shown) * 9 // 10].rstrip().removesuffix("…") + "…"
        return shown


def _scale(wide: int, high: int, most_wide: float, most_high: float) -> float:
    """Millimetres for each pixel, so that a picture fits and its letters are no larger than the text."""
    return min(most_wide / wide, most_high / high, _LARGEST)


def _style(name: str) -> Literal["", "B"]:
    return "B" if name == "B" else ""
