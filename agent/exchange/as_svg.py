"""The data-flow diagram as a plain SVG picture: zones side by side, parts stacked within, flows as curves."""

from dataclasses import dataclass
from html import escape

from agent.domain.model import ThreatModel
from agent.exchange.diagram import Arrow, Node, described, picture, shown
from knowledge.catalog import Catalog

_WIDE, _HIGH, _GAP, _ALLEY, _PAD, _TOP = 190, 50, 24, 110, 16, 34


@dataclass(frozen=True)
class _Box:
    x: int
    y: int
    column: int


def to_svg(model: ThreatModel, catalog: Catalog) -> str:
    """The picture as one SVG element; colours follow the text colour of the page around it."""
    drawn = picture(model, catalog)
    boxes: dict[str, _Box] = {}
    parts: list[str] = []
    tallest = max((len(zone.nodes) for zone in drawn.zones), default=0)
    height = _TOP + tallest * (_HIGH + _GAP) + _PAD * 2
    for column, zone in enumerate(drawn.zones):
        left = column * (_WIDE + 2 * _PAD + _ALLEY)
        parts.append(_zone(left, len(zone.nodes), zone.name))
        for row, node in enumerate(zone.nodes):
            boxes[node.id] = _Box(left + _PAD, _TOP + _PAD + row * (_HIGH + _GAP), column)
            parts.append(_node(node, boxes[node.id]))
    width = max(len(drawn.zones) * (_WIDE + 2 * _PAD + _ALLEY) - _ALLEY, 10)
    parts.extend(_arrow(arrow, boxes, index) for index, arrow in enumerate(drawn.arrows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {width + 60} {height + 8}" role="img" '
        f'width="{width + 60}" aria-label="{escape(described(model))}" '
        'font-family="system-ui, sans-serif" font-size="13">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="currentColor"/></marker></defs>\n' + "\n".join(parts) + "\n</svg>"
    )


def _zone(left: int, rows: int, name: str) -> str:
    high = _TOP + rows * (_HIGH + _GAP) + _PAD
    return (
        f'<rect x="{left}" y="0" width="{_WIDE + 2 * _PAD}" height="{high}" rx="8" fill="none" '
        'stroke="currentColor" stroke-opacity=".5" stroke-dasharray="6 4"/>'
        f'<text x="{left + _PAD}" y="22" fill="currentColor" font-weight="600">{escape(shown(name, 30))}</text>'
    )


def _node(node: Node, box: _Box) -> str:
    radius = {"process": 6, "store": 2, "external": 0, "model": 18, "person": 25}[node.shape]
    double = ' stroke-width="2.5"' if node.shape == "store" else ""
    words = escape(shown(node.label, 26))
    middle, y = box.x + _WIDE // 2, box.y + (22 if node.open_threats else 30)
    count = (
        f'<text x="{middle}" y="{box.y + 40}" text-anchor="middle" fill="currentColor" font-size="11">'
        f"{node.open_threats} open</text>"
        if node.open_threats
        else ""
    )
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{_WIDE}" height="{_HIGH}" rx="{radius}" fill="none" '
        f'stroke="currentColor"{double}/><text x="{middle}" y="{y}" text-anchor="middle" '
        f'fill="currentColor">{words}</text>{count}'
    )


def _arrow(arrow: Arrow, boxes: dict[str, _Box], index: int) -> str:
    start, end = boxes[arrow.source], boxes[arrow.target]
    y1, y2 = start.y + _HIGH // 2 - 6 + index % 5 * 3, end.y + _HIGH // 2 - 6 + index % 5 * 3
    if start.column < end.column:
        x1, x2, bend = start.x + _WIDE, end.x, 55
    elif start.column > end.column:
        x1, x2, bend = start.x, end.x + _WIDE, -55
    else:
        x1, x2, bend = start.x + _WIDE, end.x + _WIDE, 55
    back = x2 - bend if start.column != end.column else x2 + bend
    dash = ' stroke-dasharray="5 4"' if arrow.untrusted else ""
    words = shown(arrow.label, 22)
    told = (f"untrusted: {words}" if words else "untrusted") if arrow.untrusted else words
    middle_x = (x1 + x2) // 2 + (40 if start.column == end.column else 0)
    text = (
        f'<text x="{middle_x}" y="{(y1 + y2) // 2 - 4}" text-anchor="middle" fill="currentColor" font-size="10">'
        f"{escape(told)}</text>"
        if told
        else ""
    )
    return (
        f'<path d="M{x1} {y1} C{x1 + bend} {y1} {back} {y2} {x2} {y2}" fill="none" stroke="currentColor"{dash} '
        f'marker-end="url(#tip)"/>{text}'
    )
