"""A threat model in, a document out, and back."""

from agent.exchange.as_csv import to_csv
from agent.exchange.as_json import NativeFile, from_json, native_file, schema, to_json
from agent.exchange.diagrams.as_dot import to_dot
from agent.exchange.diagrams.as_mermaid import to_mermaid
from agent.exchange.diagrams.as_png import to_png
from agent.exchange.diagrams.as_svg import to_svg
from agent.exchange.documents.as_html import to_html
from agent.exchange.documents.as_markdown import to_markdown
from agent.exchange.dossier import Cover, Dossier, Extent

__all__ = [
    "Cover",
    "Dossier",
    "Extent",
    "NativeFile",
    "from_json",
    "native_file",
    "schema",
    "to_csv",
    "to_dot",
    "to_html",
    "to_json",
    "to_markdown",
    "to_mermaid",
    "to_png",
    "to_svg",
]
