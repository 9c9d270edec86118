"""Find the things of a model that somebody's words mean: by id, by name, by part of a name, by kind, nearly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.domain import Component, ThreatModel
from agent.domain.system import Actor, TrustBoundary
from agent.domain.wording.names import parted
from agent.domain.wording.names_in_sentences import joined
from agent.reading.text.names import key_of
from agent.reading.text.spelling import is_slip
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.vocabulary import ComponentKind

Thing = Component | Actor | TrustBoundary
MOST_WORDS = 8
"""Nobody names a thing in more words than these."""


@dataclass(frozen=True)
class Meant:
    """The things that words may mean; they are sure where nothing but these can be meant."""

    things: tuple[Thing, ...] = ()
    sure: bool = False

    @property
    def one(self) -> Thing | None:
        """The one thing that is surely meant."""
        return self.things[0] if self.sure and len(self.things) == 1 else None


def meant_by(words: str, model: ThreatModel, catalog: Catalog) -> Meant:
    """What somebody's words for a thing mean in a model."""
    name, mark = parted(bare(words))
    things: tuple[Thing, ...] = (*model.components, *model.actors, *model.boundaries)
    if ids := {plain_id(one) for one in _IDS.findall(f"{name}{mark}")}:
        return Meant(tuple(one for one in things if one.id in ids), sure=True)
    wanted = key_of(name)
    if not wanted or len(wanted.split()) > MOST_WORDS:
        return Meant()
    for found in (_by_name(name, wanted, things), _by_part(wanted, things), _by_kind(wanted, model, catalog)):
        if found:
            return Meant(found, sure=True)
    return Meant(_nearly(wanted, things))


def roughly_meant(words: str, model: ThreatModel) -> tuple[Thing, ...]:
    """The things whose names hold all words but general ones, such as ``valves-mcp`` for the MCP server.

    Good enough to be told of, too little to be changed.
    """
    telling = set(key_of(bare(words)).split()) - {key_of(head) for head in _HEADS}
    things: tuple[Thing, ...] = (*model.components, *model.actors)
    return tuple(one for one in things if telling and telling <= set(key_of(one.name.replace("-", " ")).split()))


def bare(words: str) -> str:
    """A name as somebody wrote it, without its article, its marks and what only points: ``the``, ``our``, ``now``."""
    name = _unquoted(words)
    while shorter := _AROUND.sub("", name).strip(" ,;:"):
        if shorter == name:
            break
        name = shorter
    return _unquoted(name)


def names_in(model: ThreatModel) -> tuple[str, ...]:
    """What the parts, people and boundaries of a model are called."""
    things: tuple[Thing, ...] = (*model.components, *model.actors, *model.boundaries)
    return tuple(one.name for one in things)


def is_phrase(words: str) -> bool:
    """Whether words can be the name of a thing: nothing in them opens another statement."""
    texts = bare(words).lower().replace("\u2019", "'").split()
    return bool(texts) and not (set(texts[:4]) & _NO_NAME) and len(texts) <= MOST_WORDS


def plain_id(written: str) -> str:
    """The id of a part, flow, person, boundary, asset, control or assumption as it is kept: ``c7`` is C-7."""
    return f"{written[0].upper()}-{int(re.sub(r'[^0-9]', '', written))}"


def threat_id(written: str) -> str:
    """The id of a threat as it is kept: ``t7`` is T-007."""
    return f"T-{int(re.sub(r'[^0-9]', '', written)):03d}"


def number_in(words: str) -> int:
    """The number that a word or figure says, from 1 on; 0 where it is none."""
    flat = words.lower().strip()
    return _NUMBERS.index(flat) + 1 if flat in _NUMBERS else int(flat) if flat.isdecimal() else 0


def kind_called(written: str, catalog: Catalog) -> ComponentKind | None:
    """The kind of part that is called so."""
    wanted = key_of(bare(written).replace("_", " "))
    for entry in catalog.kinds.values():
        if wanted in (key_of(entry.label), key_of(entry.kind.value.replace("_", " "))):
            return entry.kind
    named = [entry.kind for entry in catalog.kinds.values() if wanted in _plain_cues(entry.cues)]
    return named[0] if named else None


