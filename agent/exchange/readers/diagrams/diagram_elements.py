"""What a drawing of another tool says: boxes within boxes and arrows between them, whatever it is drawn with."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.exchange.readers.derived_facts import is_people
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.term_mapping import kind_of_part
from agent.exchange.readers.value_positions import Place
from knowledge.vocabulary import ComponentKind

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>")
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/li)\b[^<>]{0,40}>")
_MARKS = frozenset("([{<#@$&/.\"'“-_*=+~:;,!?%")
_STORES = ("cylinder", "cyl", "database", "datastore", "data_store", "lin-cyl", "das")


@dataclass(frozen=True)
class Box:
    """A box, or a frame around some."""

    key: str
    name: str
    shape: str
    """What it looks like, in a word of its tool."""
    within: str
    where: str
    """Its line or cell."""


@dataclass(frozen=True)
class Line:
    """An arrow."""

    source: str
    target: str
    label: str
    where: str
    both: bool = False


def drawn(frames: Iterable[Box], boxes: Iterable[Box], lines: Iterable[Line], builder: Builder) -> None:
    """The frames as boundaries, boxes as parts or people, arrows as flows; a look alone makes no kind of part."""
    for one in frames:
        builder.boundary(one.key, one.name, Place(None, one.where))
    for one in (replace(box, name=_without_pictures(box.name)) for box in boxes):
        place = Place(None, one.where)
        nobody_else = kind_of_part(one.name) is ComponentKind.SERVICE
        if is_people(one.name) or (nobody_else and (one.shape == "person" or _is_called_people(one))):
            builder.actor(one.key, one.name, place, one.within)
        else:
            kind = ComponentKind.SERVICE if one.shape == "diamond" else kind_of_part(one.name)
            plain = kind is ComponentKind.SERVICE and one.shape in _STORES
            builder.component(one.key, one.name, place, "", one.within, "", ComponentKind.DATA_STORE if plain else kind)
    for line in lines:
        place = Place(None, line.where)
        builder.flow(line.where, line.source, line.target, place, line.label, _comes_in(line.source, builder))
        if line.both:
            back = _comes_in(line.target, builder)
            builder.flow(f"{line.where} back", line.target, line.source, place, line.label, back)


def _is_called_people(one: Box) -> bool:
    """Whether its id means people, such as ``user[Traveller]``; of several words one may say otherwise."""
    return len(one.name.split()) == 1 and is_people(one.key.rpartition(" ")[2])


def _without_pictures(name: str) -> str:
    """A name without the little pictures that stand before it; one of pictures alone stays."""
    start = next((at for at, letter in enumerate(name) if letter.isalnum() or letter in _MARKS), len(name))
    return name[start:] or name


def _comes_in(source: str, builder: Builder) -> bool:
    """Whether an arrow starts at people, so that it is an entry point."""
    return builder.ids.get(source, "").startswith("P-")


def words_of(text: str) -> str:
    """The words of a label without its markup, in one line."""
    return " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", text))).replace("\\n", " ").split())
