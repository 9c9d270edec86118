"""Keep the words of a passage in their places and blank its markup, character by character."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from agent.domain.secrets.redaction import MASK
from agent.reading.text.titles import names_of_texts


@dataclass(frozen=True)
class Wording:
    """A text of unchanged length in which whole blocks that are no prose are blank."""

    text: str
    left_out: Counter[str] = field(default_factory=Counter)


def blanked(text: str) -> Wording:
    """Blank what Markdown does not know or what runs over several blocks, before it is parsed."""
    left_out: Counter[str] = Counter()
    for opening, closing, sort in _ENCLOSED:
        text = _without(text, opening, closing, sort, left_out)
    lines = text.split("\n")
    for start, end, sort in _blocks_of(lines):
        left_out[sort] += 1
        lines[start:end] = [" " * len(line) for line in lines[start:end]]
    return Wording("\n".join(lines), left_out)


_ENCLOSED = (
    ("<!--", "-->", "comment"),
    ("<script", "</script>", "code block"),
    ("<style", "</style>", "code block"),
    ("<svg", "</svg>", "picture"),
    ("<pre", "</pre>", "code block"),
)
_FRONT = re.compile(r"[A-Za-z_][\w-]{0,40}:|[ \t]|-|#|\Z")
_CITATION = re.compile(r"[ \t]{0,8}@[a-zA-Z]{3,20}\{[^\n]{0,200},[ \t]{0,8}\Z")
_DRAWN = re.compile("[\u2500-\u257f]")
_MOST_LINES, _SHORTEST_SIDE = 80, 4


def _without(text: str, opening: str, closing: str, sort: str, left_out: Counter[str]) -> str:
    """Blank everything from an opening to its closing; what is never closed stays."""
    pieces, place, low = [], 0, text.lower()
    while len(low) == len(text) and (start := low.find(opening, place)) >= 0:
        end = low.find(closing, start)
        if end < 0:
            break
        end += len(closing)
        pieces += [text[place:start], _empty(text[start:end])]
        left_out[sort] += 1
        place = end
    return "".join([*pieces, text[place:]])


def _blocks_of(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Runs of lines that are settings before the text, entries of a bibliography, or drawings."""
    place = 0
    if lines[0].rstrip() == "---" and (end := _closing(lines, 1, "---")) and all(map(_FRONT.match, lines[1 : end - 1])):
        yield 0, end, "front matter"
        place = end
    while place < len(lines):
        end = place + 1
        if _CITATION.match(lines[place]) and (closed := _closing(lines, end, "}")):
            end = closed
            yield place, end, "citation"
        elif _is_drawn(lines[place]):
            while end < len(lines) and _goes_on(lines, end):
                end += 1
            yield place, end, "drawing"
        place = end


def _closing(lines: list[str], start: int, mark: str) -> int:
    """The line behind the one that holds nothing but the mark; 0 where there is none near."""
    near = range(start, min(len(lines), start + _MOST_LINES))
    return next((place + 1 for place in near if lines[place].strip() == mark), 0)


def _is_drawn(line: str) -> bool:
    return _is_rule(line) or len(_DRAWN.findall(line)) > 1


def _is_rule(line: str) -> bool:
    """The upper or lower side of a box."""
    side = line.strip()
    return side.startswith("+") and len(side) > _SHORTEST_SIDE and set(side) <= set("+-=")


def _goes_on(lines: list[str], place: int) -> bool:
    """Whether a line belongs to the drawing above it: drawn itself, or a side of a box that is closed below."""
    if _is_drawn(lines[place]):
        return True
    side = lines[place].strip()
    ruled = any(_is_rule(line) for line in lines[place : place + 12])
    return side.startswith("|") and side.endswith("|") and ruled


_ADDRESS = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.)(?:\[[A-Z_]{3,20}_\d{1,4}\])?[^\s<>\"'\u201d)\]]{1,2000}")


def kept_words(text: str, start: int, end: int, token: Token) -> str:
    """The characters from start to end, blank where they are markup; all of them where the markup is not plain."""
    keeper = _Keeper(text, start, end)
    for child in token.children or ():
        if not keeper.take(child):
            return _plain(text[start:end])
    return _plain(keeper.words())


