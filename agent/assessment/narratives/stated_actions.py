"""What the owner says that people bring and that parts do, as short phrases for sentences of our own.

Only plain statements count, by a table of verbs; a sentence with a denial, a plan or a doubt in it says nothing here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from agent.domain.model import ThreatModel
from knowledge.loading.tables import word_table
from knowledge.search.words import singular
from knowledge.vocabulary import ComponentKind as Kind
from knowledge.vocabulary import Value

MOST_WORDS = 4
"""How many words of what a deed is done to are told."""
MOST_LETTERS = 60
MOST_READ, MOST_QUOTES = 20_000, 120
MOST_BEFORE = 3
"""How many describing words may stand before a name that opens a part of a sentence."""
THINKING = (
    Kind.AGENT, Kind.LANGUAGE_MODEL, Kind.PREDICTIVE_MODEL, Kind.VISION_MODEL, Kind.SPEECH_MODEL, Kind.RECOMMENDER,
    Kind.MEDIA_GENERATOR,
)  # fmt: skip
"""What acts by itself, what steers the others first."""
_STOPS = re.compile(r"(?<=[.!?])\s+|\n\s*(?:[-*\u2022]|\d+[.)]|$)|\n\s*\n|;|(?<=\w):\s")
_WORD = re.compile(r"[^\W_](?:[\w'\u2019./-]*[^\W_])?|,|[()]")
_PRONOUNS = frozenset({"it", "they", "we", "you", "he", "she", "i"})
_HELPERS = frozenset({"can", "may", "to", "will", "does", "do", "they", "we", "you", "i", "who", "that", "which"})
"""Words behind which a verb stands in its bare form."""
_ALIKE = frozenset({"set", "cut", "put", "read"})
"""Verbs whose past reads like the bare form."""
_ARTICLES = frozenset({"a", "an", "the", "their", "his", "her", "its", "our", "your", "my", "some", "any", "all"})


class DeedWords(Value):
    """The table of a language."""

    brings: tuple[str, ...]
    takes: tuple[str, ...]
    acts: tuple[str, ...]
    forms: dict[str, str]
    ends: frozenset[str]
    between: frozenset[str]
    opens: frozenset[str]
    places: frozenset[str]
    leads: frozenset[str]
    against: frozenset[str]
    empty: frozenset[str]


@dataclass(frozen=True)
class Deed:
    """A verb in its base form, and what it is done to, in the owner's words."""

    verb: str
    thing: str
    place: str = ""
    """Where to or where, such as ``to the general ledger``."""

    @property
    def phrase(self) -> str:
        """All of it, such as ``write the booking to the general ledger``."""
        return " ".join(filter(None, (self.verb, self.thing, self.place)))


class Deeds:
    """Finds deeds in what was told of one model, once for all that is asked."""

    def __init__(self, model: ThreatModel) -> None:
        self._names = _Names([*((one.id, one.name) for one in model.actors), *_parts(model)])
        self._thinking = {part.id for part in model.of_kind(*THINKING)}
        self._told = _told(model)

    def brought_by(self, actor: str) -> Deed | None:
        """What people bring, where the owner says it."""
        return next((one for one in self._of(actor) if one.verb in _table().brings), None)

    def taken_by(self, part: str) -> Deed | None:
        """What a part reads or looks at, where the owner says it."""
        return next((one for one in self._of(part) if one.verb in _table().takes), None)

    def done_by(self, part: str) -> Deed | None:
        """What a part does out there, where the owner says it; what weighs most comes first in the table."""
        ranks = {verb: rank for rank, verb in enumerate(_table().acts)}
        found = [one for one in self._of(part) if one.verb in ranks]
        return min(found, key=lambda one: ranks[one.verb], default=None)

    def _of(self, one: str) -> tuple[Deed, ...]:
        return self._found.get(one, ())

    @cached_property
    def _found(self) -> Mapping[str, tuple[Deed, ...]]:
        gathered: dict[str, dict[Deed, None]] = {}
        before = ""
        for text in self._told:
            sentence = _Sentence(text, self._names)
            for subject, deed in sentence.deeds(before):
                gathered.setdefault(subject, {})[deed] = None
            named = sentence.named
            before = next((one for one in named if one in self._thinking), named[0] if named else "")
        return {subject: tuple(deeds) for subject, deeds in gathered.items()}


def _told(model: ThreatModel) -> list[str]:
    """The sentences of the description, and the owner's words that are kept as evidence."""
    told = model.system.description[:MOST_READ]
    kept = (*(one.quotes for one in model.actors), *(one.quotes for one in model.components))
    quotes = [quote.text for some in kept for quote in some]
    beside = [quote for quote in dict.fromkeys(quotes) if quote not in told][:MOST_QUOTES]
    return [part for text in (told, *beside) for part in _STOPS.split(text) if part]


def _parts(model: ThreatModel) -> Iterator[tuple[str, str]]:
    """The names of parts; one of several words is meant by its last one too, where no other ends so."""
    ends = Counter(words[-1].lower() for part in model.components if (words := _words(part.name)))
    yield from ((part.id, part.name) for part in model.components)
    for part in model.components:
        last = _words(part.name)[-1:]
        if last and part.kind in THINKING and ends[last[0].lower()] == 1:
            yield part.id, last[0]


class _Names:
    """Finds names in the words of a sentence, the longest first."""

    def __init__(self, things: Iterable[tuple[str, str]]) -> None:
        names: dict[int, dict[tuple[str, ...], str]] = {}
        for thing, name in things:
            key = tuple(singular(word.lower()) for word in _words(name))
            if key:
                names.setdefault(len(key), {}).setdefault(key, thing)
        self._names = sorted(names.items(), reverse=True)

    def at(self, bare: Sequence[str], place: int) -> tuple[str, int] | None:
        """The thing that is named at a place, and where the name ends."""
        for length, names in self._names:
            found = names.get(tuple(bare[place : place + length]))
            if found is not None:
                return found, place + length
        return None