def parts_line(model: ThreatModel) -> str:
    """The parts of a model in a line, for somebody who named none of them."""
    parts = ", ".join(f"{part.id} {part.name}" for part in model.components[:12])
    return f"the parts are: {parts}." if parts else "no parts are known yet."


def did_you_mean(things: tuple[Thing, ...]) -> str:
    """The question which of some things is meant: by name, or by id where they have one name."""
    names = [thing.name for thing in things[:6]]
    alike = len({key_of(name) for name in names}) < len(names)
    return f"did you mean {joined([thing.id for thing in things[:6]] if alike else names, 'or')}?"


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_IDS = re.compile(r"\b[CPBcpb]-\s?\d{1,6}\b|\A[CPBcpb]\d{1,6}\Z")
_QUOTED = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb` "
_AROUND = re.compile(
    r"\A(?:the|our|a|an|any|that|this|these|those|its|their|my|your|all|such|own)\s{1,3}(?=\S)"
    r"|\s{1,3}(?:any ?more|any longer|now|here|there|at all|please|as well|too|again|either|altogether|completely)\Z",
    re.IGNORECASE,
)
_NO_NAME = lexicon(
    "is are was were be been being am can can't cannot could will would shall should must may might do does did don't "
    "doesn't didn't isn't aren't has have had it we they i you he she who which that there nobody nothing not never no "
    "by if when while because although but only just"
)
_HEADS = lexicon(
    "tool tools service services model models system systems server servers database databases store component part "
    "app application api index platform software product engine thing box instance cluster user users people role "
    "person persons team group machine"
)
"""Words that somebody may add to a name, or leave out of it, without meaning another thing."""


def _unquoted(text: str) -> str:
    return " ".join(text.split()).strip().rstrip(".!?").strip(_QUOTED)


def _by_name(name: str, wanted: str, things: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Things of a name; one that is written letter for letter so goes before its plural, and before other names."""
    found = tuple(one for one in things if key_of(one.name) == wanted)
    literal = tuple(one for one in found if one.name.casefold() == name.casefold())
    called = tuple(one for one in things if wanted in map(key_of, getattr(one, "called", ())))
    return literal if len(literal) == 1 else found or called


def _by_part(wanted: str, things: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Things whose names have all the words, or all but general ones; boundaries are only named in full."""
    own = set(wanted.split())
    inner = [one for one in things if not isinstance(one, TrustBoundary)]
    found = [one for one in inner if own <= set(key_of(one.name).split())]
    if not found:
        found = [one for one in inner if _is_but_heads(own, set(key_of(one.name).split()))]
    return tuple(found)


def _is_but_heads(own: set[str], theirs: set[str]) -> bool:
    """Whether two names differ by nothing but general words: ``Llama`` and ``the Llama model``."""
    shared, heads = own & theirs, {key_of(head) for head in _HEADS}
    return bool(shared - heads) and (own ^ theirs) <= heads


def _by_kind(wanted: str, model: ThreatModel, catalog: Catalog) -> tuple[Thing, ...]:
    """The only part of a kind, where the words are what such a part is called."""
    kinds = [
        entry.kind
        for entry in catalog.kinds.values()
        if wanted in {key_of(entry.label), key_of(entry.kind.value.replace("_", " ")), *_plain_cues(entry.cues)}
    ]
    found = [part for part in model.components if part.kind in kinds]
    return tuple(found) if len(found) == 1 else ()


def _plain_cues(cues: tuple[str, ...]) -> set[str]:
    """The cues that are plain names, each alternative by itself."""
    return {key_of(one) for cue in cues for one in _alternatives(cue)}


def _alternatives(cue: str) -> Iterator[str]:
    inner = cue[1:-1] if cue.startswith("(") and cue.endswith(")") else cue
    if not set(inner) & set("()*.") and ("|" not in inner or inner is not cue):
        yield from inner.split("|")


def _nearly(wanted: str, things: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Things whose name, or one word of it, is written a letter or two otherwise."""
    found = []
    for thing in things:
        name = key_of(thing.name)
        words = [name, *(word for word in name.split() if word not in _HEADS)]
        if any(is_slip(wanted, word) for word in words):
            found.append(thing)
    return tuple(found)
