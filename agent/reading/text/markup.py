"""Part a text into its statements and blank what is markup: code, links' targets, images, comments, diagrams, licences.

Every character keeps its place, so that what is read can be quoted as it was written. Prose without markup comes
through unchanged.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from agent.reading.text.blanked_markup import Wording, blanked, kept_words
from agent.reading.text.headings import is_boilerplate, is_paperwork, stance_of_heading, stance_of_label, stance_of_row
from agent.reading.text.listings import Entry, Lister, Sort, sort_of_heading
from agent.reading.text.stances import Stance
from agent.reading.text.titles import names_of_texts

PLAIN_TITLE = 9


@dataclass(frozen=True)
class Part:
    """A heading, paragraph, list item or row of a table, with its words in their places."""

    start: int
    shown: str
    """Its characters, blank where they are no prose; as long as the part of the text that it stands for."""
    stance: Stance = Stance.NOW
    heading: str = ""
    """The nearest heading above it that sets its stance."""
    title: int = 0
    """The level of a heading, `PLAIN_TITLE` for a line that may be one, 0 for anything else."""


@dataclass
class Marked:
    """A text in its parts."""

    parts: list[Part] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """What was no prose, by sort, for the owner to know."""
    drawings: list[tuple[int, str]] = field(default_factory=list)
    """What stands in blocks of Mermaid, with its places."""
    entries: list[Entry] = field(default_factory=list)
    """What lists and tables of parts and people name."""


def marked(text: str) -> Marked:
    """The parts of a text in order."""
    walk = _Walk(blanked(text))
    for token, cells in _statements(_PARSER.parse(walk.text)):
        walk.take(token, cells)
    walk.done.entries = walk.lister.close(len(walk.text))
    walk.done.left_out.update(walk.blank_sorts)
    return walk.done


_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": 200})
_PARSER.enable(["table", "strikethrough"]).disable(["code", "html_block", "text_join"])
"""Indented text is prose here, and tags leave the words between them."""
_LONGEST_TITLE, _MOST_TITLE_WORDS = 90, 7
_TICK = re.compile(r"\A\[([ xX])\](?=\s)")
_LABEL = re.compile(r"\A\s*(?:[*_]{2})?([A-Za-z][^\n:.]{2,40}?)(?:[*_]{2})?\s*:(?:[*_]{2})?(?=\s|\Z)")


def _statements(tokens: Sequence[Token]) -> Iterator[tuple[Token, tuple[Token, ...]]]:
    """Every token that opens, closes or says something; the cells of a row come together."""
    cells: list[Token] = []
    row: Token | None = None
    for token in tokens:
        if token.type == "tr_open":
            row, cells = token, []
        elif token.type == "tr_close" and row is not None:
            yield row, tuple(cells)
            row = None
        elif row is None:
            yield token, ()
        elif token.type == "inline":
            cells.append(token)


@dataclass(frozen=True)
class _Head:
    level: int
    words: str
    stance: Stance | None


class _Walk:
    """A walk over the tokens of a text that remembers under which heading, list and table it is."""

    def __init__(self, wording: Wording) -> None:
        self.text, self.blank_sorts = wording.text, wording.left_out
        self.done = Marked()
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text)), len(self.text)]
        self._heads: list[_Head] = []
        self._items: list[Stance | None] = []
        self._label: _Head | None = None
        self._bold: _Head | None = None
        self._columns: tuple[Stance | None, ...] = ()
        self.lister = Lister()
        self._opening = ""
        self._depth = 0

    def take(self, token: Token, cells: tuple[Token, ...]) -> None:
        """Take one token in."""
        if cells:
            self._row(token, cells)
        elif token.type == "inline":
            self._words(token)
        elif token.type == "fence":
            self._fence(token)
        elif token.type == "list_item_open":
            self._items.append(None)
        elif token.type == "list_item_close":
            self._items.pop()
        elif token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            self._depth += 1
            self._columns = ()
        elif token.type in ("bullet_list_close", "ordered_list_close", "table_close"):
            self._depth -= 1
            self._label = self._label if self._depth else None
        elif token.type in ("heading_open", "paragraph_open"):
            self._opening = token.type if token.type == "paragraph_open" else token.tag
            if token.type == "heading_open" and token.markup in ("=", "-") and not self._is_title(token):
                self._opening = "paragraph_open"

    def _fence(self, token: Token) -> None:
        """Code is no prose; a drawing in Mermaid is kept for whoever can read it."""
        first, last = token.map or (0, 0)
        if token.info.strip().lower().startswith("mermaid") and self._stance()[0] is Stance.NOW:
            inside = self._lines[min(first + 1, last)], self._lines[min(max(first + 1, last - 1), len(self._lines) - 1)]
            self.done.drawings.append((inside[0], self.text[slice(*inside)]))
        else:
            self.done.left_out["code block"] += 1

    def _is_title(self, token: Token) -> bool:
        """A line above a rule is a title where it is short and no sentence."""
        start, end = self._span(token)
        line = self.text[start:end].split("\n")
        words = line[0].strip()
        return (
            len([one for one in line if one.strip()]) <= 2 and len(words) <= _LONGEST_TITLE and words[-1:] not in ".:;,"
        )

    def _words(self, token: Token) -> None:
        start, end = self._span(token)
        shown = kept_words(self.text, start, end, token)
        if self._opening != "paragraph_open":
            self._heading(start, shown, int(self._opening[1]))
            return
        content = token.content.strip()
        if is_boilerplate(content):
            self.done.left_out["licence notice"] += 1
            return
        if all(map(_is_of_document, content.split("\n"))):
            self.done.left_out[_OF_DOCUMENT] += 1
            return
        if self._items and (tick := _TICK.match(content)):
            box = Stance.ADVISED if tick[1] == " " else Stance.NOW
            self._items[-1] = box
            place = self.text.find(tick[0], start, end) - start
            shown = shown[:place] + "   " + shown[place + 3 :]
        self._paragraph(start, end, shown, content)

    def _heading(self, start: int, shown: str, level: int) -> None:
        words = " ".join(shown.split())
        self._heads = [head for head in self._heads if head.level < level]
        self.lister.close(start)
        above = self._listed() if self._stance()[0] is Stance.NOW else None
        self._heads.append(_Head(level, words, stance_of_heading(words)))
        self._label = self._bold = None
        stance, heading = self._stance()
        self.done.parts.append(Part(start, shown, stance, heading, level))
        if above is not None and stance is Stance.NOW:
            self.lister.open(above, words, start, shown)

    def _paragraph(self, start: int, end: int, shown: str, content: str) -> None:
        last = content.rsplit("\n", 1)[-1].strip(" *_")
        titled = not self._items and (_is_bold_line(content) or _is_plain_title(content)) and not last.endswith(":")
        if titled:
            words = " ".join(shown.split())
            self._bold = _Head(7, words, stance_of_heading(words))
        stance, heading = self._stance()
        if self._items and self._depth == 1 and stance is Stance.NOW:
            shown = self.lister.item(self._listed(), start, shown, content)
        opens = titled and not self.done.parts and bool(self.text[end:].strip())
        level = 0 if not opens else 1 if names_of_texts().search(content) else PLAIN_TITLE
        self.done.parts.append(Part(start, shown, stance, heading, level))
        if not self._items:
            words = last.rstrip(":")
            self._label = _Head(8, words, stance_of_heading(words)) if last.endswith(":") else None

    def _row(self, row: Token, cells: tuple[Token, ...]) -> None:
        """A row is one statement; a cell under a heading such as ``Threat`` or ``Mitigation`` is left out of it."""
        start, end = self._span(row)
        texts = [cell.content for cell in cells]
        if not self._columns:
            found = tuple(stance_of_heading(text) for text in texts)
            self._columns = found or (None,)
            self.lister.columns(texts, self._listed())
            return
        if len(texts) == _PAIR and is_paperwork(texts[0].strip(" *_:")):
            self.done.left_out[_OF_DOCUMENT] += 1
            return
        stance, heading = self._stance()
        of_row = stance_of_row(texts)
        shown, cursor = [" "] * (end - start), start
        named: Entry | None = None
        for place, cell in enumerate(cells):
            words = kept_words(self.text, cursor, end, cell)
            filled = len(words.rstrip())
            column = self._columns[place] if place < len(self._columns) else None
            if column in (None, Stance.NOW):
                for at, letter in enumerate(words[:filled]):
                    shown[cursor - start + at] = letter if letter.strip() else shown[cursor - start + at]
            named = self.lister.cell(place, cursor, words) or named
            bar = self.text.find("|", cursor + filled, end)
            if bar < 0:
                break
            shown[bar - start] = "|"
            cursor = bar if place + 1 < len(cells) else end
        if of_row is not None:
            stance, heading = of_row, heading or "the table"
        self.done.parts.append(Part(start, "".join(shown), stance, heading))
        if named is not None and stance is Stance.NOW:
            self.lister.take(replace(named, says="".join(shown), line=(start, end)))

    def _listed(self) -> Sort | None:
        """What a list here names, by the nearest heading above it."""
        heads = [*self._heads[-1:], *(head for head in (self._bold, self._label) if head)]
        return next((sort for head in reversed(heads) if (sort := sort_of_heading(head.words))), None)

    def _stance(self) -> tuple[Stance, str]:
        """The stance here and the heading that sets it: the innermost that is listed, and a box that is not ticked."""
        stance, heading = Stance.NOW, ""
        heads = [*self._heads, *(head for head in (self._bold,) if head)]
        if self._label is not None and self._depth:
            heads.append(self._label)
        for head in heads:
            stays = head.stance is Stance.NOW and stance in (Stance.PLANNED, Stance.REJECTED, Stance.PAST)
            if head.stance is not None and not stays:
                stance, heading = head.stance, head.words
        box = next((item for item in reversed(self._items) if item is not None), None)
        if box is Stance.ADVISED and stance is Stance.NOW:
            return box, "open tasks"
        return stance, heading if stance is not Stance.NOW else ""

    def _span(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (0, 0)
        return self._lines[first], self._lines[min(last, len(self._lines) - 1)]


_OF_DOCUMENT, _PAIR = "document note", 2


def _is_of_document(line: str) -> bool:
    """Whether a line says something of the document alone: ``**Authors:** Ines and Tobias``."""
    label, mark, rest = line.partition(":")
    return bool(mark) and is_paperwork(label.strip(" *_>-")) and len(rest.split()) <= _MOST_TITLE_WORDS


def _is_bold_line(content: str) -> bool:
    """Whether a line in bold letters stands where a heading could."""
    stripped = content.rstrip(":")
    return (
        "\n" not in content
        and len(content) <= _LONGEST_TITLE
        and stripped[:2] in ("**", "__")
        and stripped[-2:] == stripped[:2]
        and stripped[:2] not in stripped[2:-2]
    )


def _is_plain_title(content: str) -> bool:
    """Whether a paragraph is a short line without an end, as titles are where there is no markup."""
    short = "\n" not in content and len(content) <= _LONGEST_TITLE and len(content.split()) <= _MOST_TITLE_WORDS
    return short and content[:1].isupper() and content[-1:] not in ".,;:!?"


def label_stance(piece: str) -> Stance | None:
    """The stance that a line's own label sets, as in ``Out of scope: …``."""
    found = _LABEL.match(piece)
    return stance_of_label(found[1]) if found else None
