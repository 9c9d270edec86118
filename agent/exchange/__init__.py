"""A threat model in, a document out, and back."""

from agent.exchange.as_csv import to_csv
from agent.exchange.as_dot import to_dot
from agent.exchange.as_html import to_html
from agent.exchange.as_json import from_json, schema, to_json, unknown_to
from agent.exchange.as_markdown import to_markdown
from agent.exchange.as_mermaid import to_mermaid
from agent.exchange.as_png import to_png
from agent.exchange.as_svg import to_svg
from agent.exchange.dossier import Cover, Dossier, Extent

__all__ = [
    "Cover",
    "Dossier",
    "Extent",
    "from_json",
    "schema",
    "to_csv",
    "to_dot",
    "to_html",
    "to_json",
    "to_markdown",
    "to_mermaid",
    "to_png",
    "to_svg",
    "unknown_to",
]
