"""The one table of formats that a model is written in, which the command line, the page and the README go by.

What writes a format is loaded when it is asked for: the command line starts without any of it.
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.exchange import Dossier, Extent


class Group(StrEnum):
    """What a format is for."""

    SHARE = "Share"
    TRACK = "Track"
    TOOLS = "Use in other tools"


@dataclass(frozen=True)
class FileFormat:
    """One format."""

    ending: str
    """The ending of the file's name, and what the command line calls it."""
    name: str
    """What the page calls it."""
    group: Group
    mime: str
    includes: str
    """What it includes, and what it leaves out."""
    writer: str
    """The function that writes it."""
    binary: bool = False
    """Whether it is no text, so that a terminal cannot show it."""
    told: bool = False
    """Whether it is a document for people, which comes in three lengths."""


FORMATS = (
    FileFormat(
        "html", "Web page (HTML)", Group.SHARE, "text/html",
        "One file without scripts, with the diagram, to read, print or send.", "as_html.to_html", told=True,
    ),
    FileFormat(
        "pdf", "PDF", Group.SHARE, "application/pdf",
        "Pages to print or send, with bookmarks, links and page numbers.", "as_pdf.to_pdf", binary=True, told=True,
    ),
    FileFormat(
        "docx", "Word (DOCX)", Group.SHARE,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "To edit and comment on, with headings to steer by.", "as_docx.to_docx", binary=True, told=True,
    ),
    FileFormat(
        "md", "Markdown", Group.SHARE, "text/markdown",
        "Text with the diagram as Mermaid, for a repository or wiki.", "as_markdown.to_markdown", told=True,
    ),
    FileFormat(
        "csv", "Threats and measures (CSV)", Group.TRACK, "text/csv",
        "One row per threat and measure with what was decided and by whom, for a spreadsheet or tracker. "
        "The parts, the facts and the reasons of scores are left out.", "as_csv.to_csv",
    ),
    FileFormat(
        "json", "Threatparley file (JSON)", Group.TOOLS, "application/json",
        "Everything of the model, to open here again. The conversation and earlier versions stay behind.",
        "as_json.to_json",
    ),
    FileFormat(
        "dot", "Diagram for Graphviz (DOT)", Group.TOOLS, "text/vnd.graphviz",
        "The data-flow diagram as source. Threats are counted, not named.", "as_dot.to_dot",
    ),
    FileFormat(
        "mmd", "Diagram for Mermaid (MMD)", Group.TOOLS, "text/plain",
        "The data-flow diagram as source. Threats are counted, not named.", "as_mermaid.to_mermaid",
    ),
)  # fmt: skip

ENDINGS = tuple(one.ending for one in FORMATS)


def format_of(ending: str) -> FileFormat:
    """The format with an ending."""
    return next(one for one in FORMATS if one.ending == ending)


def written(form: FileFormat, dossier: "Dossier", extent: "Extent") -> bytes:
    """The file itself; how much is told matters to documents for people only."""
    room, _, name = form.writer.partition(".")
    write = getattr(import_module(f"agent.exchange.{room}"), name)
    content: str | bytes = write(dossier, extent) if form.told else write(dossier.model, dossier.catalog)
    return content.encode() if isinstance(content, str) else content
