"""Take a Mermaid flowchart apart, statement by statement: nodes with their shapes, links with their labels, frames."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.errors import InputError
from agent.exchange.readers.diagrams.diagram_elements import Box, Line, words_of
from agent.exchange.readers.parsing import check_size

_ID = re.compile(r"[^\W_][\w./]{0,80}(?:-(?![-.>=])[\w./]{1,80}){0,8}|_[\w./]{1,80}")
_LINK = re.compile(r"(<|[xo](?=[-=]))?(-{2,40}|={2,40}|-\.{1,20}-?|~{3,20})([>xo](?=[\s|\w]|\Z))?")
_REST = re.compile(r"(-{2,40}|={2,40}|\.{1,20}-)([>xo]?)")
_SHAPES = (
    ("(((", ")))", "circle"), ("((", "))", "circle"), ("([", "])", "stadium"), ("[(", ")]", "cylinder"),
    ("[[", "]]", "subroutine"), ("[/", "/]", "lean"), ("[/", "\\]", "lean"), ("[\\", "\\]", "lean"),
    ("[\\", "/]", "lean"), ("{{", "}}", "hexagon"), ("[", "]", "box"), ("(", ")", "round"), ("{", "}", "diamond"),
    (">", "]", "flag"),
)  # fmt: skip
_CODE = re.compile(r"#(\d{1,7}|[A-Za-z]{2,24});")
_ESCAPED = re.compile(r"[#&]#?(?:\d{1,7}|[A-Za-z]{2,24});")
_CLASS = re.compile(r"\s{0,4}:::\s{0,4}[\w-]{1,60}")
_LOOKS = re.compile(r"(?:classDef|class|style|linkStyle|click|direction|accTitle|accDescr|title)\b")
_FRAME = re.compile(r"subgraph\b[ \t]{0,9}(.{0,400})", re.DOTALL)
_FIELD = re.compile(r"(\w{1,20})\s{0,4}:\s{0,4}(\"[^\"]{0,400}\"|[^,}\"]{1,200})")
MOST_STATEMENTS = 20_000


@dataclass
class Flowchart:
    """What stands in a flowchart."""

    boxes: dict[str, Box] = field(default_factory=dict)
    frames: dict[str, Box] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    dashed: set[str] = field(default_factory=set)
    """The places of the lines that are drawn dashed."""
    raw: dict[str, str] = field(default_factory=dict)
    """The labels of boxes as they stand there, by the key of the box."""
    looks: list[str] = field(default_factory=list)
    """Statements on looks alone, and on what a click does."""
    unread: list[str] = field(default_factory=list)


def flowchart_of(text: str) -> Flowchart:
    """The parts of a flowchart; raises InputError where it holds too much, or a frame is not closed."""
    check_size(text)
    found = Flowchart()
    open_frames: list[str] = []
    for number, statement in _statements(text):
        where = f"line {number}"
        if frame := _FRAME.match(statement):
            box = _frame(frame[1], where, open_frames[-1] if open_frames else "")
            found.frames[box.key] = box
            open_frames.append(box.key)
        elif statement == "end":
            if not open_frames:
                raise InputError(f"{where}: expected an open subgraph before 'end'")
            open_frames.pop()
        elif _LOOKS.match(statement):
            found.looks.append(where)
        else:
            _Chain(statement, where, open_frames[-1] if open_frames else "", found).read()
    if open_frames:
        raise InputError(f"{found.frames[open_frames[-1]].where}: expected an 'end' that closes this subgraph")
    return found


def label_of(text: str) -> str:
    """The words of a label, its codes as letters."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1]
    return " ".join(_CODE.sub(_letter, words_of(bare.strip("`"))).split())


