"""Values as compact bytes for a table cell, and back."""

import zlib
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from agent.domain.edits import Edit
from agent.errors import StoreUnavailable
from knowledge.vocabulary import Value

V = TypeVar("V", bound=Value)

_EDITS: TypeAdapter[tuple[Edit, ...]] = TypeAdapter(tuple[Edit, ...])


def pack(value: Value) -> bytes:
    """A value as compressed JSON."""
    return zlib.compress(value.model_dump_json().encode(), 3)


def unpack(shape: type[V], cell: bytes, where: str) -> V:
    """The value in a cell; ``where`` names the place for the case that it is damaged."""
    try:
        return shape.model_validate_json(zlib.decompress(cell))
    except (zlib.error, ValidationError) as problem:
        raise damaged_cell(where) from problem


def pack_edits(edits: tuple[Edit, ...]) -> bytes:
    """Edits as compressed JSON."""
    return zlib.compress(_EDITS.dump_json(edits), 3)


def unpack_edits(cell: bytes, where: str) -> tuple[Edit, ...]:
    """The edits in a cell."""
    try:
        return _EDITS.validate_json(zlib.decompress(cell))
    except (zlib.error, ValidationError) as problem:
        raise damaged_cell(where) from problem


def pack_text(text: str) -> bytes:
    """Words of any kind, characters included that a text column may refuse."""
    return text.encode("utf-8", "backslashreplace")


def unpack_text(cell: bytes) -> str:
    """The words in a cell."""
    return cell.decode("utf-8", "replace")


def damaged_cell(where: str) -> StoreUnavailable:
    """The error for stored content that no longer reads."""
    return StoreUnavailable(
        f"{where} is stored but cannot be read: it was damaged, or written by a newer version. "
        "Nothing was changed. Restore the database from a backup, or open it with the version that wrote it."
    )
