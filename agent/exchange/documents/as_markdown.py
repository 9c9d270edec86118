"""A document as Markdown in which nothing from the owner's text can act as markup."""

from agent.exchange.documents.markdown_blocks import written
from agent.exchange.dossier import Dossier, Extent
from agent.exchange.reports.report import report


def to_markdown(dossier: Dossier, extent: Extent = Extent.REPORT) -> str:
    """The document; the same dossier gives the same bytes."""
    return written(report(dossier, extent))
