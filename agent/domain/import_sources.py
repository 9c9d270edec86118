"""What a model was read from: each file, and what it said of each thing, so that a changed file is noticed."""

import hashlib

from pydantic import Field

from knowledge.vocabulary import Slug, Value


class ImportedThing(Value):
    """One thing as a file said it."""

    thing: str = Field(description="Id of the thing in the model, which a person may have removed since.")
    key: str = Field(
        min_length=1, max_length=400, description="What the file calls it; it is the same thing as long as this stays."
    )
    told: tuple[str, ...] = Field(default=(), max_length=60, description="What the file said of it, in sentences.")


class ImportedFile(Value):
    """One file that a model was read from."""

    file: str = Field(min_length=1, max_length=400, description="Its path from the working folder on, with slashes.")
    form: Slug = Field(description="Id of its format.")
    things: tuple[ImportedThing, ...] = Field(default=(), description="What it said, thing by thing.")


def same_file(noted: ImportedFile, other: ImportedFile) -> bool:
    """Whether two notes are of one file under two names: of one format, with most things the same."""
    one, two = ({each.key for each in file.things} for file in (noted, other))
    return noted.form == other.form and len(one & two) > len(one | two) / 2


def with_note(kept: tuple[ImportedFile, ...], file: ImportedFile, former: str = "") -> tuple[ImportedFile, ...]:
    """The notes with a new one, which takes the place of the note on the same file or on the one it was before."""
    return (*(one for one in kept if one.file not in (file.file, former)), file)


def digest_of(file: ImportedFile) -> str:
    """A short mark of what a file said: another one, another mark."""
    return hashlib.sha256(file.model_dump_json().encode()).hexdigest()[:8]
