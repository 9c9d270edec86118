"""A report as Markdown in which nothing from the owner's text can act as markup."""

import re

from agent.domain.alike import Alike
from agent.domain.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.exchange.document import Block, Bullets, Diagram, Heading, Line, Link, Paragraph, Strong, Table, spans
from agent.exchange.report import report
from agent.exchange.short_report import short_report
from knowledge.catalog import Catalog

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$&])")
_LIST_START = re.compile(r"^(\d*)([-+=.)])(?=\s|[-+=])")


def to_markdown(
    model: ThreatModel, catalog: Catalog, ledger: Ledger, gaps: tuple[Gap, ...], alike: tuple[Alike, ...] = ()
) -> str:
    """The whole report, with the systems ``alike`` where some are given; the same model gives the same bytes."""
    return "\n\n".join(_block(block) for block in report(model, catalog, ledger, gaps, alike)) + "\n"


def to_short_markdown(model: ThreatModel, catalog: Catalog, gaps: tuple[Gap, ...], more: str) -> str:
    """The short report; ``more`` says how to get the whole one."""
    return "\n\n".join(_block(block) for block in short_report(model, catalog, gaps, more)) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    flat = " ".join(text.split())
    return _LIST_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", flat))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {escaped(block.text)}"
        case Paragraph():
            return _line(block.text)
        case Bullets():
            return "\n".join(f"- {_line(item)}" for item in block.items)
        case Table():
            rows = [block.headers, tuple("---" for _ in block.headers)]
            cells = ["| " + " | ".join(row) + " |" for row in rows]
            return "\n".join(cells + ["| " + " | ".join(_line(cell) for cell in row) + " |" for row in block.rows])
        case Diagram():
            return f"```mermaid\n{block.mermaid.rstrip()}\n```"


def _line(line: Line) -> str:
    parts = []
    for span in spans(line):
        match span:
            case Link():
                parts.append(f"[{escaped(span.text)}]({span.url})" if span.url else escaped(span.text))
            case Strong():
                parts.append(_spaced(span.text, f"**{escaped(span.text)}**"))
            case str():
                parts.append(_spaced(span, escaped(span)))
    return "".join(parts)


def _spaced(text: str, written: str) -> str:
    """What was written for a text, with the spaces that joined the text to its neighbours."""
    lead = " " if text[:1].isspace() else ""
    return f"{lead}{written} " if text[-1:].isspace() and text.strip() else f"{lead}{written}"
