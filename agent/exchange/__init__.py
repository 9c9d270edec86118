"""A threat model in, a document out, and back; what writes a format is loaded when it is first asked for."""

from typing import TYPE_CHECKING

from agent.exchange.dossier import Cover, Dossier, Extent

if TYPE_CHECKING:
    from agent.exchange.as_csv import to_csv
    from agent.exchange.as_json import NativeFile, from_json, native_file, schema, to_json
    from agent.exchange.diagrams.as_dot import to_dot
    from agent.exchange.diagrams.as_mermaid import to_mermaid
    from agent.exchange.diagrams.as_png import to_png
    from agent.exchange.diagrams.as_svg import to_svg
    from agent.exchange.documents.as_html import to_html
    from agent.exchange.documents.as_markdown import to_markdown

__all__ = [
    "Cover", "Dossier", "Extent", "NativeFile", "from_json", "native_file", "schema", "to_csv", "to_dot", "to_html",
    "to_json", "to_markdown", "to_mermaid", "to_png", "to_svg",
]  # fmt: skip

if not TYPE_CHECKING:  # a type checker must not take every name for one of this package

    def __getattr__(name: str) -> object:
        from importlib import import_module

        drawn = ("to_dot", "to_mermaid", "to_png", "to_svg")
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        room = "diagrams." if name in drawn else "documents." if name in ("to_html", "to_markdown") else ""
        form = name.removeprefix("to_") if name.startswith("to_") else "json"
        return getattr(import_module(f"agent.exchange.{room}as_{form}"), name)
