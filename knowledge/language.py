"""Read the word tables of a language: data that steers how texts are read, kept apart from the catalog's entries."""

from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from knowledge.errors import CatalogError
from knowledge.reading import LANGUAGE, parsed
from knowledge.vocabulary import Value

TABLES = Path(__file__).parent / "data" / LANGUAGE

T = TypeVar("T", bound=Value)


@cache
def word_table(name: str, shape: type[T], language: str = "en") -> T:
    """The table ``data/language/<language>/<name>.yaml`` in its shape; CatalogError says what is wrong with it."""
    path = TABLES / language / f"{name}.yaml"
    try:
        return shape.model_validate(parsed(path.read_bytes()))
    except (OSError, yaml.YAMLError, UnicodeDecodeError, ValidationError) as problem:
        raise CatalogError(f"the word table {path.name} cannot be used: {' '.join(str(problem).split())}") from problem
