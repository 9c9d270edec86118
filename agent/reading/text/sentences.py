"""Part a text into sentences and their clauses, with every word's place, so that quotes stay verbatim."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from agent.reading.text.stances import Stance
from agent.reading.text.words import lexicon, words_of


@dataclass(frozen=True)
class Word:
    """A word in the form that cues compare, with its place in the text; a comma counts as a word."""

    text: str
    start: int
    end: int
    tied: bool = False
    """A hyphen ties it to the word before."""
    near: bool = False
    """Nothing but space parts it from the word before."""
    owns: bool = False
    """It ends in 's: what follows is its own."""


@dataclass(frozen=True, eq=False)
class Clause:
    """Words that belong together: no stop, colon, dash or bracket parts them."""

    words: tuple[Word, ...]
    aside: bool = False
    """It stands in brackets inside another clause."""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The words as cues compare them."""
        return tuple(word.text for word in self.words)

    @cached_property
    def turns(self) -> frozenset[int]:
        """Places where a new statement begins within the clause."""
        return frozenset(place for place in range(1, len(self.texts)) if _turns_at(self.texts, place))


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence with its exact text, its place and its clauses."""

    text: str
    start: int
    clauses: tuple[Clause, ...]
    stance: Stance = Stance.NOW
    """How the passage around it is meant: by the heading above, its own label, or a box that is not ticked."""
    heading: str = ""
    """What sets that stance."""
    title: bool = False
    """It is a heading, which says what follows rather than how the system is."""
    answer: bool | None = None
    """The yes or no that the sentence behind it gives to a question."""

    @property
    def asks(self) -> bool:
        """Whether it is a question that nobody answers, which states nothing."""
        return self.answer is None and self.text.rstrip(_CLOSINGS).endswith("?")

    @property
    def count(self) -> int:
        """The number of words, commas left out."""
        return sum(word.text != "," for clause in self.clauses for word in clause.words)