class _Keeper:
    """Follows the tokens of a passage through its characters."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._cursor = start
        self._kept = [letter if letter in "\n\r" else " " for letter in text[start:end]]
        self._struck = 0

    def words(self) -> str:
        """The passage with what was kept of it."""
        return "".join(self._kept)

    def take(self, child: Token) -> bool:
        """Follow one token; False where its characters are not found."""
        match child.type:
            case "text":
                return self._find(child.content, keep=not self._struck)
            case "text_special":
                return self._find(child.markup, keep=False) and self._escaped(child)
            case "softbreak" | "hardbreak":
                return self._find("\n", keep=False) or self._find("\r", keep=False)
            case "code_inline":
                return self._code(child)
            case "image":
                return self._find("![", keep=False) and self._bracketed("[") and self._target()
            case "link_open" | "link_close" if child.markup == "autolink":
                return self._find("<" if child.nesting > 0 else ">", keep=False)
            case "link_open":
                return self._find("[", keep=False)
            case "link_close":
                return self._find("]", keep=False) and self._target()
            case "html_inline":
                return self._find(child.content, keep=False)
        self._struck += child.nesting if child.type in ("s_open", "s_close") else 0
        return True

    def _find(self, content: str, keep: bool) -> bool:
        place = self._text.find(content, self._cursor, self._end) if content else self._cursor
        if place < 0:
            return False
        if keep:
            self._keep(place, content)
        self._cursor = place + len(content)
        return True

    def _keep(self, place: int, content: str) -> None:
        self._kept[place - self._start : place - self._start + len(content)] = content

    def _escaped(self, child: Token) -> bool:
        """The character behind a backslash is kept, an entity is not."""
        if child.markup.startswith("\\") and not self._struck:
            self._keep(self._cursor - len(child.content), child.content)
        return True

    def _code(self, child: Token) -> bool:
        """Code in a line is no prose, save where it is a name such as ``Qdrant`` or ``gpt-4o``."""
        marks = re.compile(rf"(?<!`){child.markup}(?!`)")
        opening = marks.search(self._text, self._cursor, self._end)
        closing = marks.search(self._text, opening.end(), self._end) if opening else None
        if opening is None or closing is None:
            return False
        inside = self._text[opening.end() : closing.start()]
        if _NAME.fullmatch(inside) and not self._struck:
            self._keep(opening.end(), inside)
        self._cursor = closing.end()
        return True

    def _target(self) -> bool:
        """Pass over what stands behind the words of a link or picture."""
        following = self._text[self._cursor : self._cursor + 1]
        if following not in ("(", "["):
            return True
        self._cursor += 1
        return self._bracketed(following)

    def _bracketed(self, opening: str) -> bool:
        """Move behind the bracket that closes the one just passed."""
        closing, depth = {"(": ")", "[": "]"}[opening], 1
        while depth and self._cursor < self._end:
            letter = self._text[self._cursor]
            escaped = letter == "\\"
            depth += (letter == opening) - (letter == closing)
            self._cursor += 2 if escaped else 1
        return depth == 0


_NAME = re.compile(r"(?:[A-Z][a-z][\w-]{1,30}|[a-z]{2,12}-\d[\w.-]{0,20})(?: [A-Z][\w-]{1,30}){0,2}")


def _plain(words: str) -> str:
    """Without addresses, without what stands in place of a secret, and without what the text calls itself."""
    words = _ADDRESS.sub(lambda found: _empty(found[0].rstrip(_STOPS)) + _ending(found[0]), words)
    for pattern in (MASK, names_of_texts()):
        words = pattern.sub(lambda found: _empty(found[0]), words)
    return words


_STOPS = ".,;:!?"
"""One that stands behind an address still ends the sentence."""


def _ending(address: str) -> str:
    return address[len(address.rstrip(_STOPS)) :]


def _empty(piece: str) -> str:
    """The same number of characters, blank save for the ends of lines."""
    return re.sub(r"[^\n\r]", " ", piece)
