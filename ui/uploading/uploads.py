"""Files that are uploaded together: each is read for itself, and what is wrong with one loses no other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

from pydantic import Field

from agent.domain.model import ThreatModel
from agent.domain.sessions.quoted_turns import NO_TURNS, Record
from agent.domain.wording.names_in_sentences import capital
from agent.errors import InputError
from knowledge.errors import ThreatparleyError
from knowledge.vocabulary import Value
from ui.components.text import counted
from ui.uploading.documents import LIMIT_MB, Document, read_document, shown_name, text_of


class File(Protocol):
    """A file as a page hands it over."""

    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""
        ...


class Model(Value):
    """A file of a threat model, or the files of setups that make one system."""

    name: str = Field(description="The file's name, or the names.")
    model: ThreatModel = Field(description="What it holds, cleaned.")
    notes: tuple[str, ...] = Field(default=(), description="What its owner should know of the reading.")
    told: str = Field(default="", description="What came of it in one or two sentences.")
    prose: tuple[Document, ...] = Field(default=(), description="Words in the files, to be read as descriptions.")
    record: Record = Field(default=NO_TURNS, description="The turns that its quotes come from.")


class Refused(Value):
    """A file that was not read."""

    name: str = Field(description="The file's name.")
    why: str = Field(description="What was found, and what would do.")


class Uploaded(Value):
    """What came of the files."""

    documents: tuple[Document, ...] = Field(default=(), description="Descriptions, in the order of the files.")
    models: tuple[Model, ...] = Field(default=(), description="Threat models, each of its own.")
    system: Model | None = Field(default=None, description="The one system that files of setups describe together.")
    refused: tuple[Refused, ...] = Field(default=(), description="What was not read.")


READS = (
    "Threatparley reads text, Markdown and PDF as descriptions, its own files (JSON) as models, and models and setups "
    "of other tools, which 'threatparley formats' lists."
)
"""What is read; said once, after the refusals."""


def read_all(files: Iterable[File]) -> Uploaded:
    """Read each file; one that cannot be read is told of by name, with what would do.

    Files of setups, such as a Compose file and a list of tool servers, make one system.
    """
    documents: list[Document] = []
    models: list[Model] = []
    setups: list[tuple[str, str]] = []
    refused: list[Refused] = []
    for file in files:
        try:
            read = _read(file.name, file.getvalue())
        except ThreatparleyError as problem:
            refused.append(_refused(file.name, problem))
            continue
        if isinstance(read, Model):
            models.append(read)
        elif isinstance(read, Document):
            documents.append(read)
        else:
            setups.append(read)
    models = [_against(one, setups) for one in models]
    system = None
    try:
        system = _joined(setups) if setups else None
    except ThreatparleyError as problem:
        refused.append(_refused(setups[0][0], problem))
    return Uploaded(documents=tuple(documents), models=tuple(models), system=system, refused=tuple(refused))


def _against(one: Model, setups: list[tuple[str, str]]) -> Model:
    """The model with a note where a file beside it says otherwise than when the model was read from it."""
    from agent.gate.drift import DriftJudge
    from agent.settings import load_settings
    from knowledge.catalog import load_catalog

    given = dict(setups)
    noted = tuple(file for file in one.model.imported if PurePosixPath(file.file).name in given)
    if not noted:
        return one
    texts = _Beside({file.file: given[PurePosixPath(file.file).name] for file in noted})
    catalog = load_catalog(overlay=load_settings().own_catalog)
    judge = DriftJudge(one.model.model_copy(update={"imported": noted}), texts, catalog, one.name, strict=False)
    found = [f"{finding.title} ({finding.file})" for finding in judge.findings(())]
    if not found:
        return one
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    said = f"The system is no longer as {one.name} has it: {'; '.join(found[:4])}{more}."
    return one.model_copy(update={"notes": (*one.notes, said)})


class _Beside:
    """Files that were uploaded together, by the paths under which a model knows them."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def paths(self) -> Iterator[str]:
        """Every file."""
        yield from self._texts

    def text(self, path: str) -> str | None:
        """What a file says; none where it was not uploaded."""
        return self._texts.get(path)


def _refused(name: str, problem: ThreatparleyError) -> Refused:
    return Refused(name=shown_name(name), why=f"{str(problem).rstrip('.')}.")


