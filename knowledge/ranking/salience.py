"""How telling a pattern is where it applies, and which patterns are so near to each other that one of them is enough.

Both are worked out from the reference systems and the catalog's own words by ``python -m evals salience`` and kept as a
table, since working them out takes seconds.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from knowledge.vocabulary import Value

TABLE = Path(__file__).parents[1] / "data" / "salience.json"


class SalienceTable(Value):
    """What is known of patterns beside the catalog; patterns of one's own are not in it."""

    salience: Mapping[str, float] = Field(
        description="Log of how much more often than the mean pattern practitioners name it where it applies."
    )
    twins: Mapping[str, Mapping[str, float]] = Field(
        description="Pattern, then the patterns near to it, each with the cosine of their texts."
    )


@lru_cache(maxsize=2)
def salience_table(path: Path = TABLE) -> SalienceTable:
    """The table as it was kept."""
    return SalienceTable.model_validate_json(path.read_bytes())
