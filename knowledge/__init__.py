"""What the field knows about threats to AI systems, before any user comes."""

from knowledge.catalog import Catalog, load_catalog
from knowledge.errors import CatalogError, ConditionError, IndexUnavailable, KnowledgeError, ThreatparleyError

__all__ = [
    "Catalog",
    "CatalogError",
    "ConditionError",
    "IndexUnavailable",
    "KnowledgeError",
    "ThreatparleyError",
    "load_catalog",
]
