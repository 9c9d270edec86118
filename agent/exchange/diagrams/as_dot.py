"""The data-flow diagram as Graphviz source, with labels quoted and every attribute fixed by us."""

import re
from dataclasses import dataclass

from agent.domain.model import ThreatModel
from agent.exchange.diagrams.diagram import Arrow, Node, Picture, picture, shown
from agent.exchange.diagrams.palette import LIGHT, Palette
from agent.exchange.diagrams.text_width import broken, width
from knowledge.catalog import Catalog

NAME_SIZE, KIND_SIZE, FLOW_SIZE, ZONE_SIZE = 13.0, 11.0, 11.0, 12.5
BOLD = 1.1
"""How much wider bold words are."""
NAME_LINE, KIND_LINE, FLOW_LINE = 16.0, 14.0, 13.0
"""The height of a line of each sort of words, in pixels; a pixel of the drawing is a point of Graphviz."""
_NAME_ROOM, _FLOW_ROOM = 138.0, 118.0
_NAME_LINES, _FLOW_LINES = 3, 2
_LEAST_WIDE, _LEAST_HIGH, _SIDES, _ENDS = 96.0, 46.0, 34.0, 20.0
_EXTRA = {"store": 10.0, "person": 16.0, "model": 6.0, "group": 8.0}
"""What the outline of some shapes takes from the room for words, in pixels of height."""
_MARKS = re.compile(r"[\"&<>{}|]")
_SHAPES = {
    "process": "box", "store": "cylinder", "external": "component", "model": "octagon", "person": "box",
    "group": "folder",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """How a picture is written: which way it runs, and what is left out of one with very many flows."""

    across: bool = True
    flow_words: bool = True
    curved: bool = True
    bare: bool = False
    """Whether every node is a plain box: what the layout is computed for, as arrows end at boxes."""


def to_dot(model: ThreatModel, catalog: Catalog, palette: Palette = LIGHT) -> str:
    """A left-to-right graph with a cluster per trust boundary; untrusted flows are dashed and say so."""
    return source(picture(model, catalog), Source(), palette)


def source(drawn: Picture, how: Source, palette: Palette = LIGHT) -> str:
    """The picture in Graphviz's language."""
    lines = [
        "digraph system {",
        f'  rankdir={"LR" if how.across else "TB"}; bgcolor="{palette.paper}"; fontname="Arial"; '
        f'fontsize={ZONE_SIZE}; fontcolor="{palette.ink}"; nodesep=0.38; ranksep={0.5 if how.across else 0.42}; '
        f"splines={'true' if how.curved else 'line'}; nslimit=4; mclimit=2;",
        f'  node [fontname="Arial" fontsize={NAME_SIZE} color="{palette.line}" fontcolor="{palette.ink}" '
        "fixedsize=true];",
        f'  edge [fontname="Arial" fontsize={FLOW_SIZE + 2} color="{palette.line}" fontcolor="{palette.soft}" '
        "arrowsize=0.7];",
    ]
    for zone in drawn.zones:
        nodes = [f"  {_node(node, how)}" for node in zone.nodes]
        if zone.bounded:
            lines.append(f'  subgraph "cluster_{zone.id}" {{ label="{_label(zone.name)}"; labeljust=l; margin=20;')
            lines.append(f'    style="dashed,rounded"; color="{palette.zone_line}";')
            lines.extend([*(f"  {node}" for node in nodes), "  }"])
        else:
            lines.extend(nodes)
    lines.extend(f"  {_arrow(arrow, how, palette)}" for arrow in drawn.arrows)
    return "\n".join([*lines, "}"]) + "\n"


def name_lines(node: Node) -> tuple[str, ...]:
    """The lines of a node's name."""
    return broken(shown(node.label, 120), NAME_SIZE, _NAME_ROOM, _NAME_LINES)


def flow_lines(arrow: Arrow) -> tuple[str, ...]:
    """The lines beside an arrow; the first word of an untrusted flow says so."""
    words = shown(arrow.label, 120)
    told = f"untrusted: {words}" if arrow.untrusted and words else "untrusted" if arrow.untrusted else words
    return broken(told, FLOW_SIZE, _FLOW_ROOM, _FLOW_LINES)


def size(node: Node) -> tuple[float, float]:
    """The width and height of a node in pixels."""
    lines = name_lines(node)
    widest = max([width(line, NAME_SIZE) * BOLD for line in lines] + [width(node.kind, KIND_SIZE)])
    high = len(lines) * NAME_LINE + KIND_LINE + _ENDS + _EXTRA.get(node.shape, 0.0)
    return max(_LEAST_WIDE, round(widest + _SIDES)), max(_LEAST_HIGH, high)


def _node(node: Node, how: Source) -> str:
    wide, high = size(node)
    count = [f"{node.open_threats} open"] if node.open_threats else []
    label = r"\n".join([*(_marked(line) for line in name_lines(node)), node.kind, *count])
    shape = "box" if how.bare else _SHAPES[node.shape]
    return (
        f'  "{node.id}" [id="part-{node.id}" shape={shape} width={wide / 72:.3f} height={high / 72:.3f} '
        f'label="{label}"];'
    )


def _arrow(arrow: Arrow, how: Source, palette: Palette) -> str:
    words = r"\n".join(_marked(line) for line in flow_lines(arrow)) if how.flow_words else ""
    style = f' style=dashed color="{palette.alarm}" fontcolor="{palette.alarm}"' if arrow.untrusted else ""
    return f'"{arrow.source}" -> "{arrow.target}" [id="flow-{arrow.ids[0]}" label="{words}"{style}];'


def _label(text: str, limit: int = 60) -> str:
    return _marked(shown(text, limit))


def _marked(text: str) -> str:
    """Text that Graphviz shows as it stands: marks that could end or change a label as codes, backslashes doubled."""
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", text.replace("\\", "\\\\"))
