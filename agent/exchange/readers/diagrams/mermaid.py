"""Read a Mermaid flowchart: frames as boundaries, nodes as parts or people, links as flows; clicks and looks stay."""

import re
from dataclasses import replace

from agent.errors import InputError
from agent.exchange.readers.diagrams.diagram_elements import Box, Line, drawn
from agent.exchange.readers.diagrams.mermaid_scanning import Flowchart, flowchart_of, label_of
from agent.exchange.readers.external_parties import CALLERS
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, kind_of_part
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_OURS = re.compile(r"n_([CP]_\d{1,9})\Z")
_OUTSIDE = "n_outside"
_ENDS = ("__start__", "__end__")
"""Where a graph of LangGraph begins and ends, as it draws itself."""
_COUNT = re.compile(r" - \d{1,6} open\Z")
_UNTRUSTED = "untrusted"
_USUAL = {
    "cylinder": ComponentKind.DATA_STORE, "box": ComponentKind.EXTERNAL_SERVICE, "round": ComponentKind.SERVICE,
    "hexagon": ComponentKind.LANGUAGE_MODEL, "lean": ComponentKind.HUMAN_REVIEW,
}  # fmt: skip
"""What a shape of Threatparley's own drawings means where the name does not say more."""


def read(text: str, catalog: Catalog) -> Read:
    """The system that a flowchart draws; raises InputError with the line of what is wrong."""
    chart = flowchart_of(text)
    if not chart.boxes and (chart.unread or chart.frames):
        raise InputError("line 1: expected at least one node, such as A --> B")
    builder = Builder(Known(catalog))
    builder.describe("")
    draw(chart, builder)
    return builder.build()


def draw(chart: Flowchart, builder: Builder) -> None:
    """Take a flowchart in; one that Threatparley wrote is known by its ids, and read by its own rules."""
    if all(_OURS.match(key) for key in chart.boxes):
        _own(chart, builder)
    else:
        lines = [_within_parts(line, chart, builder) for line in chart.lines]
        nested = [one.name for one in chart.frames.values() if one.within]
        builder.losses.leave_out("zones within zones", nested, "each stands on its own")
        ends = [one for key, one in chart.boxes.items() if key in _ENDS]
        if ends:
            builder.actor(CALLERS, CALLERS, Place(None, ends[0].where))
        for one in ends:
            builder.alias(one.key, CALLERS)
        boxes = (one for key, one in chart.boxes.items() if key not in _ENDS)
        drawn(chart.frames.values(), boxes, filter(None, lines), builder)
    builder.losses.leave_out("looks and clicks of the drawing", chart.looks)
    builder.losses.leave_out("statements that are not understood", chart.unread)


def _within_parts(line: Line, chart: Flowchart, builder: Builder) -> Line | None:
    """A line between two nodes; one that ends at a frame names no part."""
    if line.source in chart.boxes and line.target in chart.boxes:
        return line
    things = {**chart.frames, **chart.boxes}
    ends = (things[key].name if key in things else key for key in (line.source, line.target))
    builder.losses.leave_out("arrows that end at a frame", (" → ".join(ends),))
    return None


def _own(chart: Flowchart, builder: Builder) -> None:
    """A drawing that Threatparley wrote: its shapes tell kinds, and dashed lines what is not to be trusted."""
    guessed = []
    for one in chart.frames.values():
        if one.key != _OUTSIDE:
            builder.boundary(_id(one), one.name, Place(None, one.where))
            builder.alias(one.key, _id(one))
    for one in chart.boxes.values():
        raw = chart.raw.get(one.key, one.name).strip('"')
        box = replace(one, name=label_of(_COUNT.sub("", raw)) or one.key)
        if _id(one).startswith("P-"):
            builder.actor(_id(one), box.name, Place(None, one.where), one.within)
        else:
            kind = _kind(box, builder)
            guessed.append(box.name)
            builder.component(_id(one), box.name, Place(None, one.where), "", one.within, "", kind)
        builder.alias(one.key, _id(one))
    for line in chart.lines:
        dashed = line.where in chart.dashed
        label = line.label.removeprefix(_UNTRUSTED).removeprefix(": ") if dashed else line.label
        builder.flow(line.where, line.source, line.target, Place(None, line.where), label, untrusted=dashed)
    builder.losses.fill("kinds of parts", guessed, "from their shapes and names")


def _id(one: Box) -> str:
    return one.key.removeprefix("n_").replace("_", "-")


def _kind(one: Box, builder: Builder) -> ComponentKind:
    """The kind that a name tells, where it is drawn in this shape; else the usual one of the shape."""
    usual = _USUAL.get(one.shape, ComponentKind.SERVICE)
    told = kind_of_part(one.name)
    kinds = builder.known.catalog.kinds
    return told if kinds[told].shape == kinds[usual].shape else usual
