"""Find the model a command is about: in a native file, or in a kept session."""

from pathlib import Path

from agent.assembly import assemble, assemble_once
from agent.domain import Session, ThreatModel
from agent.domain.versions.superseded_patterns import carried_over
from agent.errors import InputError
from agent.exchange import Cover, Dossier, NativeFile, native_file
from agent.facilitator import Facilitator
from agent.input_validation import CleanModel, clean_record
from agent.recognition import advice_on, kind_of
from agent.settings import load_settings
from knowledge.console import warn
from ui.commands.files import beside, read_native
from ui.dossiers import changed_on, of_model, of_session


def model_of(source: str) -> tuple[ThreatModel, Facilitator]:
    """The model behind a file name, '-' or a session's address, with a facilitator to render it."""
    if is_file(source):
        facilitator = assemble_once(load_settings())
        return carried_over(native_model(source), facilitator.catalog.heirs), facilitator
    facilitator = assemble(load_settings())
    return facilitator.open(source).model, facilitator


def session_of(source: str) -> tuple[Session, Facilitator]:
    """The session at an address; a native file is a session in which nothing was said yet."""
    if is_file(source):
        facilitator = assemble_once(load_settings())
        _, clean = native_source(source)
        return facilitator.import_model(clean.model, record=clean.record), facilitator
    facilitator = assemble(load_settings())
    return facilitator.open(source), facilitator


def dossier_of(source: str, exported_as: str = "") -> Dossier:
    """What documents are written from, with what is known of the version that the source names.

    An export of a kept model is noted in the audit, under its format's name.
    """
    if is_file(source):
        facilitator = assemble_once(load_settings())
        _, clean = native_source(source)
        model = carried_over(clean.model, facilitator.catalog.heirs)
        cover = Cover(day=changed_on(source), author=model.system.owner, file=beside(source), native=_lying(source))
        return of_model(model, facilitator, cover, clean.record)
    facilitator = assemble(load_settings())
    dossier = of_session(facilitator.open(source), facilitator)
    if exported_as:
        facilitator.exported(source, exported_as)
    return dossier


def _lying(source: str) -> str:
    """What a file says as it lies there; nothing of standard input, which was read already."""
    return "" if source == "-" else read_native(source)


def is_file(source: str) -> bool:
    """Whether a source names a file, and no session."""
    return source == "-" or Path(source).exists() or "." in source or "/" in source


def native_model(source: str) -> ThreatModel:
    """The model in a native file, cleaned; what was masked in it is said beside the output."""
    return native_source(source)[1].model


def native_source(source: str) -> tuple[NativeFile, CleanModel]:
    """A native file as it is, and its model and turns cleaned; what was masked is said beside the output."""
    text = read_native(source)
    kind = kind_of(text)
    if kind is not None and kind.instead not in ("own", "data"):
        raise InputError(f"{source} is {kind.what}, not a Threatparley file. {advice_on(kind)}")
    file = native_file(text)
    clean = clean_record(file.model, file.record)
    for note in clean.notes:
        warn(f"threatparley: {note}")
    return file, clean
