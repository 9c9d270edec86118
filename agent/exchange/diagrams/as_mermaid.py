"""The data-flow diagram as Mermaid source, with labels that cannot act."""

import re

from agent.domain.model import ThreatModel
from agent.exchange.diagrams.diagram import Arrow, Node, picture, shown
from knowledge.catalog import Catalog

_SHAPES = {
    "process": ('("', '")'),
    "store": ('[("', '")]'),
    "external": ('["', '"]'),
    "model": ('{{"', '"}}'),
    "person": ('[/"', '"/]'),
}
_MARKS = re.compile(r"[!-&(-*:-@\[-^`{-~]")
"""Every ASCII mark that could end a label or be read as more than itself."""


def to_mermaid(model: ThreatModel, catalog: Catalog) -> str:
    """A left-to-right flowchart with a subgraph per trust boundary; untrusted flows are dashed and say so."""
    drawn = picture(model, catalog)
    lines = ["flowchart LR"]
    for zone in drawn.zones:
        lines.append(f'  subgraph {_node_id(zone.id)}["{label(zone.name)}"]')
        lines.extend(f"    {_node(node)}" for node in zone.nodes)
        lines.append("  end")
    lines.extend(f"  {_arrow(arrow)}" for arrow in drawn.arrows)
    return "\n".join(lines) + "\n"


def label(text: str, limit: int = 60) -> str:
    """Text that Mermaid shows as it stands and cannot act on: its marks are written as codes."""
    return _MARKS.sub(lambda mark: f"#{ord(mark[0])};", shown(text, limit))


def _node(node: Node) -> str:
    before, after = _SHAPES[node.shape]
    count = f" - {node.open_threats} open" if node.open_threats else ""
    return f"{_node_id(node.id)}{before}{label(node.label)}{count}{after}"


def _arrow(arrow: Arrow) -> str:
    words = label(arrow.label, 40)
    if arrow.untrusted:
        words = f"untrusted: {words}" if words else "untrusted"
    line = "-.->" if arrow.untrusted else "-->"
    middle = f'|"{words}"|' if words else ""
    return f"{_node_id(arrow.source)} {line}{middle} {_node_id(arrow.target)}"


def _node_id(thing_id: str) -> str:
    return "n_" + thing_id.replace("-", "_")