class _Sentence:
    """The words of one sentence while it is read from left to right."""

    def __init__(self, text: str, names: _Names) -> None:
        self._words = _words(text)
        self._low = [word.lower() for word in self._words]
        self.named: list[str] = []
        """The things it names, in order."""
        self._ends: dict[int, tuple[str, int]] = {}
        """Where each name ends: the thing, and where the name begins."""
        bare, place = [singular(word) for word in self._low], 0
        while place < len(bare):
            found = names.at(bare, place)
            if found is not None:
                self.named.append(found[0])
                self._ends[found[1]] = (found[0], place)
            place = found[1] if found else place + 1

    def deeds(self, before: str) -> Iterator[tuple[str, Deed]]:
        """Every deed with its subject; ``it`` is what the sentence before was about."""
        subject = ""
        for place in range(len(self._low)):
            ending = self._ends.get(place)
            if ending is not None and self._may_act(ending[1]):
                subject = ending[0]
            if place and self._low[place - 1] == "it":
                subject = subject or before
            if subject and self._follows(place):
                deed = _deed_at(self._words, self._low, place)
                if deed is not None and not self._denied(place, deed) and self._is_verb(place, deed):
                    yield subject, deed

    def _may_act(self, start: int) -> bool:
        """Whether a name at a place can be a subject: it opens the sentence or a part of it."""
        place = start - 1
        while place >= 0 and start - place <= MOST_BEFORE:
            word = self._low[place]
            if word in _table().leads or word in _PRONOUNS or (_base(word) != word and _base(word) in _verbs()):
                return False
            if word == "," or word in _table().opens:
                return True
            place -= 1
        return place < 0

    def _follows(self, place: int) -> bool:
        """Whether a verb can stand here: behind a name, also with its place or house, a helping verb, or an ``and``."""
        before = self._low[place - 1] if place else ""
        if place in self._ends or before in _table().between or before in {"it", "and", ",", "or"}:
            return True
        return before not in _ARTICLES | _table().leads and any(
            end in self._ends and self._low[end] in _table().leads for end in range(place - MOST_BEFORE, place)
        )

    def _is_verb(self, place: int, deed: Deed) -> bool:
        """Whether the form fits: of one thing, a bare form without a helper is a noun, as in ``order book``."""
        if self._low[place] != deed.verb.split()[0] or deed.verb in _ALIKE:
            return True
        start = max((end for end in self._ends if end <= place), default=0)
        many = start > 0 and singular(self._low[start - 1]) != self._low[start - 1]
        return many or bool(_HELPERS.intersection(self._low[start:place]))

    def _denied(self, place: int, deed: Deed) -> bool:
        """Whether a denial, a plan or a doubt stands in the same part of the sentence, up to the end of the deed."""
        start = place
        while start > 0 and self._low[start - 1] != ",":
            start -= 1
        end = place + len(deed.phrase.split()) + 1
        return bool(_table().against.intersection(self._low[start:end]))


def _deed_at(words: list[str], low: list[str], place: int) -> Deed | None:
    verb = _base(low[place])
    behind = place + 1
    if behind < len(low) and f"{verb} {low[behind]}" in _verbs():
        verb, behind = f"{verb} {low[behind]}", behind + 1
    if verb not in _verbs():
        return None
    end = _end_of(low, behind)
    thing = _thing(words[behind:end])
    if not thing:
        return None
    led = end < len(low) and low[end] in _table().places
    stop = _end_of(low, end + 1)
    where = _thing(words[end + 1 : stop]) if led and not _goes_on(low[stop:]) else ""
    return Deed(verb, thing, f"{low[end]} {where}" if where else "")


def _goes_on(behind: list[str]) -> bool:
    """Whether what was told is the first of a list, and says something else alone: ``into ill, late and other``."""
    return behind[:1] == ["or"] or (behind[:1] == [","] and bool({"and", "or"} & set(behind[1 : MOST_WORDS + 1])))


def _end_of(low: list[str], start: int) -> int:
    """Where something else begins behind what a deed is done to."""
    end = start
    while end < len(low) and end - start <= MOST_WORDS and not (low[end] in _table().ends or low[end] in ",()"):
        end += 1
    return end


def _thing(taken: list[str]) -> str:
    """What a deed is done to; empty where that says nothing, or goes on too long."""
    empty, bare = _table().empty, [word.lower() for word in taken if word.lower() not in _ARTICLES]
    if not bare or len(taken) > MOST_WORDS or bare[0] in empty or set(bare) <= empty or bare[-1].endswith("ly"):
        return ""
    if len(bare) == 1 and bare[0].endswith("ed"):  # the residents' share capped at 20
        return ""
    told = " ".join(taken)
    return told if len(told) <= MOST_LETTERS else ""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("\u2019", "'"))


def _base(word: str) -> str:
    """The base form of a verb as it may stand in a text."""
    known = _table().forms.get(word)
    if known is not None:
        return known
    for ending, put in (("ies", "y"), ("es", ""), ("es", "e"), ("s", "")):
        base = word.removesuffix(ending) + put
        if word.endswith(ending) and base in _first_words():
            return base
    return word


@cache
def _table() -> DeedWords:
    return word_table("deeds", DeedWords)


@cache
def _verbs() -> frozenset[str]:
    return frozenset((*_table().brings, *_table().takes, *_table().acts))


@cache
def _first_words() -> frozenset[str]:
    return frozenset(verb.split()[0] for verb in _verbs())
