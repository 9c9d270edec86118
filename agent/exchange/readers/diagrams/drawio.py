"""Read a draw.io diagram, plain or compressed: containers as boundaries, shapes as parts or people, arrows as flows."""

import binascii
import zlib
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from agent.errors import InputError
from agent.exchange.readers.diagrams.diagram_elements import Box, Line, drawn, words_of
from agent.exchange.readers.markup import element_of
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.parsing import LIMIT
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known
from knowledge.catalog import Catalog

_FRAMES = ("swimlane", "container=1", "group", "pool", "shape=mxgraph.aws4.group", "dashed=1;fillColor=none")
_STORES = ("cylinder", "datastore", "database")
_PEOPLE = ("umlactor", "shape=actor", "mxgraph.basic.user", "person")
_WORDS = ("text;", "edgelabel")
_MOST_PAGES = 50


def read(text: str, catalog: Catalog) -> Read:
    """The system that a diagram draws, all its pages together; raises InputError with what is wrong and where."""
    root = element_of(text)
    builder = Builder(Known(catalog))
    pages = list(_pages(root))
    builder.describe(next((name for name, _ in pages if name and not name.lower().startswith("page-")), ""))
    frames: list[Box] = []
    boxes: list[Box] = []
    lines: list[Line] = []
    for number, (_, page) in enumerate(pages, 1):
        _Page(page, f"page {number}", builder).read(frames, boxes, lines)
    if not boxes:
        raise InputError("page 1: expected at least one shape with words")
    drawn(frames, boxes, lines, builder)
    return builder.build()


def _pages(root: Element) -> Iterator[tuple[str, Element]]:
    """Every page with its name; a compressed one is unpacked, as far as the limit goes."""
    if root.tag.lower() == "mxgraphmodel":
        yield "", root
        return
    found = root.findall("diagram")
    if len(found) > _MOST_PAGES:
        raise InputError(f"the diagram has {len(found):,} pages; at most {_MOST_PAGES} are read, so split it")
    for number, page in enumerate(found, 1):
        inner = page.find("mxGraphModel")
        if inner is None and (page.text or "").strip():
            inner = element_of(_unpacked((page.text or "").strip(), f"page {number}"))
        if inner is not None:
            yield page.get("name", ""), inner


def _unpacked(packed: str, where: str) -> str:
    """What a compressed page says: base64, then deflate without a head, then percent signs."""
    try:
        raw = b64decode(packed, validate=True)
        unpacking = zlib.decompressobj(-15)
        plain = unpacking.decompress(raw, LIMIT)
    except (binascii.Error, ValueError, zlib.error):
        raise InputError(f"{where}: expected a page in plain or compressed XML; save the file anew") from None
    if unpacking.unconsumed_tail:
        raise InputError(f"{where}: unpacked, it has more than {LIMIT:,} characters; split the diagram")
    if not unpacking.eof:
        raise InputError(f"{where}: the compressed page is cut off; save the file anew")
    return unquote(plain.decode("utf-8", "replace"))


class _Page:
    """The cells of one page."""

    def __init__(self, page: Element, name: str, builder: Builder) -> None:
        self._name, self._builder = name, builder
        self._cells = dict(self._named(page))
        self._parents = {key: cell.get("parent", "") for key, (cell, _) in self._cells.items()}
        holders = {parent for key, parent in self._parents.items() if self._is_shape(key)}
        self._frames = {key for key in self._cells if self._is_shape(key) and self._is_frame(key, key in holders)}

    def _named(self, page: Element) -> Iterator[tuple[str, tuple[Element, str]]]:
        """Every cell by its id, with its label; some are wrapped in an object that has both."""
        for one in page.iter():
            if one.tag in ("object", "UserObject"):
                cell = one.find("mxCell")
                if cell is not None and one.get("id"):
                    yield one.get("id", ""), (cell, words_of(one.get("label", "")))
            elif one.tag == "mxCell" and one.get("id"):
                yield one.get("id", ""), (one, words_of(one.get("value", "")))

    def read(self, frames: list[Box], boxes: list[Box], lines: list[Line]) -> None:
        """Add what stands on the page."""
        labels = self._labels()
        for key, (cell, name) in self._cells.items():
            where = f"{self._name}, cell {key[:60]}"
            if cell.get("edge") == "1":
                lines.extend(self._line(key, cell, name or labels.get(key, ""), where))
            elif key in self._frames:
                frames.append(Box(self._key(key), name or "frame", "frame", "", where))
            elif self._is_shape(key) and name and not self._is_note(key):
                boxes.append(Box(self._key(key), name, self._shape(cell), self._key(self._around(key)), where))
            elif "edgelabel" in cell.get("style", "").lower():
                continue
            elif name:
                self._builder.losses.leave_out("notes of the diagram", (name[:60],))
            elif self._is_shape(key):
                self._builder.losses.leave_out("shapes without words", (where,))

    def _key(self, key: str) -> str:
        return f"{self._name} {key}" if key else ""

    def _labels(self) -> dict[str, str]:
        """The words that hang on arrows as cells of their own."""
        return {
            self._parents[key]: name
            for key, (cell, name) in self._cells.items()
            if name and "edgelabel" in cell.get("style", "").lower()
        }

    def _is_shape(self, key: str) -> bool:
        return self._cells[key][0].get("vertex") == "1"

    def _is_frame(self, key: str, holds: bool) -> bool:
        style = self._cells[key][0].get("style", "").lower()
        return holds or any(word.lower() in style for word in _FRAMES)

    def _is_note(self, key: str) -> bool:
        style = self._cells[key][0].get("style", "").lower()
        around = self._cells.get(self._parents[key])
        on_arrow = around is not None and around[0].get("edge") == "1"
        return style.startswith(_WORDS) or "edgelabel" in style or on_arrow

    def _shape(self, cell: Element) -> str:
        style = cell.get("style", "").lower()
        if any(word in style for word in _STORES):
            return "cylinder"
        return "person" if any(word in style for word in _PEOPLE) else "box"

    def _around(self, key: str) -> str:
        """The frame that a shape lies in; empty where it lies in none."""
        seen: set[str] = set()
        here = self._parents.get(key, "")
        while here and here not in self._frames and here not in seen:
            seen.add(here)
            here = self._parents.get(here, "")
        return here if here in self._frames else ""

    def _line(self, key: str, cell: Element, label: str, where: str) -> Iterator[Line]:
        source, target = cell.get("source", ""), cell.get("target", "")
        if not source or not target or {source, target} & self._frames:
            self._builder.losses.leave_out("arrows that hang loose or end at a frame", (label[:60] or where,))
            return
        style = cell.get("style", "").replace(" ", "")
        back = "startArrow=" in style and "startArrow=none" not in style
        forth = "endArrow=none" not in style
        ends = (target, source) if back and not forth else (source, target)
        yield Line(self._key(ends[0]), self._key(ends[1]), label, where, both=back and forth)
