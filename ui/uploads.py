"""Files that are uploaded together: each is read for itself, and what is wrong with one loses no other."""

from collections.abc import Iterable
from typing import Protocol

from pydantic import Field

from agent.domain.model import ThreatModel
from agent.domain.names_in_sentences import capital
from agent.domain.record import NO_TURNS, Record
from agent.errors import InputError
from knowledge.errors import ThreatparleyError
from knowledge.vocabulary import Value
from ui.documents import Document, read_document, shown_name


class File(Protocol):
    """A file as a page hands it over."""

    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""
        ...


class Model(Value):
    """A file of a threat model."""

    name: str = Field(description="The file's name.")
    model: ThreatModel = Field(description="What it holds, cleaned.")
    notes: tuple[str, ...] = Field(default=(), description="What its owner should know of the cleaning.")
    record: Record = Field(default=NO_TURNS, description="The turns that its quotes come from.")


class Refused(Value):
    """A file that was not read."""

    name: str = Field(description="The file's name.")
    why: str = Field(description="What was found, and what would do.")


class Uploaded(Value):
    """What came of the files."""

    documents: tuple[Document, ...] = Field(default=(), description="Descriptions, in the order of the files.")
    models: tuple[Model, ...] = Field(default=(), description="Threat models.")
    refused: tuple[Refused, ...] = Field(default=(), description="What was not read.")


READS = (
    "Threatparley reads text, Markdown and PDF as descriptions, its own files (JSON) as models, and models and setups "
    "of other tools, which 'threatparley formats' lists."
)
"""What is read; said once, after the refusals."""


def read_all(files: Iterable[File]) -> Uploaded:
    """Read each file; one that cannot be read is told of by name, with what would do."""
    documents: list[Document] = []
    models: list[Model] = []
    refused: list[Refused] = []
    for file in files:
        try:
            read = _read(file.name, file.getvalue())
        except ThreatparleyError as problem:
            refused.append(Refused(name=shown_name(file.name), why=f"{str(problem).rstrip('.')}."))
            continue
        models.append(read) if isinstance(read, Model) else documents.append(read)
    return Uploaded(documents=tuple(documents), models=tuple(models), refused=tuple(refused))


def _read(name: str, content: bytes) -> Document | Model:
    if name.lower().endswith(".json") and content.strip():
        return _native(shown_name(name), content)
    if name.lower().endswith((".yaml", ".yml")) and content.strip():
        found = _foreign(shown_name(name), _text(shown_name(name), content))
        if found is not None:
            return found
    return read_document(name, content)


def _native(name: str, content: bytes) -> Model:
    from agent.exchange import native_file
    from agent.incoming import clean_record
    from agent.recognition import advice_on, kind_of

    text = _text(name, content)
    if (found := _foreign(name, text)) is not None:
        return found
    kind = kind_of(text)
    if kind is not None and kind.instead != "own":
        raise InputError(f"{name} is {kind.what}, not a Threatparley model. {advice_on(kind)}")
    try:
        file = native_file(text)
        clean = clean_record(file.model, file.record)
    except InputError as problem:
        raise InputError(f"{name} cannot be opened as a model: {problem}") from None
    return Model(name=name, model=clean.model, notes=clean.notes, record=clean.record)


def _foreign(name: str, text: str) -> Model | None:
    """The model in a file of another tool, with what was left behind; none where it is no such file."""
    from agent.exchange.readers.foreign import format_read, read_foreign
    from agent.incoming import clean_model
    from agent.settings import load_settings
    from knowledge.catalog import load_catalog

    if format_read(text) is None:
        return None
    try:
        form, found = read_foreign(text, load_catalog(overlay=load_settings().own_catalog))
        clean = clean_model(found.model)
    except InputError as problem:
        raise InputError(f"{name} cannot be opened as a model: {problem}") from None
    notes = (f"Read as {form.name}.", *clean.notes, *(f"{capital(one.line)}." for one in found.losses))
    return Model(name=name, model=clean.model, notes=notes)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{name} is not UTF-8 text. Choose a file that a tool for threat models wrote.") from None
