"""What the field knows about threats to AI systems, before any user comes.

The catalog is loaded when it is first asked for: errors and the console stand in this package too, and the help of
the command line needs those alone.
"""

from typing import TYPE_CHECKING

from knowledge.errors import CatalogError, ConditionError, IndexUnavailable, KnowledgeError, ThreatparleyError

if TYPE_CHECKING:
    from knowledge.catalog import Catalog, load_catalog

__all__ = [
    "Catalog",
    "CatalogError",
    "ConditionError",
    "IndexUnavailable",
    "KnowledgeError",
    "ThreatparleyError",
    "load_catalog",
]

if not TYPE_CHECKING:  # a type checker must not take every name for one of this package

    def __getattr__(name: str) -> object:
        if name not in ("Catalog", "load_catalog"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from knowledge import catalog

        return getattr(catalog, name)