def _letter(code: re.Match[str]) -> str:
    if code[1].isdigit():
        number = int(code[1])
        return chr(number) if 31 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
    return html.unescape(f"&{code[1]};")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Every statement behind the first line, with its line; quoted marks part nothing."""
    count, started, settings = 0, False, text.lstrip().startswith("---")
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if settings and not started:
            settings = not (bare.startswith("---") and count)
            count = 1
            continue
        if not started:
            started, count = bare.lower().startswith(("flowchart", "graph")), 0
            bare = bare.partition(";")[2].strip() if started else ""
        if not bare or bare.startswith("%%"):
            continue
        for one in _parted(bare):
            count += 1
            if count > MOST_STATEMENTS:
                raise InputError(f"line {number}: more than {MOST_STATEMENTS:,} statements; split the drawing")
            yield number, one


def _parted(line: str) -> Iterator[str]:
    """The statements of a line: semicolons outside of quotation marks and codes part them."""
    start, quoted = 0, False
    codes = {place for code in _ESCAPED.finditer(line) for place in range(*code.span())}
    for place, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted and place not in codes:
            if one := line[start:place].strip():
                yield one
            start = place + 1
    if one := line[start:].strip():
        yield one


def _frame(rest: str, where: str, within: str) -> Box:
    bare = rest.strip()
    found = _ID.match(bare)
    if found and bare[found.end() :].lstrip().startswith("["):
        label = bare[found.end() :].strip()[1:].rpartition("]")[0]
        return Box(found[0], label_of(label) or found[0], "frame", within, where)
    name = label_of(bare)
    return Box(name or where, name or "frame", "frame", within, where)


class _Chain:
    """One statement: nodes, and links between them."""

    def __init__(self, text: str, where: str, within: str, found: Flowchart) -> None:
        self._text, self._where, self._within, self._found = text, where, within, found
        self._place = 0

    def read(self) -> None:
        """Take the statement in; what does not fit is kept as unread from there on."""
        before = self._nodes()
        while before:
            self._skip()
            link = self._link()
            if link is None:
                break
            label, both, backwards, dashed = link
            after = self._nodes()
            for source in before:
                for target in after:
                    where = f"{self._where}, arrow {len(self._found.lines) + 1}"
                    ends = (target, source) if backwards else (source, target)
                    self._found.lines.append(Line(*ends, label, where, both))
                    if dashed:
                        self._found.dashed.add(where)
            before = after
        if self._place < len(self._text):
            self._found.unread.append(f"{self._where}: {self._text[self._place : self._place + 40]}")

    def _skip(self) -> None:
        while self._place < len(self._text) and self._text[self._place].isspace():
            self._place += 1

    def _nodes(self) -> list[str]:
        """One node, or several with ``&`` between them."""
        keys: list[str] = []
        while True:
            self._skip()
            found = _ID.match(self._text, self._place)
            if found is None:
                return keys
            self._place = found.end()
            keys.append(self._node(found[0]))
            self._skip()
            if not self._text.startswith("&", self._place):
                return keys
            self._place += 1

    def _node(self, key: str) -> str:
        name, shape = self._shaped(key)
        if skipped := _CLASS.match(self._text, self._place):
            self._place = skipped.end()
        known = self._found.boxes.get(key)
        if key in self._found.frames:
            return key
        if known is None or name:
            within = known.within if known and known.within else self._within
            where = known.where if known else self._where
            self._found.boxes[key] = Box(key, name or key, shape or "box", within, where)
        return key

    def _shaped(self, key: str) -> tuple[str, str]:
        """The label and shape that stand behind an id; empty where there are none."""
        if self._text.startswith("@{", self._place):
            end = self._text.find("}", self._place)
            fields = dict(_FIELD.findall(self._text[self._place : end if end > 0 else None]))
            self._place = end + 1 if end > 0 else len(self._text)
            return label_of(fields.get("label", "")), label_of(fields.get("shape", ""))
        for opens, closes, shape in _SHAPES:
            if not self._text.startswith(opens, self._place):
                continue
            start = self._place + len(opens)
            quoted = self._text.startswith('"', start)
            inner = self._text.find('"', start + 1) + 1 if quoted else start
            end = self._text.find(closes, inner or start)
            if end >= 0:
                self._place = end + len(closes)
                self._found.raw[key] = self._text[start:end]
                return label_of(self._text[start:end]), shape
        return "", ""

    def _link(self) -> tuple[str, bool, bool, bool] | None:
        """A link's label, whether it points both ways, only backwards, and is dashed; none where there is no link."""
        found = _LINK.match(self._text, self._place)
        if found is None:
            return None
        self._place = found.end()
        tail, body, head = found[1], found[2], found[3]
        label = ""
        if not head and body in ("--", "==", "-."):
            rest = _REST.search(self._text, self._place)
            if rest is None:
                return None
            label, head = label_of(self._text[self._place : rest.start()]), rest[2]
            self._place = rest.end()
        self._skip()
        if self._text.startswith("|", self._place):
            end = self._text.find("|", self._place + 1)
            label = label_of(self._text[self._place + 1 : end]) if end > 0 else label
            self._place = end + 1 if end > 0 else len(self._text)
        return label, bool(tail and head), bool(tail and not head), body.startswith("-.")
