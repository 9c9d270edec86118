"""A threat model in, a document out, and back; a module is loaded once something of it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.exchange.as_csv import to_csv
    from agent.exchange.as_json import NativeFile, from_json, native_file, schema, to_json
    from agent.exchange.diagrams.as_dot import to_dot
    from agent.exchange.diagrams.as_mermaid import to_mermaid
    from agent.exchange.diagrams.as_png import to_png
    from agent.exchange.diagrams.as_svg import to_svg
    from agent.exchange.documents.as_html import to_html
    from agent.exchange.documents.as_markdown import to_markdown
    from agent.exchange.dossier import Cover, Dossier, Extent

__all__ = ["Cover", "Dossier", "Extent", "NativeFile", "from_json", "native_file", "schema", "to_csv", "to_dot",
           "to_html", "to_json", "to_markdown", "to_mermaid", "to_png", "to_svg"]  # fmt: skip
_HOMES = {
    "as_csv": ("to_csv",), "as_json": ("NativeFile", "from_json", "native_file", "schema", "to_json"),
    "diagrams.as_dot": ("to_dot",), "diagrams.as_mermaid": ("to_mermaid",), "diagrams.as_png": ("to_png",),
    "diagrams.as_svg": ("to_svg",), "documents.as_html": ("to_html",), "documents.as_markdown": ("to_markdown",),
    "dossier": ("Cover", "Dossier", "Extent"),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:  # a type checker must not take every name for one of this package

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
