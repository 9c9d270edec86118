"""The data-flow diagram as Graphviz source, with labels quoted and every attribute fixed by us."""

import re

from agent.domain.model import ThreatModel
from agent.exchange.diagram import Arrow, Node, picture, shown
from knowledge.catalog import Catalog

_MARKS = re.compile(r"[\"&<>{}|]")
_SHAPES = {"process": "box", "store": "cylinder", "external": "component", "model": "hexagon", "person": "oval"}


def to_dot(model: ThreatModel, catalog: Catalog, ink: str = "#334155", alarm: str = "#b45309") -> str:
    """A left-to-right graph with a cluster per trust boundary; untrusted flows are dashed and say so."""
    drawn = picture(model, catalog)
    font = f'fontname="sans-serif" fontsize=12 color="{ink}" fontcolor="{ink}"'
    lines = [
        "digraph system {",
        f'  rankdir=LR; bgcolor="transparent"; {font.replace(" ", "; ")};',
        f'  node [{font} style="rounded"];',
        f"  edge [{font.replace('12', '10')}];",
    ]
    for zone in drawn.zones:
        lines.append(f'  subgraph "cluster_{zone.id}" {{ label="{_label(zone.name)}"; style="dashed,rounded";')
        lines.extend(f"    {_node(node)}" for node in zone.nodes)
        lines.append("  }")
    lines.extend(f"  {_arrow(arrow, alarm)}" for arrow in drawn.arrows)
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node) -> str:
    count = f"\\n{node.open_threats} open" if node.open_threats else ""
    return f'"{node.id}" [shape={_SHAPES[node.shape]} label="{_label(node.label, 28)}{count}"];'


def _arrow(arrow: Arrow, alarm: str) -> str:
    words = _label(arrow.label, 28)
    if arrow.untrusted:
        words = f"untrusted\\n{words}" if words else "untrusted"
    style = f' style=dashed color="{alarm}" fontcolor="{alarm}"' if arrow.untrusted else ""
    return f'"{arrow.source}" -> "{arrow.target}" [label="{words}"{style}];'


def _label(text: str, limit: int = 60) -> str:
    """Text that Graphviz shows as it stands: marks that could end or change a label as codes, backslashes doubled."""
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", shown(text, limit).replace("\\", "\\\\"))
