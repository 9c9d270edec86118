"""Parts that no word of their own tells, but a deed: what a model is trained on, what is kept, what is read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from agent.reading.architecture.people import PEOPLE, role_of
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.names import is_link, is_verb, span_of
from agent.reading.text.sentences import Clause
from agent.reading.text.stances import Stance
from knowledge.loading.tables import word_table
from knowledge.vocabulary import ComponentKind, Value


class ToldPartWords(Value):
    """The table ``told_parts.yaml``."""

    behind: dict[ComponentKind, tuple[str, ...]]
    before: dict[ComponentKind, tuple[str, ...]]
    counting: frozenset[str]
    amounts: frozenset[str]
    stuff: frozenset[str]
    readable: frozenset[str]
    closing: frozenset[str]
    nothing: frozenset[str]


@dataclass(frozen=True)
class ToldPart:
    """Where a clause names a part by a deed, and what the part is."""

    kind: ComponentKind
    start: int
    end: int
    deed: Found[object]


@dataclass(frozen=True)
class _Deed:
    kind: ComponentKind
    behind: bool


def parts_told(saying: Saying, taken: Iterable[tuple[int, int, ComponentKind | None]]) -> Iterator[ToldPart]:
    """The parts that a clause tells by deeds, where it names none in other words, with their spans."""
    clause, known = saying.clause, tuple(taken)
    for hit in _bank().find(clause.texts, clause.turns, longest=True):
        if hit.sign.kind is ComponentKind.DATA_STORE and any(kind in _STORES for _, _, kind in known):
            continue
        meaning = saying.meaning(hit)
        if not meaning.holds or meaning.stance not in (Stance.NOW, Stance.POSSIBLE):
            continue
        reads = hit.sign.kind is ComponentKind.CONTENT_SOURCE
        if reads and _is_of_people(clause, hit.start):
            continue
        for start, end in _behind(clause, hit.end) if hit.sign.behind else _before(clause, hit.start):
            if reads and clause.texts[end - 1] not in _table().readable:
                continue
            if all(end <= first or last < end for first, last, _ in known):
                yield ToldPart(hit.sign.kind, start, end, hit)


def _is_of_people(clause: Clause, place: int) -> bool:
    """Whether people do what stands at a place: ``clerks read letters``."""
    opened = max((turn for turn in clause.turns if turn <= place), default=0)
    before = clause.texts[opened:place]
    return bool(PEOPLE.find(before)) or bool({"we", "i", "you", "she", "he"} & set(before[-2:]))


_STORES = (
    ComponentKind.DATA_STORE,
    ComponentKind.VECTOR_STORE,
    ComponentKind.EXTERNAL_SERVICE,
    ComponentKind.SECRET_STORE,
)
"""What is kept in one of these is told by it."""
_MOST_LISTED = 5


def _behind(clause: Clause, place: int) -> Iterator[tuple[int, int]]:
    """The names of a list that begins at a place, as far as it is surely one."""
    words = clause.texts
    for number in range(_MOST_LISTED):
        span = _name_at(clause, place)
        if span is None:
            return
        follows = words[span[1]] if span[1] < len(words) else ""
        if number and not (follows in ("", ",", "and", "or", "plus") or follows in _table().closing):
            return
        yield span
        if follows not in (",", "and", "or", "plus") or span[1] in clause.turns or span[1] + 1 in clause.turns:
            return
        place = span[1] + 1
        if words[place : place + 1] and words[place] in ("and", "or", "plus"):
            place += 1


def _name_at(clause: Clause, place: int) -> tuple[int, int] | None:
    """The name that stands at a place behind words that only count, and behind amounts of it."""
    words, table = clause.texts, _table()
    while True:
        while place < len(words) and (words[place] in table.counting or _is_number(words, place)):
            place += 1
        end = place
        while end < len(words) and end - place < _LONGEST and _goes_on(clause, place, end):
            end += 1
        if end > place and end < len(words) and words[end] == "of" and words[end - 1] in table.amounts:
            place = end + 1
            continue
        break
    return (place, end) if end > place and _is_name(words[place:end]) else None


_LONGEST = 4


def _is_number(words: tuple[str, ...], place: int) -> bool:
    """Whether a word is a number, or the comma within one."""
    within = words[place] == "," and words[place - 1][0].isdigit() and words[place + 1 : place + 2] != ()
    return words[place][0].isdigit() or (within and words[place + 1][0].isdigit())


def _goes_on(clause: Clause, start: int, place: int) -> bool:
    word, table = clause.texts[place], _table()
    if is_link(word) or is_verb(word) or not word[0].isalpha() or (word in table.counting and word != "history"):
        return False
    before = clause.words[place - 1]
    return place == start or not _is_head(before.text) or before.owns or word in table.readable


def _is_head(word: str) -> bool:
    return word in _table().stuff | _table().readable or (word.endswith("s") and not word.endswith(("ss", "us", "is")))


def _is_name(words: tuple[str, ...]) -> bool:
    """Whether words can name what is kept or learnt from: things in the plural, or stuff."""
    return _is_head(words[-1]) and words[-1] not in _table().nothing and role_of(words[-1]) is None


def _before(clause: Clause, place: int) -> Iterator[tuple[int, int]]:
    """The names of a list that ends at a place."""
    words = clause.texts
    for _ in range(_MOST_LISTED):
        if place <= 0 or not _is_name(words[place - 1 : place]):
            return
        first, _last = span_of(clause, place - 1, place)
        yield first, place
        joined = list(takewhile(lambda at: words[at] in (",", "and", "or"), range(first - 1, -1, -1)))
        if not joined:
            return
        place = joined[-1]


@cache
def _table() -> ToldPartWords:
    return word_table("told_parts", ToldPartWords)


@cache
def _bank() -> CueBank[_Deed]:
    sides = ((_table().behind, True), (_table().before, False))
    return CueBank((cue, _Deed(kind, behind)) for side, behind in sides for kind, cues in side.items() for cue in cues)
