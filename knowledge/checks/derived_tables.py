"""Tables that a program works out from the catalog still hold a row for each entry, and for no other."""

from collections.abc import Iterator
from pathlib import Path

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about
from knowledge.ranking.salience import salience_table

AGAIN = "python -m evals salience"


def left_behind(catalog: Catalog, table: Path) -> Iterator[Finding]:
    """Patterns that the table of salience does not know yet, and rows of patterns that are gone."""
    rows = salience_table(table).salience
    for name in catalog.patterns:
        if name not in rows:
            yield about(catalog, "patterns", name, f"has no row in {table.name} yet; run: {AGAIN}")
    for name in rows:
        if name not in catalog.patterns:
            yield Finding(file=table.name, entry=name, message=f"is no pattern any more; run: {AGAIN}")
