"""What the owner says that people bring and that parts do, as short phrases for sentences of our own.

Only plain statements count, by a table of verbs; a sentence with a denial, a plan or a doubt in it says nothing here.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from agent.assessment.narratives.deed_words import CLAUSES, Deed, base_of, deed_words, known_verbs
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component
from agent.domain.wording.names import names_of
from knowledge.search.words import singular
from knowledge.vocabulary import ComponentKind as Kind

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
_ASIDE = re.compile(r" \([^()]{1,200}\)")
MOST_IN_CLAUSE = 11
_HELD = (Kind.CONTENT_SOURCE, Kind.DATA_STORE, Kind.VECTOR_STORE, Kind.DATASET, Kind.WORKSPACE)
"""What is read and written, and does nothing by itself."""
_DEFINITE = frozenset({"the", "this", "that", "our", "its", "and", ","})
"""Words behind which a part may be meant by the last word of its name: a second model is another one."""
_CALLS = frozenset({"call", "trigger", "run"})
"""Verbs by which a part does what the thing does that it calls."""
_RELATIVE = frozenset({"who", "which", "that"})
_WORD = re.compile(r"[^\W_](?:[\w'\u2019./-]*[^\W_])?|,|[()]")
_PRONOUNS = frozenset({"it", "they", "we", "you", "he", "she", "i"})
_HELPERS = frozenset({"can", "may", "to", "will", "does", "do", "they", "we", "you", "i", "who", "that", "which"})
"""Words behind which a verb stands in its bare form."""
_ALIKE = frozenset({"set", "cut", "put", "read"})
"""Verbs whose past reads like the bare form."""
_ARTICLES = frozenset({"a", "an", "the", "their", "his", "her", "its", "our", "your", "my", "some", "any", "all"})


class Deeds:
    """Finds deeds in what was told of one model, once for all that is asked."""

    def __init__(self, model: ThreatModel) -> None:
        things: Iterable[Component | Actor] = chain(model.actors, model.components)
        self._names = _Names((one.id, name) for one in things for name in names_of(one))
        self._short = _Names(_short_names(model))
        self._people = frozenset(one.id for one in model.actors)
        self._held = frozenset(part.id for part in model.of_kind(*_HELD))
        self._thinking = {part.id for part in model.of_kind(*THINKING)}
        self._told = _told(model)

    def brought_by(self, actor: str) -> Deed | None:
        """What people bring, where the owner says it."""
        return next((one for one in self.told_of(actor) if one.verb in deed_words().brings), None)

    def taken_by(self, part: str) -> Deed | None:
        """What a part reads or looks at, where the owner says it."""
        return next((one for one in self.told_of(part) if one.verb in deed_words().takes), None)

    def done_by(self, part: str) -> Deed | None:
        """What a part does out there, where the owner says it; what weighs most comes first in the table."""
        ranks = {verb: rank for rank, verb in enumerate(deed_words().acts)}
        found = [one for one in self.told_of(part) if one.verb in ranks]
        return min(found, key=lambda one: ranks[one.verb], default=None)

    def told_of(self, one: str) -> tuple[Deed, ...]:
        """All that somebody or something is said to do, in the order of the text."""
        return self._found.get(one, ())

    def is_often_told(self, name: str) -> bool:
        """Whether more than one sentence names people, or something else, by the last word of their name."""
        last = singular(name.lower().split()[-1])
        return sum(last in {singular(word) for word in _words(text.lower())} for text in self._told) > 1

    @cached_property
    def _found(self) -> Mapping[str, tuple[Deed, ...]]:
        gathered: dict[str, dict[Deed, None]] = {}
        before = ""
        for text in self._told:
            sentence = _Sentence(text, self._names, self._short)
            for subject, deed in sentence.deeds(before, self._people):
                if subject not in self._held:
                    gathered.setdefault(subject, {})[deed] = None
            named = [one for one in sentence.named if one not in self._people]
            thinking = next((one for one in named if one in self._thinking), "")
            before = thinking or (before if sentence.goes_on else "".join(named[:1]))
        return {subject: tuple(deeds) for subject, deeds in gathered.items()}


def _told(model: ThreatModel) -> list[str]:
    """The sentences of the description, and the owner's words that are kept as evidence."""
    told = model.system.description[:MOST_READ]
    kept = (*(one.quotes for one in model.actors), *(one.quotes for one in model.components))
    quotes = [quote.text for some in kept for quote in some]
    beside = [quote for quote in dict.fromkeys(quotes) if quote not in told][:MOST_QUOTES]
    return [_ASIDE.sub("", part) for text in (told, *beside) for part in _STOPS.split(text) if part]