def with_answers(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The sentences, each question with the yes or no right behind it, as in ``Can it send mail? No.`` or a log."""
    behind = (*sentences[1:], None)
    return tuple(
        replace(one, answer=_yes_or_no(other)) if one.asks and other is not None else one
        for one, other in zip(sentences, behind, strict=False)
    )


def _yes_or_no(sentence: Sentence) -> bool | None:
    """What a short answer says; whoever speaks may be named before it: ``Ann: yes, it does``."""
    found = _ANSWERS.match(sentence.text)
    if found is None:
        return None
    return found["word"].lower() in _YES


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in order; list items count as sentences."""
    return tuple(sentences_in(text, text, 0))


def sentences_in(shown: str, text: str, offset: int) -> Iterator[Sentence]:
    """The sentences of a passage whose markup is blank, each with its words as they stand in the whole text."""
    for start, end in _spans(shown):
        raw = shown[start:end]
        start += len(raw) - len(raw.lstrip(_OPENINGS))
        piece = shown[start:end].rstrip()
        if piece:
            at = offset + start
            yield Sentence(text=text[at : at + len(piece)], start=at, clauses=_clauses(piece, at))


_ANSWERS = re.compile(
    r"(?:(?:A|Answer|[A-Z][\w.-]{0,20}(?: [A-Z][\w.-]{0,20})?):\s{0,3})?"
    r"(?P<word>yes|yeah|yep|yup|correct|exactly|right|sure|it does|it can|they do|they can|no|nope|never|not at all|"
    r"it does not|it doesn't|it cannot|it can't|they cannot|they do not)(?=[\s,.;!:-]|\Z)",
    re.IGNORECASE,
)
_YES = frozenset({"yes", "yeah", "yep", "yup", "correct", "exactly", "right", "sure", "it does", "it can", "they do",
                  "they can"})  # fmt: skip
_OPENINGS = " \t\n-*\u2022\u00b7\u2013\u2014>#"
_QUOTES = "(\"'\u201c\u2018"
_CLOSINGS = "\"'\u201d\u2019) "
_STOPS = re.compile("[.!?\u2026]{1,5}[\"'\u201d\u2019)\\]]{0,3}(?=\\s|$)|\n")
_SHORT_FORMS = lexicon("e.g i.e etc vs approx dr mr mrs ms prof inc ltd no nr resp incl cf fig")
_NEW_ITEM = re.compile(
    r"\s{0,12}(?:[-*=\u2022\u00b7>#]|\d{1,3}[.)]|[A-Za-z][.)]\s|[A-Za-z][\w/&-]{0,20}(?: [\w/&-]{1,20})?:\s)|\s{0,12}\n"
)
_SHORT_LINE = 60
_SHORTEST = 2
"""Letters of a word before a stop that may only shorten it."""
_SHORT_ENDS = lexicon("it us me")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
_BLANK_LINES = re.compile(r"\n[ \t]{0,40}\n")
_NARROW, _WIDEST, _RAGGED = 52, 132, 14
"""Letters of lines that nobody wraps there, and how much shorter than the longest a wrapped line may be."""
_BREAKS = re.compile("[;:(){}\\[\\]\u2014\u2013?!|]|\\.\\s|\\s-{1,3}\\s|\\n\\s{0,9}\\n")
_QUOTED = re.compile('\u201c[^\u201d\n]{1,300}\u201d|"[^"\n]{1,300}"|\u00ab[^\u00bb\n]{1,300}\u00bb')
_QUOTED_SHARE = 0.6
_LONGEST_CLAUSE = 80
_POSSESSIVES = ("'s", "\u2019s")
_HYPHENS = ("-", "\u2010", "\u2011")


_TURNING = lexicon("but although though while whereas because so if unless until since")
_MEASURED = lexicon("far many much few little long often well called")
"""Behind these words ``so`` says how far or how much, and opens nothing."""
_AFTER_COMMA = lexicon("which who whose where then")
_SUBJECTS = lexicon("it they we he she you i anyone anybody everyone everybody nobody whoever")
_HEADS = lexicon(
    "the a an our its their his her my your this that these those each every some many most all no other users people "
    "customers staff clients agents tools documents data"
)
_FINITE = lexicon(
    "is are was were can may will must should has have does do cannot could would might isn't aren't can't"
)


def _turns_at(words: tuple[str, ...], place: int) -> bool:
    word, before = words[place], words[place - 1]
    if word == "so" and words[place + 1 : place + 2] and words[place + 1] in _MEASURED:
        return False
    if word in _TURNING or (before == "," and word in _AFTER_COMMA):
        return True
    if before not in (",", "and", "or"):
        return False
    return word in _SUBJECTS or (word in _HEADS and any(later in _FINITE for later in words[place + 1 : place + 4]))


def _spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    broken = frozenset(_broken_lines(text))
    for stop in _STOPS.finditer(text):
        if stop.start() in broken or _ends_sentence(text, start, stop):
            spans.append((start, stop.end()))
            start = stop.end()
    return [*spans, (start, len(text))]


def _broken_lines(text: str) -> Iterator[int]:
    """Where a writer began a new line although the next word would have fitted, as in notes: that ends a statement.

    A line that was only wrapped is as long as its neighbours; where half were broken, none of the paragraph is wrapped.
    """
    place = 0
    for paragraph in _BLANK_LINES.split(text):
        place = text.index(paragraph, place)
        lines = paragraph.split("\n")
        broken = list(_broken(lines))
        whole = bool(broken) and 2 * sum(broken) >= len(broken)
        at = place
        for line, own in zip(lines, broken, strict=False):
            at += len(line) + 1
            if (own or whole) and line.strip() and not line.rstrip().endswith((",", "-")):
                yield at - 1
        place += len(paragraph)


def _broken(lines: list[str]) -> Iterator[bool]:
    """For each line but the last, whether it ends where the writer wanted: the next word would have fitted."""
    width = max(map(len, lines))
    for line, behind in pairwise(lines):
        word = behind.split(maxsplit=1)[0] if behind.strip() else ""
        yield bool(word) and (not _NARROW <= width <= _WIDEST or len(line.rstrip()) + len(word) + _RAGGED <= width)


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    if stop.group() == "\n":
        line_start = max(start, text.rfind("\n", 0, stop.start()) + 1)
        following = text[stop.end() : stop.end() + 20]
        short = stop.start() - line_start < _SHORT_LINE and following[:1].isupper()
        return short or following[:1] in ("", "\n") or bool(_NEW_ITEM.match(following))
    before, after = text[start : stop.start()], text[stop.end() - 1 : stop.end() + 80]
    if stop.group()[0] in "?!" and _is_inside_brackets(before, after):
        return False
    if stop.group()[0] != ".":
        return True
    before = text[max(start, stop.start() - 12) : stop.start()]
    word = before.split()[-1].lower().lstrip(_QUOTES) if before.split() else ""
    following = text[stop.end() : stop.end() + 4].lstrip()[:1]
    if word in _SHORT_FORMS and not (word in ("etc", "no") and following.isupper()):
        return False
    listed = word.isdigit() and start + len(word) + 2 >= stop.start()
    if following.islower():
        whole = len(word) > _SHORTEST or word in _SHORT_ENDS
        return whole and _writes_small(text) and not stop.group().startswith("..")
    return not listed


def _writes_small(text: str) -> bool:
    """Whether a writer begins sentences with small letters, as in a quick message: the first one does."""
    first = _FIRST_LETTER.search(text)
    return first is not None and first[0].islower()


def _is_inside_brackets(before: str, behind: str) -> bool:
    """Whether brackets are open where a mark stands and close soon, as in ``forty features (strike? fire?)``."""
    closing = behind.find(")")
    return before.rfind("(") > before.rfind(")") and closing >= 0 and "\n" not in behind[:closing]


def _clauses(piece: str, offset: int) -> tuple[Clause, ...]:
    """Cut at hard punctuation; words in brackets form a clause of their own and do not cut the one around them."""
    piece = _without_quotes(piece)
    done: list[Clause] = []
    open_ones: list[list[Word]] = [[]]
    last = 0
    for text, start, end in words_of(piece):
        between = piece[last:start]
        for mark in _BREAKS.findall(between):
            _cut(mark, open_ones, done)
        tied = between in _HYPHENS and last > 0
        near = last > 0 and 0 < len(between) == between.count(" ")
        owns = piece[end - 2 : end] in _POSSESSIVES
        open_ones[-1].append(Word(text, offset + start, offset + end, tied=tied, near=near, owns=owns))
        last = end
    for depth, words in reversed(list(enumerate(open_ones))):
        done.append(Clause(words=tuple(words), aside=depth > 0))
    parted = [part for clause in done for part in _bounded(clause)]
    kept = [clause for clause in parted if any(text != "," for text in clause.texts)]
    return tuple(sorted(kept, key=lambda clause: clause.words[0].start))


def _bounded(clause: Clause) -> Iterator[Clause]:
    """A clause in pieces that no reader would find too long, cut at a comma where there is one."""
    words = clause.words
    while len(words) > _LONGEST_CLAUSE:
        commas = [place for place in range(_LONGEST_CLAUSE // 2, _LONGEST_CLAUSE) if words[place].text == ","]
        cut = commas[-1] if commas else _LONGEST_CLAUSE
        yield Clause(words=words[:cut], aside=clause.aside)
        words = words[cut:]
    yield Clause(words=words, aside=clause.aside)


def _cut(mark: str, open_ones: list[list[Word]], done: list[Clause]) -> None:
    if mark in ("(", "[", "{") and len(open_ones) < 8:
        open_ones.append([])
    elif mark in (")", "]", "}") and len(open_ones) > 1:
        done.append(Clause(words=tuple(open_ones.pop()), aside=True))
    else:
        done.append(Clause(words=tuple(open_ones[-1]), aside=len(open_ones) > 1))
        open_ones[-1] = []


def _without_quotes(piece: str) -> str:
    """Blank what somebody else is quoted to say, unless the whole sentence is a quote."""
    quoted = sum(len(match.group()) for match in _QUOTED.finditer(piece))
    return piece if quoted > _QUOTED_SHARE * len(piece) else _QUOTED.sub(_blanked, piece)


def _blanked(quote: re.Match[str]) -> str:
    """A quote of several words as blanks; a single word in quotes is a name."""
    return " " * len(quote.group()) if " " in quote.group().strip() else quote.group()
