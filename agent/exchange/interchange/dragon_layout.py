"""Where everything lies on a page of Threat Dragon: a column for each trust boundary, its parts below one another."""

from dataclasses import dataclass

from agent.exchange.diagrams.diagram import Picture, Zone

WIDE, HIGH = 160, 80
_ACROSS, _DOWN = 240, 130
_EDGE = 40
_ROWS = 6
Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""


@dataclass(frozen=True)
class Layout:
    """The boxes of nodes and of trust boundaries."""

    nodes: dict[str, Box]
    zones: dict[str, Box]


def laid_out(drawn: Picture) -> Layout:
    """Boundaries from left to right in their order, at most six parts below one another; no two boxes touch."""
    nodes: dict[str, Box] = {}
    zones: dict[str, Box] = {}
    left = _EDGE
    for zone in drawn.zones:
        columns = -(-len(zone.nodes) // _ROWS)
        for place, node in enumerate(zone.nodes):
            x, y = left + _EDGE + (place // _ROWS) * _ACROSS, 2 * _EDGE + (place % _ROWS) * _DOWN
            nodes[node.id] = (x, y, WIDE, HIGH)
        if zone.bounded:
            zones[zone.id] = (left, _EDGE, _width(columns), _height(zone))
        left += _width(columns) + 2 * _EDGE
    return Layout(nodes, zones)


def _width(columns: int) -> int:
    return (columns - 1) * _ACROSS + WIDE + 2 * _EDGE


def _height(zone: Zone) -> int:
    rows = min(_ROWS, len(zone.nodes))
    return (rows - 1) * _DOWN + HIGH + 2 * _EDGE
