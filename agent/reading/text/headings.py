"""What a heading says of the passage below it: by a table of words in data, not by code for each case."""

import re
from collections.abc import Iterable
from functools import cache

from pydantic import Field

from agent.reading.text.stances import Stance
from agent.reading.text.words import lexicon, words_of
from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class HeadingWords(Value):
    """The table ``headings.yaml``: each row is a list of phrases parted by commas."""

    stances: dict[Stance, str] = Field(description="How the passage below a heading is meant.")
    closing: str = Field(description="Single words that also decide at the end of a longer heading.")
    rows: dict[Stance, str] = Field(description="Words that fill a cell alone and decide on its row.")
    tails: dict[Stance, str] = Field(description="Words behind a thing that tell how far it is; * for any ending.")
    left_open: str = Field(description="Headings and labels of what is not settled, which count as still to do.")
    paperwork: str = Field(description="Labels of what a document says of itself, such as who wrote it.")
    boilerplate: str = Field(description="How paragraphs open that say nothing of the system.")


Phrase = tuple[str, ...]


def stance_of_heading(heading: str) -> Stance | None:
    """How the passage below a heading is meant; None where the heading leaves that open."""
    words = _plain(heading)
    found = sorted(_found_in(words), key=lambda one: (-len(one[0]), one[1]))
    return next((_stances()[phrase] for phrase, place in found if _decides(phrase, place, words, heading)), None)


def stance_of_label(label: str) -> Stance | None:
    """The stance of a line's own label, as in ``Out of scope: …``; the phrase must be all of the label."""
    found = _stances().get(_plain(label))
    return None if found is Stance.NOW else found


def leaves_open(heading: str) -> bool:
    """Whether a heading or label says that what follows is not settled, whatever its number."""
    words = _plain(heading)
    return words in _left_open() or (bool(words) and bool(_NUMBER.match(words[0])) and words[1:] in _left_open())


def is_section(title: str) -> bool:
    """Whether a title names a section that many texts have, such as ``Features``."""
    return _plain(title) in _stances()


def stance_of_row(cells: Iterable[str]) -> Stance | None:
    """What a cell that holds nothing but a word such as ``planned`` says of its whole row."""
    return next((_rows()[words] for words in map(_plain, cells) if words in _rows()), None)


def stance_of_tail(line: str) -> Stance | None:
    """How far a thing is by the words behind it: ``Rate limits: not started``, ``screening (planned for May)``."""
    found = _TAIL.search(line.rstrip(_ENDINGS))
    words = _plain(found["open"] or found["behind"]) if found else ()
    return next(
        (stance for phrase, more, stance in _tails() if words == phrase or (more and _opens(words, phrase))), None
    )


_ENDINGS = " \t\n.!*_|"
_TAIL = re.compile(
    r"\((?P<open>[^()\n]{2,60})\)\Z|(?::\s|\s[\u2013\u2014-]\s|\u2014)(?P<behind>[^:()\n\u2013\u2014]{2,60})\Z"
)


def _opens(words: Phrase, phrase: Phrase) -> bool:
    return len(words) > len(phrase) and words[: len(phrase)] == phrase


@cache
def _tails() -> tuple[tuple[Phrase, bool, Stance], ...]:
    rows = ((stance, one.strip()) for stance, row in _table().tails.items() for one in row.split(","))
    return tuple((_plain(one.rstrip("* ")), one.endswith("*"), stance) for stance, one in rows)


def is_boilerplate(paragraph: str) -> bool:
    """Whether a paragraph is about copyright, licence or liability."""
    return " ".join(paragraph.lower().split()).lstrip("*_> ").startswith(_boilerplate())


def is_paperwork(label: str) -> bool:
    """Whether a label opens what a document says of itself, such as who wrote it: ``Authors``, ``Last change``."""
    return _plain(label) in _paperwork()


@cache
def _paperwork() -> frozenset[Phrase]:
    return frozenset(_split(_table().paperwork))


_FILLERS = lexicon(
    "the a an our its your this that and or of for to in on with by all other some more my & part section"
)
_LINKING = lexicon("of for to in on with from by and against")
_NUMBER = re.compile(r"\A(?:\d{1,3}|[a-z]|[ivx]{1,5}|[a-z]{1,2}\d{1,4})\Z")


def _decides(phrase: Phrase, place: int, words: Phrase, heading: str) -> bool:
    """Whether a phrase speaks for a heading, and does not only describe a part: ``risks``, but not ``risk model``."""
    rest = [word for word in (*words[:place], *words[place + len(phrase) :]) if word not in _FILLERS]
    rest = [word for word in rest if not _NUMBER.match(word)]
    if not rest or len(phrase) > 1:
        return True
    following = words[place + 1 : place + 2]
    opens = (
        place == 0 and (heading.lower().find(f"{phrase[0]}:") >= 0 or following[0] in _LINKING) if following else False
    )
    numbered = bool(following) and _NUMBER.match(following[0]) is not None and place == 0
    return opens or numbered or (not following and phrase[0] in _closing())


def _found_in(words: Phrase) -> list[tuple[Phrase, int]]:
    longest = max(map(len, _stances()))
    spans = [(words[at : at + size], at) for at in range(len(words)) for size in range(1, longest + 1)]
    return [(span, at) for span, at in spans if span in _stances() and at + len(span) <= len(words)]


def _plain(text: str) -> Phrase:
    return tuple(word for word, _, _ in words_of(text) if word != ",")


def _split(row: str) -> list[Phrase]:
    return [_plain(phrase) for phrase in row.split(",") if _plain(phrase)]


def _table() -> HeadingWords:
    return word_table("headings", HeadingWords)


@cache
def _stances() -> dict[Phrase, Stance]:
    listed = {phrase: stance for stance, row in _table().stances.items() for phrase in _split(row)}
    return listed | dict.fromkeys(_left_open(), Stance.ADVISED)


@cache
def _left_open() -> frozenset[Phrase]:
    return frozenset(_split(_table().left_open))


@cache
def _rows() -> dict[Phrase, Stance]:
    return {phrase: stance for stance, row in _table().rows.items() for phrase in _split(row)}


@cache
def _closing() -> frozenset[str]:
    return lexicon(_table().closing.replace(",", " "))


@cache
def _boilerplate() -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in _table().boilerplate.split(",") if part.strip())
