"""Families of threats: what an owner hears as one idea told again, and how many of it stand among the first."""

from functools import cache

from knowledge.loading.tables import order_table
from knowledge.vocabulary import Value


class Family(Value):
    """Patterns that tell one idea."""

    of: str
    """What they have in common, in words."""
    most: int
    """How many may stand among the first before the next gives way."""
    members: tuple[str, ...]
    """Ids of patterns."""


class Families(Value):
    """The table ``families.yaml``."""

    families: tuple[Family, ...]


@cache
def families() -> tuple[Family, ...]:
    """All families, as the table has them."""
    return order_table("families", Families).families


def families_of(pattern: str) -> tuple[Family, ...]:
    """The families that a pattern belongs to, by its id."""
    return tuple(one for one in families() if pattern in one.members)
