"""What a file said of each thing, by the file's own names: the same file gives the same, whenever it is read."""

import re
from collections import Counter
from collections.abc import Iterator

from agent.domain.imported import ImportedFile, ImportedThing
from agent.domain.model import Thing, ThreatModel
from agent.domain.redaction import mask
from agent.domain.system import Actor, Component, DataFlow, TrustBoundary
from agent.exchange.readers.building import Read
from knowledge.text import without_hidden

_SENTENCE = re.compile(r"(?<=\.)\s+")
_LONGEST, _MOST = 390, 60


def told(read: Read, file: str, form: str) -> ImportedFile:
    """A note on a file that was read: each part, flow and boundary by its own name, with what the file says of it.

    ``file`` is its path, ``form`` the id of its format. Threats and measures are left out: they are of the model, and
    no part of a system that could drift from it.
    """
    return ImportedFile(file=file, form=form, things=tuple(_things(read.model)))


def _things(model: ThreatModel) -> Iterator[ImportedThing]:
    """Each thing once; flows with the same ends are one, and other things of one name are numbered."""
    called: tuple[Component | Actor | TrustBoundary, ...] = (*model.components, *model.actors, *model.boundaries)
    names = {one.id: one.name for one in called}
    found: dict[str, ImportedThing] = {}
    counted: Counter[str] = Counter()
    for one in model.things():
        key = _clean(_key(one, names))
        if not key:
            continue
        words = tuple(_clean(line) for line in _told(one, names) if line)
        counted[key] += 1
        if isinstance(one, DataFlow) and key in found:
            words = tuple(sorted({*found[key].told, *words}))
            found[key] = found[key].model_copy(update={"told": words[:_MOST]})
            continue
        numbered = f"{key} #{counted[key]}" if counted[key] > 1 else key
        found[numbered] = ImportedThing(thing=one.id, key=numbered, told=words[:_MOST])
    yield from found.values()


def _key(thing: Thing, names: dict[str, str]) -> str:
    """The sort of a thing and what the file calls it; flows are called by their ends."""
    match thing:
        case Component():
            return f"part {thing.name}"
        case Actor():
            return f"actor {thing.name}"
        case TrustBoundary():
            return f"boundary {thing.name}"
        case DataFlow():
            return f"flow {names[thing.source]} → {names[thing.target]}"
    return ""


def _told(thing: Thing, names: dict[str, str]) -> Iterator[str]:
    match thing:
        case Component():
            yield f"Is a {thing.kind.value.replace('_', ' ')}."
            yield f"Within {names[thing.boundary]}." if thing.boundary else ""
            yield from _SENTENCE.split(thing.description)
        case DataFlow():
            yield thing.label or "data"
            yield "not trusted" if thing.untrusted else ""


def _clean(text: str) -> str:
    """A text as it may be kept: without what cannot be seen, and without secrets."""
    return mask(without_hidden(text).text).text[:_LONGEST]