def _short_names(model: ThreatModel) -> Iterator[tuple[str, str]]:
    """Last words by which parts of longer names are meant too, where no other ends so."""
    ends = Counter(words[-1].lower() for part in model.components if (words := _words(part.name)))
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

    def __init__(self, text: str, names: _Names, short: _Names) -> None:
        self._words = _words(text)
        self._low = [word.lower() for word in self._words]
        self.named: list[str] = []
        """The things it names, in order."""
        self._ends: dict[int, tuple[str, int]] = {}
        """Where each name ends: the thing, and where the name begins."""
        bare, place = [singular(word) for word in self._low], 0
        while place < len(bare):
            found = names.at(bare, place)
            if found is None and (not place or self._low[place - 1] in _DEFINITE):
                found = short.at(bare, place)
            if found is not None:
                self.named.append(found[0])
                self._ends[found[1]] = (found[0], place)
            place = found[1] if found else place + 1

    @property
    def goes_on(self) -> bool:
        """Whether it tells on of what the sentence before was about."""
        return self._low[:1] == ["it"]

    def deeds(self, before: str, people: Collection[str]) -> Iterator[tuple[str, Deed]]:
        """Every deed with its subject; ``it`` is what the sentence before was about."""
        subject, called = "", False
        for place in range(len(self._low)):
            ending = self._ends.get(place)
            if ending is not None and self._may_act(ending[1]):
                subject = ending[0]
            if self._low[place] in _RELATIVE and place:
                subject = self._meant(place, people) or (subject if called else "")
            if place and self._low[place - 1] == "it":
                subject = before if subject in people else subject or before
            if subject and self._follows(place):
                deed = _deed_at(self._words, self._low, place)
                if deed is not None and not self._denied(place, deed) and self._is_verb(place, deed):
                    called = deed.verb in _CALLS
                    yield subject, deed

    def _meant(self, place: int, people: Collection[str]) -> str:
        """Of whom a relative clause tells: what is named right before it, as far as a person or a thing can be."""
        before = self._ends.get(place - 1 if self._low[place - 1] == "," else place, ("", 0))[0]
        return before if (self._low[place] == "who") == (before in people) else ""

    def _may_act(self, start: int) -> bool:
        """Whether a name at a place can be a subject: it opens the sentence or a part of it."""
        place = start - 1
        while place >= 0 and start - place <= MOST_BEFORE:
            word = self._low[place]
            if (
                word in deed_words().leads
                or word in _PRONOUNS
                or (base_of(word) != word and base_of(word) in known_verbs())
            ):
                return False
            if word == "," or word in deed_words().opens:
                return True
            place -= 1
        return place < 0

    def _follows(self, place: int) -> bool:
        """Whether a verb can stand here: behind a name, also with its place or house, a helping verb, or an ``and``."""
        before = self._low[place - 1] if place else ""
        if place in self._ends or before in deed_words().between or before in {"it", "and", ",", "or"}:
            return True
        return before not in _ARTICLES | deed_words().leads and any(
            end in self._ends and self._low[end] in deed_words().leads for end in range(place - MOST_BEFORE - 1, place)
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
        end = place + (1 if deed.is_clause else len(deed.phrase.split()) + 1)
        return bool(deed_words().against.intersection(self._low[start:end]))


def _deed_at(words: list[str], low: list[str], place: int) -> Deed | None:
    verb = base_of(low[place])
    behind = place + 1
    if behind < len(low) and f"{verb} {low[behind]}" in known_verbs():
        verb, behind = f"{verb} {low[behind]}", behind + 1
    if verb not in known_verbs():
        return None
    if verb in deed_words().works and low[behind : behind + 1] and low[behind] in CLAUSES:
        clause = _clause(words[behind:], low[behind:])
        return Deed(verb, clause) if clause else None
    end = _end_of(low, behind)
    thing = _thing(words[behind:end])
    if not thing:
        return None
    led = end < len(low) and low[end] in deed_words().places
    stop = _end_of(low, end + 1)
    where = _thing(words[end + 1 : stop]) if led and not _goes_on(low[stop:]) else ""
    return Deed(verb, thing, f"{low[end]} {where}" if where else "")


def _clause(words: list[str], low: list[str]) -> str:
    """What is worked out, as a clause up to its end; empty where it is long or speaks of us."""
    end = next((place for place, word in enumerate(low) if word in {",", "(", ")", "and", "but"}), len(low))
    fits = 3 <= end <= MOST_IN_CLAUSE and not _PRONOUNS.union(_ARTICLES - {"a", "an", "the"}).intersection(low[:end])
    return " ".join(words[:end]) if fits else ""


def _goes_on(behind: list[str]) -> bool:
    """Whether what was told is the first of a list, and says something else alone: ``into ill, late and other``."""
    return behind[:1] == ["or"] or (behind[:1] == [","] and bool({"and", "or"} & set(behind[1 : MOST_WORDS + 1])))


def _end_of(low: list[str], start: int) -> int:
    """Where something else begins behind what a deed is done to."""
    end = start
    while end < len(low) and end - start <= MOST_WORDS and not (low[end] in deed_words().ends or low[end] in ",()"):
        end += 1
    return end


def _thing(taken: list[str]) -> str:
    """What a deed is done to; empty where that says nothing, or goes on too long."""
    empty, bare = deed_words().empty, [word.lower() for word in taken if word.lower() not in _ARTICLES]
    if not bare or len(taken) > MOST_WORDS or bare[0] in empty or set(bare) <= empty or bare[-1].endswith("ly"):
        return ""
    if taken[0].lower() in deed_words().goings:  # the model updates come from the vendor
        return ""
    if len(bare) == 1 and bare[0].endswith("ed"):  # the residents' share capped at 20
        return ""
    told = " ".join(taken)
    return told if len(told) <= MOST_LETTERS else ""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("\u2019", "'"))
