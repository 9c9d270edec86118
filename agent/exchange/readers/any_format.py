"""Read a file of another tool as a model: recognised by its content, read whole or refused with the place."""

from dataclasses import replace
from importlib import import_module

from agent.errors import InputError
from agent.exchange.formats import READ, FileFormat, Takes
from agent.exchange.readers.parsing import data_of, documents_of
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.value_positions import Place
from agent.recognition import advice_on, card_of, drawn_in, kind_of
from knowledge.catalog import Catalog


def format_read(text: str) -> FileFormat | None:
    """The format of a file, where it is one that models are read from."""
    kind = card_of(text) or kind_of(text) or drawn_in(text)
    return next((one for one in READ if kind and kind.what in one.kinds), None)


def read_foreign(text: str, catalog: Catalog) -> tuple[FileFormat, Read]:
    """The model in a file of another tool, with its format; raises InputError with what it is or where it is wrong."""
    form = format_read(text)
    if form is None:
        kind = kind_of(text)
        if kind is None:
            raise InputError("this is no model that can be read; 'threatparley formats' lists what can")
        raise InputError(f"this is {kind.what}, which is not read as a model. {advice_on(kind)}")
    room, _, name = form.reader.rpartition(".")
    read = getattr(import_module(f"agent.exchange.{room}"), name)
    try:
        found = read(_given(form, text), catalog)
    except InputError as problem:
        raise InputError(f"as {form.name}: {problem}") from None
    assert isinstance(found, Read)
    return form, _from_document(found) if form.setup else found


def _from_document(read: Read) -> Read:
    """The same with its description marked as a document's words, which are not its owner's."""
    system = read.model.system
    marked = system.model_copy(update={"from_documents": system.description})
    return replace(read, model=read.model.model_copy(update={"system": marked}))


def _given(form: FileFormat, text: str) -> Place | str:
    """What the reader of a format takes."""
    if form.takes is Takes.TEXT:
        return text
    return Place(documents_of(text) if form.takes is Takes.DOCUMENTS else data_of(text))
