"""A report as one self-contained HTML file: no script, no remote address, all data escaped."""

from html import escape

from agent.domain.alike import Alike
from agent.domain.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.exchange.document import Block, Bullets, Diagram, Heading, Line, Link, Paragraph, Strong, Table, spans
from agent.exchange.report import report
from knowledge.catalog import Catalog

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { color-scheme: light dark; --line: #8a94a6; --soft: #f2f4f8; --ink: #1c2430; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --soft: #1e2633; --ink: #e8ecf3; --paper: #12161d; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: var(--soft); } p, li { max-width: 46rem; } svg { max-width: 100%; height: auto; }
@media print { body { margin: 0; max-width: none; } h2, h3 { break-after: avoid; } tr, svg { break-inside: avoid; } }
"""


def to_html(
    model: ThreatModel, catalog: Catalog, ledger: Ledger, gaps: tuple[Gap, ...], alike: tuple[Alike, ...] = ()
) -> str:
    """The whole report, with the systems ``alike`` where some are given; the same model gives the same bytes."""
    blocks = report(model, catalog, ledger, gaps, alike)
    title = escape(next(block.text for block in blocks if isinstance(block, Heading)))
    body = "\n".join(_block(block) for block in blocks)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
            return f"<h{block.level}{anchor}>{escape(block.text)}</h{block.level}>"
        case Paragraph():
            return f"<p>{_line(block.text)}</p>"
        case Bullets():
            return "<ul>\n" + "\n".join(f"<li>{_line(item)}</li>" for item in block.items) + "\n</ul>"
        case Table():
            head = "".join(f'<th scope="col">{escape(header)}</th>' for header in block.headers)
            rows = "\n".join(
                "<tr>" + "".join(f"<td>{_line(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
            )
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
        case Diagram():
            return f"<figure>\n{block.svg}\n<figcaption>{escape(block.alt)}</figcaption>\n</figure>"


def _line(line: Line) -> str:
    parts = []
    for span in spans(line):
        match span:
            case Link() if span.url.startswith(("https://", "http://")):
                parts.append(f'<a href="{escape(span.url)}" rel="noopener noreferrer">{escape(span.text)}</a>')
            case Link():
                parts.append(escape(span.text))
            case Strong():
                parts.append(f"<strong>{escape(span.text)}</strong>")
            case str():
                parts.append(escape(span))
    return "".join(parts)
