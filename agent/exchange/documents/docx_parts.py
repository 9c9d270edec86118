"""Parts of a Word document that the library has no words for: links, bookmarks, the way a text runs."""

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from agent.exchange.documents.document import WEB, Inline, Jump, Line, Link, Strong, spans
from agent.exchange.documents.writing_systems import clean, has_left, runs_left

_BEHIND_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
"""What has to come after the way a paragraph runs: Word wants its properties in order."""
_LINK = RGBColor(0x18, 0x56, 0xA0)


def put_line(paragraph: Paragraph, line: Line, bold: bool = False, size: Length | None = None) -> None:
    """The pieces of a line, one after the other."""
    pieces = spans(line)
    for piece in pieces:
        run = _put_piece(paragraph, piece)
        run.bold = True if bold else run.bold
        run.font.size = size
        if has_left(run.text):
            run.font.rtl = True
    if runs_left("".join(one if isinstance(one, str) else one.text for one in pieces)):
        paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_BEHIND_BIDI)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """A place that links of the document can lead to."""
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag.endswith("Start"):
            mark.set(qn("w:name"), _bookmark(name))
        paragraph._p.append(mark)


def _put_piece(paragraph: Paragraph, piece: Inline) -> Run:
    text = clean(piece if isinstance(piece, str) else piece.text)
    run = paragraph.add_run(text)
    match piece:
        case Strong():
            run.bold = True
        case Link() if piece.url.startswith(WEB):
            target = paragraph.part.relate_to(piece.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            _lead(paragraph, run, "r:id", target)
        case Jump():
            _lead(paragraph, run, "w:anchor", _bookmark(piece.anchor))
        case _:
            pass
    return run


def _lead(paragraph: Paragraph, run: Run, attribute: str, target: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn(attribute), target)
    run.font.underline, run.font.color.rgb = True, _LINK
    paragraph._p.append(link)
    link.append(run._r)


def _bookmark(anchor: str) -> str:
    """Word takes letters, digits and underscores, and forty of them."""
    return f"a_{anchor.replace('-', '_')}"[:40]
