"""Values as compact bytes for a table cell, and back.

A cell is compressed JSON. From version 2 of a kind of document on, its number and a semicolon stand before it. A reader
leaves out fields that it does not know, but only in documents of a version newer than its own, such as a newer replica
writes side by side; in all others an unknown field is damage. What is left out is never lost in silence: ``held_whole``
says whether anything was in it, and nobody writes over a document that they do not hold whole. A new field must
therefore be empty by default, so that a newer document says something new only where there is something.
"""

import json
import logging
import zlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from agent.domain.changes.edits import Edit
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question, Reply, Said
from agent.errors import StoreUnavailable
from knowledge.vocabulary import Value

log = logging.getLogger(__name__)

V = TypeVar("V", bound=Value)

Validate = Callable[[bytes], Any]
Edits = tuple[Edit, ...]
_EDITS: TypeAdapter[Edits] = TypeAdapter(Edits)
VERSIONS: dict[Any, int] = {ThreatModel: 1, Said: 1, Reply: 1, Question: 1, Edits: 1}
"""The version of each kind of document; raise it in the first release whose shape differs, and keep a store of it."""
PLAIN = b"x"
"""How compressed bytes begin, which is all there is before version 2."""


def pack(value: Value) -> bytes:
    """A value as compressed JSON, with its version."""
    return _headed(type(value), value.model_dump_json().encode())


def unpack(shape: type[V], cell: bytes, where: str) -> V:
    """The value in a cell; ``where`` names the place for the case that it is damaged."""
    return cast(V, _read(shape.model_validate_json, shape, cell, where)[0])


def pack_edits(edits: Edits) -> bytes:
    """Edits as compressed JSON, with their version."""
    return _headed(Edits, _EDITS.dump_json(edits))


def unpack_edits(cell: bytes, where: str) -> Edits:
    """The edits in a cell."""
    return cast(Edits, _read(_EDITS.validate_json, Edits, cell, where)[0])


def held_whole(shape: type[Value], cell: bytes, where: str) -> bool:
    """Whether this program knows everything that a document says; only one of a newer version can say more."""
    return cell[:1] == PLAIN or not _read(shape.model_validate_json, shape, cell, where)[1]


def refuse_partial(shape: type[Value], cell: bytes, where: str) -> None:
    """Raise StoreUnavailable where writing on would lose what a newer version has put down."""
    if not held_whole(shape, cell, where):
        raise StoreUnavailable(
            f"{where} was written by a newer version of this program and says something that this one cannot keep. "
            "It can be read here, but not changed. Nothing was written, and what was sent waits: "
            "update this installation, or go on in the newer one."
        )


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


def _headed(kind: Any, text: bytes) -> bytes:
    version = VERSIONS.get(kind, 1)
    return (b"" if version == 1 else b"%d;" % version) + zlib.compress(text, 3)


def _read(validated: Validate, kind: Any, cell: bytes, where: str) -> tuple[Any, bool]:
    """The value, and whether something was left out that says anything."""
    try:
        version, body = _parted(cell)
        text = zlib.decompress(body)
        if version <= VERSIONS.get(kind, 1):
            return validated(text), False
        return _without_unknown(validated, text, where)
    except (zlib.error, ValueError) as problem:  # a ValidationError is one too
        raise damaged_cell(where) from problem


def _parted(cell: bytes) -> tuple[int, bytes]:
    """Version and body of a cell."""
    if cell[:1] == PLAIN:
        return 1, cell
    head, _, body = cell.partition(b";")
    return int(head), body


def _without_unknown(validated: Validate, text: bytes, where: str) -> tuple[Any, bool]:
    """The value of a newer document without fields that are not known here, and whether one of them was not empty."""
    document, lost = json.loads(text), False
    while True:
        try:
            return validated(json.dumps(document).encode()), lost
        except ValidationError as problem:
            unknown = [one["loc"] for one in problem.errors(include_url=False) if one["type"] == "extra_forbidden"]
            if not unknown or len(unknown) < problem.error_count():
                raise
            for place in unknown:
                lost |= bool(_take_out(document, place))
            log.warning("%s was written by a newer version; %d of its fields are not shown", where, len(unknown))


def _take_out(document: Any, place: tuple[int | str, ...]) -> Any:
    """Remove one field; the names of kinds in an error's place are no steps in the document."""
    for step in place[:-1]:
        inner = document[int(step)] if isinstance(document, list) else document.get(step)
        document = inner if isinstance(inner, list | dict) else document
    return document.pop(place[-1])
