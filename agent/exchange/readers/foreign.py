"""Read a file of another tool as a model: recognised by its content, read whole or refused with the place."""

from importlib import import_module

from agent.errors import InputError
from agent.exchange.formats import READ, FileFormat
from agent.exchange.readers.building import Read
from agent.exchange.readers.parsing import data_of
from agent.exchange.readers.places import Place
from agent.recognition import advice_on, kind_of
from knowledge.catalog import Catalog


def format_read(text: str) -> FileFormat | None:
    """The format of a file, where it is one that models are read from."""
    kind = kind_of(text)
    return next((one for one in READ if kind and kind.what in one.kinds), None)


def read_foreign(text: str, catalog: Catalog) -> tuple[FileFormat, Read]:
    """The model in a file of another tool, with its format; raises InputError with what it is or where it is wrong."""
    form = format_read(text)
    if form is None:
        kind = kind_of(text)
        if kind is None:
            raise InputError("this is no model that can be read; 'threatparley formats' lists what can")
        raise InputError(f"this is {kind.what}, not a threat model that can be read. {advice_on(kind)}")
    room, _, name = form.reader.rpartition(".")
    read = getattr(import_module(f"agent.exchange.{room}"), name)
    try:
        found = read(Place(data_of(text)), catalog)
    except InputError as problem:
        raise InputError(f"as {form.name}: {problem}") from None
    assert isinstance(found, Read)
    return form, found
