"""A report as one self-contained HTML file: no script, no remote address, all data escaped."""

from html import escape

from agent.exchange.documents.document import (
    WEB,
    Block,
    Bullets,
    Contents,
    Diagram,
    Heading,
    Jump,
    Line,
    Link,
    NewPage,
    Paragraph,
    Strong,
    Table,
    spans,
)
from agent.exchange.dossier import Dossier, Extent
from agent.exchange.reports.report import report

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
td { overflow-wrap: anywhere; } h1, li, p { overflow-wrap: break-word; } a { color: inherit; }
@media screen and (max-width: 40rem) {
  thead { display: none; } table, tbody, tr, td { display: block; } tr { padding: .4rem 0; }
  tr + tr { border-top: 1px solid var(--line); } td { border: 0; padding: 0 .2rem; overflow-wrap: break-word; }
  td:not(:first-child)::before { content: attr(data-of) ": "; opacity: .75; } td:first-child { font-weight: 600; }
  td:empty { display: none; }
}
@page { size: A4; margin: 16mm; }
@media print {
  :root { --soft: #f2f4f8; --ink: #1c2430; --paper: #ffffff; }
  body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.35; }
  h1 { font-size: 17pt; } h2 { font-size: 12pt; margin: 10pt 0 4pt; } h3 { font-size: 10.5pt; margin: 8pt 0 3pt; }
  p, li { max-width: none; margin: 3pt 0; } ol, ul { margin: 3pt 0; }
  table { display: table; font-size: 8pt; line-height: 1.25; } th, td { padding: 1.5pt 4pt; }
  h2, h3, h4 { break-after: avoid; } tr, figure { break-inside: avoid; } svg { max-height: 150mm; }
  .new-page { break-before: page; }
}
"""


def to_html(dossier: Dossier, extent: Extent = Extent.REPORT) -> str:
    """The document; the same dossier gives the same bytes."""
    blocks = report(dossier, extent)
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
            return f'<h{block.level}{anchor} dir="auto">{escape(block.text)}</h{block.level}>'
        case Paragraph():
            return f'<p dir="auto">{_line(block.text)}</p>'
        case Bullets():
            tag = "ol" if block.numbered else "ul"
            return f"<{tag}>\n" + "\n".join(f'<li dir="auto">{_line(one)}</li>' for one in block.items) + f"\n</{tag}>"
        case Contents():
            entries = "\n".join(f"<li>{_line(entry)}</li>" for entry in block.entries)
            return f'<nav aria-labelledby="contents">\n<ol>\n{entries}\n</ol>\n</nav>'
        case NewPage():
            return '<div class="new-page"></div>'
        case Table():
            head = "".join(f'<th scope="col">{escape(header)}</th>' for header in block.headers)
            rows = "\n".join(f"<tr>{''.join(map(_cell, block.headers, row))}</tr>" for row in block.rows)
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
        case Diagram():
            return f"<figure>\n{block.svg}\n<figcaption>{escape(block.alt)}</figcaption>\n</figure>"


def _cell(header: str, cell: Line) -> str:
    """A cell of a table, with its column's title for windows so narrow that a row is told line by line."""
    return f'<td dir="auto" data-of="{escape(header)}">{_line(cell)}</td>'


def _line(line: Line) -> str:
    parts = []
    for span in spans(line):
        match span:
            case Link() if span.url.startswith(WEB):
                parts.append(f'<a href="{escape(span.url)}" rel="noopener noreferrer">{escape(span.text)}</a>')
            case Link():
                parts.append(escape(span.text))
            case Jump():
                parts.append(f'<a href="#{escape(span.anchor)}">{escape(span.text)}</a>')
            case Strong():
                parts.append(f"<strong>{escape(span.text)}</strong>")
            case str():
                parts.append(escape(span))
    return "".join(parts)
