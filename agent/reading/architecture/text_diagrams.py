"""Read drawings made of words: Mermaid flowcharts and sequences, and lines such as ``web app -> chat API -> model``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.reading.text.words import lexicon


@dataclass(frozen=True)
class Node:
    """A box of a drawing: its key there, its words, and where they stand in the text."""

    key: str
    label: str
    start: int
    stores: bool = False
    """Drawn as a store."""


@dataclass
class Drawing:
    """Boxes by their keys, and the arrows between them."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[tuple[str, str, str]] = field(default_factory=list)
    """From, to, and what is written on the arrow."""

    def add(self, node: Node) -> None:
        """Take a box in; the first one with words of its own counts."""
        known = self.nodes.get(node.key)
        if known is None or (known.label == known.key and node.label != node.key):
            self.nodes[node.key] = node

    def link(self, source: str, target: str, label: str = "", *, both: bool = False) -> None:
        """Draw an arrow."""
        if source != target:
            self.edges.append((source, target, label))
            self.edges += [(target, source, label)] if both else []


def drawing_of(blocks: Iterable[tuple[int, str]], lines: Iterable[tuple[int, str]]) -> Drawing:
    """What the Mermaid blocks of a text and its lines with arrows draw, each given with its place in the text."""
    drawing = Drawing()
    for start, block in blocks:
        for place, line in _lines_of(start, block):
            if not _is_skipped(line):
                _ = _message(line, place, drawing) or _flow(line, place, drawing)
    for start, text in lines:
        for place, line in _lines_of(start, text):
            _arrows(line, place, drawing)
    return drawing


_MOST_WORDS, _MOST_LETTERS = 5, 60
_SKIPPED = lexicon(
    "subgraph end style classdef class click linkstyle direction flowchart graph sequencediagram note loop alt else "
    "opt activate deactivate autonumber title rect par and break critical box accdescr acctitle"
)
"""Words with which lines begin that draw nothing."""
_NODE = re.compile(
    r"[ \t]{0,40}([A-Za-z_][A-Za-z0-9_]{0,40})"
    r"(?:([\[({>/]{1,3})[\"']?([^\[\](){}|\"'\n]{1,80})[\"']?[\])}/]{1,3})?(?::::\w{1,40})?"
)
_LINK = re.compile(
    r"[ \t]{0,40}(<)?(?:-{2,4}|={2,4}|-\.{1,3}-?)(?:[ \t]([^-=>|\n]{1,60}?)[ \t](?:-{2,4}|={2,4}|\.{1,3}-))?([>ox])?"
    r"(?:\|[\"']?([^|\"'\n]{1,60})[\"']?\|)?"
)
_PARTICIPANT = re.compile(
    r"[ \t]{0,40}(?:participant|actor)[ \t]{1,4}(\w{1,40})(?:[ \t]{1,4}as[ \t]{1,4}([^\n]{1,80}))?"
)
_MESSAGE = re.compile(
    r"[ \t]{0,40}(\w{1,40})[ \t]{0,4}(-{1,2}>{1,2}|-{1,2}[x)])[+-]?[ \t]{0,4}(\w{1,40})[ \t]{0,4}:([^\n]{0,120})"
)
_ARROW = re.compile(r"[ \t](<?[-=]{1,3}>|<[-=]{1,3}|\u2192|\u2190|\u2194|\u21d2)[ \t]")
_BACK = ("<-", "<--", "<=", "\u2190")


_BESIDE = re.compile(
    r"(?<=\S)[ \t]{0,9}(?:\([^()\n]{0,80}\)|\b(?:over|via|using)[ \t][^()\n]{1,40}(?:\([^()\n]{0,80}\))?)\Z"
)
"""What stands behind a name in a line of arrows and says only by which way: ``cloud over MQTT (AWS IoT)``."""


def _is_skipped(line: str) -> bool:
    first = next(iter(line.split()), "%%")
    return first.startswith("%%") or first.rstrip(";:").lower() in _SKIPPED


def _flow(line: str, start: int, drawing: Drawing) -> bool:
    """One line of a flowchart: ``a & b --> c[Words] -->|label| d``."""
    place, before = 0, list[str]()
    link: re.Match[str] | None = None
    while True:
        keys, place = _nodes_at(line, place, start, drawing)
        if not keys:
            return bool(before)
        if link is not None and (link[3] or link[1]):
            label = (link[2] or link[4] or "").strip()
            for source in before:
                for target in keys:
                    drawing.link(source, target, label, both=bool(link[1]))
        link = _LINK.match(line, place)
        if link is None:
            return True
        before, place = keys, link.end()


def _nodes_at(line: str, place: int, start: int, drawing: Drawing) -> tuple[list[str], int]:
    keys: list[str] = []
    while (found := _NODE.match(line, place)) is not None:
        key, label = found[1], (found[3] or "").strip()
        at = start + (found.start(3) + len(found[3]) - len(found[3].lstrip()) if found[3] else found.start(1))
        drawing.add(Node(key, label or key, at, stores="[(" in (found[2] or "")))
        keys.append(key)
        place = found.end()
        more = line[place:].lstrip()
        if not more.startswith("&"):
            break
        place = line.index("&", place) + 1
    return keys, place


def _message(line: str, start: int, drawing: Drawing) -> bool:
    """One line of a sequence; dashed answers go back where the question came from and say nothing new."""
    if found := _PARTICIPANT.match(line):
        words = found[2] or found[1]
        drawing.add(Node(found[1], words.strip(), start + found.start(2 if found[2] else 1)))
        return True
    found = _MESSAGE.match(line)
    if found is None:
        return False
    for group in (1, 3):
        drawing.add(Node(found[group], found[group], start + found.start(group)))
    if not found[2].startswith("--"):
        drawing.link(found[1], found[3], found[4].strip())
    return True


def _arrows(line: str, start: int, drawing: Drawing) -> None:
    """A line of names with arrows between them, and nothing else."""
    bare = line.strip().rstrip(".;")
    marks = _ARROW.findall(bare)
    names = [_BESIDE.sub("", name.strip()) for name in _ARROW.split(bare)[::2]]
    if not marks or not all(0 < len(name) <= _MOST_LETTERS and len(name.split()) <= _MOST_WORDS for name in names):
        return
    if not all(name[0].isalpha() and not set(name) & set(":,;|") for name in names):
        return
    place = 0
    for name in names:
        place = line.index(name, place)
        drawing.add(Node(f"line: {name.lower()}", name, start + place))
    for source, mark, target in zip(names, marks, names[1:], strict=False):
        first, second = (target, source) if mark in _BACK else (source, target)
        both = mark == "\u2194" or (mark.startswith("<") and mark.endswith(">"))
        drawing.link(f"line: {first.lower()}", f"line: {second.lower()}", both=both)


def _lines_of(start: int, text: str) -> Iterator[tuple[int, str]]:
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1
