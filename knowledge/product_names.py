"""Names of well-known products, as the language data list them."""

from functools import lru_cache

from knowledge.loading.tables import word_table
from knowledge.vocabulary import ComponentKind, Value


class ProductNames(Value):
    """Names of products by the kind of part they are."""

    names: dict[ComponentKind, tuple[str, ...]]
    homonyms: dict[ComponentKind, tuple[str, ...]]


@lru_cache(maxsize=1)
def products() -> frozenset[str]:
    """The names of products in small letters, without those that are everyday words too."""
    known = word_table("products", ProductNames)
    return frozenset(name.lower() for names in known.names.values() for name in names)
