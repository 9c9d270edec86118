"""A document as PDF: bookmarks, links, page numbers, and letters of every script; no browser is needed."""

from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.errors import InputError
from agent.exchange.documents.document import Heading, lines_of
from agent.exchange.documents.fonts import faces_for, text_faces
from agent.exchange.documents.page_limits import too_long
from agent.exchange.documents.pdf_pages import Paper
from agent.exchange.dossier import Dossier, Extent
from agent.exchange.reports.report import report

_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a date that is not known; the same model has to give the same bytes."""


def to_pdf(dossier: Dossier, extent: Extent = Extent.REPORT) -> bytes:
    """The document; the same dossier gives the same bytes. Raises InputError where it would be too long."""
    if why := too_long(len(dossier.model.threats), extent):
        raise InputError(why)
    blocks = report(dossier, extent)
    title = next(block.text for block in blocks if isinstance(block, Heading))
    anchors = frozenset(block.anchor for block in blocks if isinstance(block, Heading) and block.anchor)
    faces = faces_for(line for block in blocks for line in lines_of(block))
    with TemporaryDirectory() as folder:
        paper = Paper(text_faces(Path(folder)), faces, title, anchors)
        _describe(paper, title, dossier)
        paper.add_page()
        for block in blocks:
            paper.put(block)
        paper.finish()
        return bytes(paper.output() or b"")


def _describe(paper: Paper, title: str, dossier: Dossier) -> None:
    """What programs read of a document: title, author, language and date."""
    cover = dossier.cover
    paper.set_title(title)
    paper.set_author(cover.author or dossier.model.system.owner)
    paper.set_creator("Threatparley")
    paper.set_lang("en")
    paper.set_creation_date(datetime.combine(cover.day, time(), UTC) if cover.day else _NO_DAY)
