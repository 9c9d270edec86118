"""Cut a body that comes in pieces into server-sent events."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Event:
    """One event: its name where it has one, and its data."""

    name: str
    data: str


def events(pieces: Iterable[bytes]) -> Iterator[Event]:
    """Every event with data, in order; one that the end of the body cuts short is given as far as it came."""
    name, data = "", list[str]()
    for line in lines(pieces):
        field, _, value = line.partition(":")
        if not line and data:
            yield Event(name, "\n".join(data))
        if not line:
            name, data = "", []
        elif field == "data":
            data.append(value.removeprefix(" "))
        elif field == "event":
            name = value.strip()
    if data:
        yield Event(name, "\n".join(data))


def lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """The lines of a body, wherever its pieces are cut; a byte that is no UTF-8 is replaced."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    kept: list[str] = []
    returned = False
    for piece in pieces:
        text = decoder.decode(piece)
        if not text:
            continue
        text, returned = text.removeprefix("\n") if returned else text, text.endswith("\r")
        *whole, rest = _END.split(text)
        for line in whole:
            yield "".join([*kept, line])
            kept = []
        if rest:
            kept.append(rest)
    if kept:
        yield "".join(kept)
