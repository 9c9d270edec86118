"""Situations that test the catalog: for each pattern a system in which it must fire, and a near miss.

They stand under ``firing`` in the data folder and are read by tests and checks alone. No index, no reader and no order
of threats learns from them, so that they stay a test.
"""

from pathlib import Path

from pydantic import Field, ValidationError

from knowledge.errors import CatalogError, NotYaml
from knowledge.loading.parsing import parsed
from knowledge.vocabulary import AnswerValue, Slug, Value

FOLDER = "firing"


class Fires(Value):
    """A system in which the threat of a pattern exists."""

    words: str = Field(min_length=40, max_length=600, description="The system as its owner would tell it.")
    facts: dict[Slug, AnswerValue] = Field(min_length=1, description="What makes the pattern apply, as facts.")


class Quiet(Value):
    """A system much like it in which the threat cannot occur."""

    words: str = Field(min_length=40, max_length=600, description="The system as its owner would tell it.")
    facts: dict[Slug, AnswerValue] = Field(min_length=1, description="What is known of it, as facts.")
    because: tuple[Slug, ...] = Field(min_length=1, description="Which of these facts rule the pattern out.")


class Situations(Value):
    """The two situations of one pattern."""

    id: Slug = Field(description="Id of the pattern.")
    fires: Fires = Field(description="Where it must fire.")
    quiet: Quiet = Field(description="Where it must not.")


def read_situations(data: Path) -> dict[str, tuple[Situations, ...]]:
    """The situations of a data folder by the name of their file; CatalogError says what is wrong with a file."""
    return {path.name: tuple(_read(path)) for path in sorted((data / FOLDER).glob("*.yaml"))}


def _read(path: Path) -> list[Situations]:
    name = f"{FOLDER}/{path.name}"
    try:
        document = parsed(path.read_bytes())
    except NotYaml as error:
        raise CatalogError(f"{name} is not readable YAML: {' '.join(str(error).split())}") from error
    entries = document.get("situations") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise CatalogError(f"{name}: expected a list of entries under 'situations'")
    found = []
    for position, entry in enumerate(entries, start=1):
        label = entry.get("id", f"number {position}") if isinstance(entry, dict) else f"number {position}"
        try:
            found.append(Situations.model_validate(entry))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            where = ".".join(map(str, fault["loc"]))
            raise CatalogError(f"{name}: {label}: {where}: {fault['msg']}") from error
    return found
