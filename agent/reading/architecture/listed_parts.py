"""Parts and people that a document lists by name: they are what it says they are, and the rest of it speaks of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from agent.domain import ThreatModel
from agent.reading.architecture.flows.flow_words import last_deed
from agent.reading.architecture.hosting import is_ground
from agent.reading.architecture.mentions import MODELS, Mention, MentionReader
from agent.reading.facts import quote_of
from agent.reading.text.context import Saying, sayings_of
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.listings import Entry, Sort, listing_words
from agent.reading.text.names import key_of, plural_of
from agent.reading.text.sentences import sentences_in
from agent.reading.text.stances import Stance
from agent.reading.text.system_sentences import Told
from agent.reading.text.words import words_of
from knowledge.vocabulary import ComponentKind

MOST_LISTED = 40
"""A longer list is an inventory of a house, not one system."""
ENOUGH = 3
"""So many listed parts make a list that the rest of the text is read by."""


@dataclass(frozen=True)
class Listed:
    """The parts that a document lists."""

    parts: tuple[Mention, ...] = ()
    lines: tuple[Entry, ...] = ()
    """The lines that name them, in the same order."""
    known: tuple[Mention, ...] = ()
    """Parts of the model that a document may speak of by their names as they are written there."""
    system: frozenset[str] = frozenset()
    """The words of the names of the whole, which is no part of itself."""
    people: frozenset[str] = frozenset()
    """The people it lists, who are no parts."""
    cast: tuple[Mention, ...] = ()
    """Agents that the text names one by one."""

    def read(self, text: str, sayings: Iterable[Saying], mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """The listed parts, where the text speaks of them, and what else it names beside them."""
        if not (self.parts or self.known or self.cast):
            return tuple(mentions)
        again = tuple(self._again(text, sayings))
        kept = (one for one in mentions if not any(_meet(one, other) for other in again))
        others = [one for one in map(self._beside, kept) if one is not None]
        named = sorted([*again, *others], key=_place)
        made = [one for before, one in pairwise(named) if self._is_full and _is_make(before, one, text)]
        return (*self.parts, *self.cast, *(one for one in named if one not in made))

    @property
    def _is_full(self) -> bool:
        return len(self.parts) + len(self.known) >= ENOUGH

    def _again(self, text: str, sayings: Iterable[Saying]) -> Iterable[Mention]:
        """Where the text speaks of listed parts, in any writing, and of known ones, as their names are written."""
        bank = CueBank[Mention]((_cue(one.name), one) for one in (*self.known, *self.parts, *self.cast))
        for saying in sayings:
            for hit in _widest(bank.find(saying.clause.texts, longest=True)):
                meaning = saying.meaning(hit, *((hit.sign.kind.value,) if hit.sign.kind else ()))
                if not meaning.holds or meaning.stance not in (Stance.NOW, Stance.POSSIBLE):
                    continue
                words = quote_of(saying, hit)
                written = hit.sign.name in text[slice(*_span_of(saying, hit))]
                if hit.sign in self.parts or (written if hit.sign in self.cast else hit.sign.name in words):
                    yield replace(
                        hit.sign, saying=saying, start=hit.start, end=hit.end, words=words, stance=meaning.stance,
                        drawn=False,
                    )  # fmt: skip

    def _beside(self, mention: Mention) -> Mention | None:
        """What a text with a full list names beside it: nothing that a line, the title or the ground below tells of."""
        line = next((one for one in self.lines if one.line[0] <= _place(mention) < one.line[1]), None)
        if line is not None:
            own = self.parts[self.lines.index(line)]
            if line.table or mention.kind in (own.kind, None) or (line.section and _is_product_of(mention)):
                return None
        if not self._is_full:
            return mention
        own_name = mention.assists and set(mention.key.split()) <= self.system
        if own_name or is_ground(mention.name) or mention.key in self.people:
            return None
        if mention.bare and not any(one.kind is mention.kind for one in (*self.parts, *self.known)):
            return None
        if mention.kind in MODELS:
            same = next((one for one in (*self.parts, *self.known) if one.kind is mention.kind), None)
            return replace(mention, name=same.name, key=same.key, listed=True) if same else mention
        return mention


def listed_in(told: Told, text: str, reader: MentionReader, model: ThreatModel) -> Listed:
    """What the lists of a document name, and the parts of a model that it may speak of by name."""
    entries = [one for one in told.entries if one.sort is Sort.PARTS][:MOST_LISTED]
    found = {key_of(one.name): (one, made) for one in entries if (made := _mention(one, text, reader)) is not None}
    lines, parts = [one for one, _ in found.values()], [made for _, made in found.values()]
    known = [made for one in model.components if one.name != one.name.lower() and key_of(one.name) not in found
             if (made := _known(one.name, one.kind)) is not None]  # fmt: skip
    people = frozenset(key_of(one.name) for one in told.entries if one.sort is Sort.PEOPLE)
    return Listed(tuple(parts), tuple(lines), tuple(known), _words((*told.titles, model.system.name)), people)


def _words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in key_of(name).split())


def _mention(entry: Entry, text: str, reader: MentionReader) -> Mention | None:
    sayings = _sayings(entry.name, text, entry.start)
    if not sayings:
        return None
    named = reader.mentions(text, sayings)
    words = len(sayings[0].clause.texts)
    head = named[-1].kind if named and named[-1].end == words else None
    says = text[slice(*entry.line)] if entry.section else entry.says
    opening = says if entry.table else _opening(says, entry)
    rest = [one.kind for one in reader.mentions(text, _sayings(opening, text, entry.line[0])) if one.kind is not None]
    kind = _kind(head, rest, says.lower())
    return Mention(
        kind, entry.name, key_of(entry.name), False, sayings[0], 0, words, _quote(entry, text), drawn=True, listed=True
    )


def _quote(entry: Entry, text: str) -> str:
    """What stands beside a name, as far as it is verbatim and no more than a quote holds; else the name."""
    line = entry.says.strip(" |\n")
    return line if line in text and line.startswith(entry.name) and len(line) <= _LONGEST_QUOTE else entry.name


_LONGEST_QUOTE = 300


def _opening(says: str, entry: Entry) -> str:
    """The first words behind a name, which say what it is: ``LangGraph service that plans``."""
    start = entry.start - entry.line[0] + len(entry.name)
    behind = [found for found in re.finditer(r"[\w-]{1,60}", says[start : start + 400])][:_OPENS_WITH]
    deed = next((one for one in behind if one[0].islower() and last_deed((one[0],)) is not None), None)
    last = deed.start() if deed is not None else behind[-1].end() if behind else 0
    return " " * start + says[start : start + last]


_OPENS_WITH = 6


def _known(name: str, kind: ComponentKind) -> Mention | None:
    sayings = _sayings(name, name, 0)
    if not sayings:
        return None
    return Mention(kind, name, key_of(name), False, sayings[0], 0, len(sayings[0].clause.texts), name, listed=True)


def _kind(named: ComponentKind | None, others: Sequence[ComponentKind], says: str) -> ComponentKind:
    """What a listed part is: by its name; by what it does where that says more; by what it is made with."""
    table, vague = listing_words(), (None, ComponentKind.SERVICE, ComponentKind.WORKSPACE)
    if named in vague and _says(says, table.acting):
        return ComponentKind.AGENT
    if named in vague and _says(says, table.meeting):
        return ComponentKind.CLIENT
    if named is None and _says(says, table.keeping):
        return next((one for one in others if one is ComponentKind.VECTOR_STORE), ComponentKind.DATA_STORE)
    told = (one for one in others if one in MODELS or one in _MADE_OF)
    return named or next(told, ComponentKind.SERVICE)


_MADE_OF = (
    ComponentKind.RETRIEVER, ComponentKind.PIPELINE,
    ComponentKind.VECTOR_STORE, ComponentKind.DATA_STORE, ComponentKind.MODEL_REGISTRY,
    ComponentKind.SECRET_STORE, ComponentKind.IDENTITY, ComponentKind.MONITORING, ComponentKind.EXTERNAL_SERVICE,
)  # fmt: skip


def _says(text: str, phrases: Iterable[str]) -> bool:
    words = f" {' '.join(word for word, _, _ in words_of(text))} "
    return any(f" {' '.join(word for word, _, _ in words_of(one))} " in words for one in phrases)


def _sayings(words: str, text: str, start: int) -> tuple[Saying, ...]:
    return sayings_of(tuple(sentences_in(words, text, start)))


def _cue(name: str) -> str:
    """A name as a cue: its words, the last one also in the plural."""
    words = [word for word, _, _ in words_of(name) if word != ","]
    return " ".join([*words[:-1], f"({words[-1]}|{plural_of(words[-1])})"])


def _widest(found: Iterable[Found[Mention]]) -> list[Found[Mention]]:
    kept: list[Found[Mention]] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def _is_product_of(mention: Mention) -> bool:
    """Whether a name in the section on a part is a product that it is made with: a program or a store."""
    made = mention.kind in (ComponentKind.SERVICE, ComponentKind.DATA_STORE)
    return made and mention.name[:1].isupper() and not mention.listed


def _is_make(before: Mention, mention: Mention, text: str) -> bool:
    """Whether a name only says what the part before it is made with: ``an index (Qdrant)``."""
    if mention.listed or before.kind is not mention.kind or before.saying.sentence is not mention.saying.sentence:
        return False
    words = before.saying.clause.words[before.end - 1].end, _place(mention)
    return mention.name[:1].isupper() and bool(_MADE_WITH.fullmatch(text[slice(*words)]))


_MADE_WITH = re.compile(r"\s{1,3}(?:\(|(?:(?:in|on|with|by|using|via|built on|based on)\s{1,3}))")


def _span_of(saying: Saying, hit: Found[Mention]) -> tuple[int, int]:
    words = saying.clause.words
    return words[hit.start].start, words[hit.end - 1].end


def _place(mention: Mention) -> int:
    return mention.saying.clause.words[mention.start].start


def _meet(one: Mention, other: Mention) -> bool:
    return one.saying.clause is other.saying.clause and one.start < other.end and other.start < one.end
