"""Read the Mermaid flowcharts of a Markdown document as one drawing; its other words are read like any document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from agent.exchange.readers.diagrams.diagram_elements import Box, Line
from agent.exchange.readers.diagrams.mermaid import draw
from agent.exchange.readers.diagrams.mermaid_scanning import Flowchart, flowchart_of
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.parsing import check_size
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known
from agent.reading.text.markup import marked
from agent.recognition.forms import DRAWN
from knowledge.catalog import Catalog

_BEGINS = ("flowchart", "graph")


def read(text: str, catalog: Catalog) -> Read:
    """What the flowcharts draw, but for those that show a plan; raises InputError with the line of what is wrong."""
    check_size(text)
    builder = Builder(Known(catalog))
    builder.describe("")
    charts = [flowchart_of(block) for block in _blocks(text)]
    if charts:
        draw(charts[0] if len(charts) == 1 else _together(charts), builder)
    builder.prose = DRAWN.sub(_unread, text)
    return builder.build()


def _blocks(text: str) -> Iterator[str]:
    """Each flowchart, with as many empty lines before it as there are lines above it, so that its places are right."""
    for start, block in marked(text).drawings:
        first = next((line.strip() for line in block.splitlines() if line.strip()[:2] not in ("", "%%")), "")
        if first.lower().startswith(_BEGINS):
            yield "\n" * text.count("\n", 0, start) + text[start : start + len(block)]


def _unread(found: re.Match[str]) -> str:
    """The head of a flowchart as one of a block of code, which is no prose and no drawing."""
    before, after = found[0][: found.start(1) - found.start()], found[0][found.end(1) - found.start() :]
    return f"{before}text   {after}"


def _together(charts: Sequence[Flowchart]) -> Flowchart:
    """Several flowcharts as one: boxes and frames of the same words are the same thing, whatever their ids."""
    whole = Flowchart()
    known: dict[str, str] = {}
    for number, chart in enumerate(charts, 1):
        keys: dict[str, str] = {}
        for sort, things, kept in (("frame", chart.frames, whole.frames), ("box", chart.boxes, whole.boxes)):
            for one in things.values():
                keys[one.key] = key = _known(sort, one, known) or f"{number} {one.key}"
                known.setdefault(f"{sort} {one.name.casefold()}", key)
                known.setdefault(f"{sort} id {one.key}", key)
                kept.setdefault(key, replace(one, key=key, within=keys.get(one.within, "")))
        drawn = {(line.source, line.target, line.label) for line in whole.lines}
        for line in (_renamed(one, keys) for one in chart.lines):
            if (line.source, line.target, line.label) not in drawn:
                whole.lines.append(line)
        whole.looks += chart.looks
        whole.unread += chart.unread
    return whole


def _known(sort: str, one: Box, known: Mapping[str, str]) -> str:
    """The thing that an earlier flowchart has already: of the same words, or of the same id where it has no words."""
    same = known.get(f"{sort} {one.name.casefold()}", "")
    return same or (known.get(f"{sort} id {one.key}", "") if one.name == one.key else "")


def _renamed(line: Line, keys: Mapping[str, str]) -> Line:
    return replace(line, source=keys.get(line.source, line.source), target=keys.get(line.target, line.target))
