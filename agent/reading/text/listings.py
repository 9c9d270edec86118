"""Tell the lists and tables in which a document names its parts or its people, and what each line of them names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from pydantic import Field

from agent.reading.text.words import words_of
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class Sort(StrEnum):
    """What a list names."""

    PARTS = "parts"
    PEOPLE = "people"


@dataclass(frozen=True)
class Entry:
    """What a line of such a list names, where its name stands, and the span of all that the line says."""

    sort: Sort
    name: str
    start: int
    says: str
    """All of the line, the name included."""
    line: tuple[int, int]
    table: bool = False
    """A row of a table tells of this one part; an item of a list may tell of others too."""
    section: bool = False
    """A heading with all that stands below it."""


class _Names(Value):
    headings: str = Field(description="Headings above such a list.")
    columns: str = Field(description="Headings of the column with the names.")


class ListingWords(Value):
    """The table ``listings.yaml``; rows are lists of phrases parted by commas, single words by spaces."""

    parts: _Names
    people: _Names
    numbers: str
    plain: str
    labels: str
    fillers: str
    acting: tuple[str, ...]
    meeting: tuple[str, ...]
    keeping: tuple[str, ...]
    outside: str
    inside: str


@cache
def listing_words() -> ListingWords:
    """The packaged table."""
    return word_table("listings", ListingWords)


def sort_of_heading(heading: str) -> Sort | None:
    """What the lists below a heading name; None where it does not say."""
    return _headings().get(_plain(heading))


def names_in_table(columns: Sequence[str], above: Sort | None) -> tuple[Sort, int] | None:
    """What a table lists and in which column the names stand: the first, or the one behind a number."""
    for place, column in enumerate(columns[:2]):
        words = _plain(column)
        if words in _columns():
            return _columns()[words], place
        if above is not None and words in _phrases(listing_words().plain):
            return above, place
        if column.strip(" #*_") and words not in _phrases(listing_words().numbers):
            return None
    return None


def name_in_cell(cell: str) -> str:
    """The name that a cell holds, without what stands in brackets behind it; nothing where it holds no name."""
    bare = _BRACKETS.sub("", cell).strip(" \t\n*_`")
    return bare if _is_name(bare) else ""


def numberless(heading: str) -> str:
    """A heading without the number before it."""
    return _NUMBERED.sub("", heading)


_NUMBERED = re.compile(r"\A(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|[A-Z][.)])\s{1,4}")


def name_in_item(item: str, bold: bool) -> tuple[str, int]:
    """The name that an item of a list opens with, and where the mark behind it ends; -1 where there is none."""
    found = _BOLD_ITEM.match(item) if bold else None
    found = found or _ITEM.match(item)
    if found is not None:
        name = name_in_cell(found["name"])
        return name, found.end("mark") - 1 if found["mark"] else -1
    alone = item.strip()
    whole = len(alone.split()) <= _MOST_ALONE and alone[-1:] not in _STOPS
    return (name_in_cell(alone) if whole else ""), -1


_MOST_ALONE, _MOST_WORDS, _MOST_LETTERS = 4, 6, 60
_STOPS = tuple(".;:!?,")
_BRACKETS = re.compile(r"\([^()\n]{0,120}\)")
_NAME = r"\A\s{0,40}(?P<name>[^\n:\u2013\u2014|]{2,80}?)"
_ITEM = re.compile(rf"{_NAME}\s{{0,10}}(?P<mark>:(?=\s)|[\u2013\u2014]|(?<=\s)-{{1,2}}(?=\s))")
_DASH = r"[\u2013\u2014]|-{1,2}(?=\s)"
_BOLD_ITEM = re.compile(
    rf"{_NAME}(?P<mark>:(?=\s)|\s{{1,10}}(?:{_DASH})|)(?=\s{{2}}|\s{{0,4}}\Z|\s{{0,10}}[\u2013\u2014:-])"
)
_WORDY = re.compile(r"(?i)\b(?:is|are|was|were|has|have|can|may|will|must|should|we|they|it|which|that|who)\b")


def _is_name(words: str) -> bool:
    short = 0 < len(words.split()) <= _MOST_WORDS and 2 <= len(words) <= _MOST_LETTERS
    return (
        short
        and words[0].isalpha()
        and not _WORDY.search(words)
        and _plain(words) not in _phrases(listing_words().labels)
    )


def _plain(text: str) -> tuple[str, ...]:
    fillers = listing_words().fillers.split()
    return tuple(word for word, _, _ in words_of(text) if not (word in fillers or word[0].isdigit() or word == ","))


@cache
def _phrases(row: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_plain(phrase) for phrase in row.split(","))


@cache
def _headings() -> dict[tuple[str, ...], Sort]:
    return {one: sort for sort in reversed(Sort) for one in _phrases(getattr(listing_words(), sort.value).headings)}


@cache
def _columns() -> dict[tuple[str, ...], Sort]:
    return {one: sort for sort in reversed(Sort) for one in _phrases(getattr(listing_words(), sort.value).columns)}


class Lister:
    """Gathers what the headings, rows and items of a text name, while somebody walks over it."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._section: Entry | None = None
        self._names: tuple[Sort, int] | None = None

    def open(self, sort: Sort, heading: str, start: int, shown: str) -> None:
        """A heading below one for parts names one of them, and all up to the next heading tells of it."""
        name = name_in_cell(numberless(heading)) if sort_of_heading(heading) is None else ""
        if name and name in shown:
            self._section = Entry(sort, name, start + shown.index(name), shown, (start, start), section=True)

    def close(self, place: int) -> list[Entry]:
        """The next heading or the end of the text; all that is listed up to there."""
        if self._section is not None:
            self.take(replace(self._section, line=(self._section.line[0], place)))
        self._section = None
        return self._entries

    def columns(self, titles: Sequence[str], above: Sort | None) -> None:
        """The first row of a table."""
        self._names = names_in_table(titles, above)

    def cell(self, column: int, start: int, words: str) -> Entry | None:
        """What a cell names that stands in the column of names; its row is filled in by whoever knows it."""
        if self._names is None or column != self._names[1]:
            return None
        name = name_in_cell(words)
        return Entry(self._names[0], name, start + words.index(name), "", (0, 0), table=True) if name else None

    def item(self, sort: Sort | None, start: int, shown: str, content: str) -> str:
        """Note what an item of a list names; before a deed the mark behind the name goes: ``Clerk: checks it``."""
        name, mark = name_in_item(shown, content[:2] in ("**", "__")) if sort is not None else ("", -1)
        if sort is None or not name or name not in shown:
            return shown
        self.take(Entry(sort, name, start + shown.index(name), shown, (start, start + len(shown))))
        does = mark >= 0 and _DEED.match(shown, mark + 1)
        return f"{shown[:mark]} {shown[mark + 1 :]}" if does else shown

    def take(self, entry: Entry) -> None:
        """Keep an entry."""
        self._entries.append(entry)


_DEED = re.compile(r"\s{1,10}[a-z]{2,20}[a-rt-z]s\b")
"""A verb of somebody named before it, as far as its form tells."""
