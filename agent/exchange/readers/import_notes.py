"""What a file said of each thing, by the file's own names: the same file gives the same, whenever it is read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from agent.domain.facts import SYSTEM
from agent.domain.import_sources import ImportedFile, ImportedThing
from agent.domain.model import Thing, ThreatModel
from agent.domain.secrets.redaction import mask
from agent.domain.system import Actor, Component, DataFlow, TrustBoundary
from agent.exchange.readers.read_result import Read
from knowledge.text import without_hidden
from knowledge.vocabulary import AnswerValue

FACT = "fact "
"""How the keys of facts begin."""
_SENTENCE = re.compile(r"(?<=\.)\s+")
_LONGEST, _MOST = 390, 60


def told(read: Read, file: str, form: str) -> ImportedFile:
    """A note on a file that was read: parts, people, flows, boundaries and facts by its own names, with what it says.

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
    for kept in model.facts:
        whose = names.get(kept.subject, "the system")
        key = _clean(f"{FACT}{kept.fact} of {whose}")
        yield ImportedThing(thing=kept.subject, key=key, told=(value_words(kept.value),))


def value_words(value: AnswerValue) -> str:
    """The value of a fact, as it is noted."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ", ".join(value) or "none"


def noted(model: ThreatModel, notes: Iterable[ImportedFile]) -> ThreatModel:
    """The model with notes on the files it was read from, each thing under the id that the model has for it.

    Where several files make one model, a part may have the name that another file gives it: it is known by all of them.
    """
    ids = _ids(model)
    files = tuple(
        file.model_copy(update={"things": tuple(_under(one, ids) for one in file.things)}) for file in notes
    )  # fmt: skip
    return model.model_copy(update={"imported": files})


def _under(one: ImportedThing, ids: dict[str, str]) -> ImportedThing:
    if one.key.startswith(FACT):
        whose = ids.get(f"part {one.key.partition(' of ')[2]}", SYSTEM)
        return one.model_copy(update={"thing": whose})
    return one.model_copy(update={"thing": ids.get(one.key, one.thing)})


def _ids(model: ThreatModel) -> dict[str, str]:
    """The ids of a model's things by what files call them; the first of a name counts."""
    called: tuple[Component | Actor | TrustBoundary, ...] = (*model.components, *model.actors, *model.boundaries)
    by_name: dict[str, list[str]] = {one.id: [one.name, *getattr(one, "called", ())] for one in called}
    ids: dict[str, str] = {}
    for one in called:
        for name in by_name[one.id]:
            ids.setdefault(_clean(_key(one, {}, name)), one.id)
    for flow in model.flows:
        for source in by_name[flow.source]:
            for target in by_name[flow.target]:
                ids.setdefault(_clean(f"flow {source} → {target}"), flow.id)
    return ids


def _key(thing: Thing, names: dict[str, str], name: str = "") -> str:
    """The sort of a thing and what the file calls it; flows are called by their ends."""
    match thing:
        case Component():
            return f"part {name or thing.name}"
        case Actor():
            return f"actor {name or thing.name}"
        case TrustBoundary():
            return f"boundary {name or thing.name}"
        case DataFlow():
            return f"flow {names[thing.source]} → {names[thing.target]}"
    return ""


def _told(thing: Thing, names: dict[str, str]) -> Iterator[str]:
    match thing:
        case Component():
            yield f"Is a {thing.kind.value.replace('_', ' ')}."
            yield f"Within {names[thing.boundary]}." if thing.boundary else ""
            yield from sentences(thing.description)
        case DataFlow():
            yield thing.label or "data"
            yield "Not trusted." if thing.untrusted else ""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a description, as they may be kept."""
    return tuple(_clean(line) for line in _SENTENCE.split(text) if line.strip())


def _clean(text: str) -> str:
    """A text as it may be kept: without what cannot be seen, and without secrets."""
    return mask(without_hidden(text).text).text[:_LONGEST]