def _read(name: str, content: bytes) -> Document | Model | tuple[str, str]:
    """A description, a model of its own, or a setup as its name and text."""
    from agent.exchange.readers.any_format import format_read

    shown = shown_name(name)
    if content[:1024].lstrip().startswith(b"%PDF-") or not content.strip():
        return read_document(name, content)
    if name.lower().endswith(".json"):
        text = _text(shown, content)
    elif len(content) > LIMIT_MB * 1024 * 1024:
        return read_document(name, content)
    else:
        text = text_of(name, content)
    form = format_read(text)
    if form is None or form.id == _DRAWN:
        return _native(shown, text) if name.lower().endswith(".json") else read_document(name, content)
    found = _foreign(shown, text)
    return (shown, text) if form.setup else found


_DRAWN = "mermaid-document"
"""A document with drawings: whoever reads its words reads them too, and tells people from parts by those words."""


def _joined(setups: list[tuple[str, str]]) -> Model:
    """The system that some setups describe together."""
    from agent.exchange.readers.bundles.bundle import read_bundle
    from agent.exchange.readers.import_notes import noted
    from agent.exchange.readers.import_notes import told as file_note
    from agent.input_validation import clean_model
    from agent.settings import load_settings
    from knowledge.catalog import load_catalog

    bundle = read_bundle(setups, load_catalog(overlay=load_settings().own_catalog))
    clean = clean_model(bundle.read.model)
    counted_names = Counter(name for name, _ in setups)
    alone = (one for one in bundle.members if counted_names[one.name] == 1)
    noted_files = (file_note(one.read, one.name, one.form.id) for one in alone)
    read = [f"{one.name} was read as {one.form.name}." for one in bundle.members]
    flags = [f"{flag}." for flag in bundle.read.flags]
    asked = [f"Left open: {question}" for question in clean.model.system.left_open]
    lost = [f"{capital(one.line)}." for one in bundle.read.losses]
    prose = tuple(Document(name=name, text=text) for name, text in bundle.prose)
    names = ", ".join(name for name, _ in setups)
    together = f"{len(setups)} files were read as one system" if len(setups) > 1 else read[0].rstrip(".")
    told = [f"{together}: {counted(len(clean.model.components), 'part')}, {counted(len(clean.model.flows), 'flow')}."]
    told += [_contradicted(bundle.contradictions)] if bundle.contradictions else []
    told += (
        [f"{counted(len(asked), 'point is', 'points are')} left open; find them under Open points."] if asked else []
    )
    told += ["Something in the files reads like an order or a script; it is kept as words."] if flags else []
    return Model(
        name=names, model=noted(clean.model, noted_files), told=" ".join(told), prose=prose,
        notes=(*read, *flags, *clean.notes, *asked, *lost),
    )  # fmt: skip


def _contradicted(questions: tuple[str, ...]) -> str:
    """What files tell differently, so that it is decided before anything is built on it."""
    more = f" And {counted(len(questions) - 2, 'more point', 'more points')}." if len(questions) > 2 else ""
    return f"The files contradict each other: {' '.join(questions[:2])}{more} Until you say, neither side counts."


def _native(name: str, text: str) -> Model:
    from agent.exchange import native_file
    from agent.input_validation import clean_record
    from agent.recognition import advice_on, kind_of

    kind = kind_of(text)
    if kind is not None and kind.instead != "own":
        raise InputError(f"{name} is {kind.what}, not a Threatparley model. {advice_on(kind)}")
    try:
        file = native_file(text)
        clean = clean_record(file.model, file.record)
    except InputError as problem:
        raise InputError(f"{name} cannot be opened as a model: {problem}") from None
    return Model(name=name, model=clean.model, notes=clean.notes, record=clean.record)


def _foreign(name: str, text: str) -> Model:
    """The model in a file of another tool, with what was left behind."""
    from agent.exchange.readers.any_format import read_foreign
    from agent.input_validation import clean_model
    from agent.settings import load_settings
    from knowledge.catalog import load_catalog

    try:
        form, found = read_foreign(text, load_catalog(overlay=load_settings().own_catalog))
        clean = clean_model(found.model)
    except InputError as problem:
        raise InputError(f"{name} cannot be opened as a model: {problem}") from None
    flags = (f"{flag}." for flag in found.flags)
    notes = (f"Read as {form.name}.", *flags, *clean.notes, *(f"{capital(one.line)}." for one in found.losses))
    return Model(name=name, model=clean.model, notes=notes)


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{name} is not UTF-8 text. Choose a file that a tool for threat models wrote.") from None
