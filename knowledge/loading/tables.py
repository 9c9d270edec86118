"""Read tables of words and of file formats: data that steers how texts are read, apart from the catalog's entries."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from knowledge.errors import CatalogError, NotYaml
from knowledge.loading.parsing import parsed_table
from knowledge.vocabulary import Value

DATA = Path(__file__).parents[1] / "data"

T = TypeVar("T", bound=Value)


def word_table(name: str, shape: type[T], language: str = "en") -> T:
    """The table of words ``data/language/<language>/<name>.yaml`` in its shape."""
    found: T = _table(f"language/{language}/{name}.yaml", shape)
    return found


def statement_table(name: str, shape: type[T]) -> T:
    """The table on what statements say together ``data/statements/<name>.yaml`` in its shape."""
    found: T = _table(f"statements/{name}.yaml", shape)
    return found


def order_table(name: str, shape: type[T]) -> T:
    """The table on the order of threats ``data/order/<name>.yaml`` in its shape."""
    found: T = _table(f"order/{name}.yaml", shape)
    return found


def format_table(name: str, shape: type[T]) -> T:
    """The table on file formats ``data/formats/<name>.yaml`` in its shape."""
    found: T = _table(f"formats/{name}.yaml", shape)
    return found


@cache
def _table(name: str, shape: type[T]) -> T:
    """A table, read once; CatalogError says what is wrong with it."""
    try:
        kept_as = name.removesuffix(".yaml").replace("/", "-")
        return shape.model_validate(parsed_table(kept_as, (DATA / name).read_bytes()))
    except (OSError, NotYaml, ValidationError) as problem:
        raise CatalogError(f"the table {name} cannot be used: {' '.join(str(problem).split())}") from problem
