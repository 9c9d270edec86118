"""The data-flow diagram as SVG, drawn on Graphviz's layout: no script, reference, style sheet or font is in it."""

from collections.abc import Iterable
from html import escape

from agent.domain.model import ThreatModel
from agent.exchange.diagrams.as_dot import (
    BOLD,
    FLOW_LINE,
    FLOW_SIZE,
    KIND_LINE,
    KIND_SIZE,
    NAME_LINE,
    NAME_SIZE,
    ZONE_SIZE,
    flow_lines,
    name_lines,
    size,
)
from agent.exchange.diagrams.component_shapes import Box, outline, words_top
from agent.exchange.diagrams.diagram import Arrow, Node, Picture, Zone, described, picture, shown
from agent.exchange.diagrams.diagram_layout import Placed, Point, Route, placed
from agent.exchange.diagrams.palette import LIGHT, Palette
from agent.exchange.diagrams.text_width import width
from knowledge.catalog import Catalog
from knowledge.owners_words import keeping_words

_MARGIN = 14.0
_PALE = 0.28
_BESIDE = 2.5
"""How far words stand off an arrow that runs down."""
_KEPT = 64
FACE = "Source Sans, Source Sans 3, Segoe UI, Roboto, Helvetica Neue, Arial, DejaVu Sans, sans-serif"


def to_svg(
    model: ThreatModel,
    catalog: Catalog,
    lit: Iterable[str] = (),
    closed: Iterable[str] = (),
    palette: Palette = LIGHT,
) -> str:
    """The picture as one SVG element.

    Args:
        model: What is drawn.
        catalog: Names the kinds of parts.
        lit: Ids of parts, actors and flows to draw strongly; the others become pale.
        closed: Ids of boundaries to draw as one node each.
        palette: The colours.

    Raises:
        DrawingError: There is too much to draw.
    """
    return _svg(picture(model, catalog, closed), frozenset(lit), palette, described(model))


@keeping_words(_KEPT)
def _svg(drawn: Picture, lit: frozenset[str], palette: Palette, told: str) -> str:
    where = placed(drawn)
    pen = _Pen(where, lit, palette)
    parts = [
        *(pen.zone(zone) for zone in drawn.zones if zone.bounded),
        *(pen.arrow(arrow) for arrow in drawn.arrows),
        *(pen.zone_name(zone) for zone in drawn.zones if zone.bounded),
        *(pen.node(node) for node in drawn.nodes),
        *(pen.flow_words(arrow) for arrow in drawn.arrows),
    ]
    wide, high = where.wide + 2 * _MARGIN, where.high + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_MARGIN:g} {-_MARGIN:g} {wide:g} {high:g}" '
        f'width="{wide:g}" height="{high:g}" role="img" aria-label="{escape(told)}" font-family="{FACE}">\n'
        f"<title>Data-flow diagram</title><desc>{escape(told)}</desc>\n"
        f'<rect class="paper" x="{-_MARGIN:g}" y="{-_MARGIN:g}" width="{wide:g}" height="{high:g}" '
        f'fill="{palette.paper}"/>\n' + "\n".join(filter(None, parts)) + "\n</svg>"
    )


class _Pen:
    """Draws one picture in one set of colours."""

    def __init__(self, where: Placed, lit: frozenset[str], palette: Palette) -> None:
        self._where, self._lit, self._palette = where, lit, palette

    def zone(self, zone: Zone) -> str:
        left, top, right, bottom = self._where.zones[zone.id]
        colours = self._palette
        return (
            f'<g id="zone-{zone.id}" data-zone="{zone.id}"><title>{_whole(zone.name)}, a trust boundary</title>'
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" rx="12" '
            f'fill="{colours.zone}" stroke="{colours.zone_line}" stroke-dasharray="6 4"/></g>'
        )

    def zone_name(self, zone: Zone) -> str:
        left, top, _, _ = self._where.zones[zone.id]
        words = _text((left + 14, top + 18), shown(zone.name, 60), ZONE_SIZE, self._palette.soft, 600, "start")
        return f'<g data-zone="{zone.id}"{self._halo(self._palette.zone)}>{words}</g>'

    def node(self, node: Node) -> str:
        x, y = self._where.nodes[node.id]
        wide, high = size(node)
        box = Box(x - wide / 2, y - high / 2, wide, high)
        strong = node.id in self._lit
        tint = self._palette.of(node.shape)
        lines = name_lines(node)
        top = box.y + words_top(node.shape)
        room = box.y + high - top - len(lines) * NAME_LINE - KIND_LINE
        first = top + room / 2 + NAME_LINE * 0.76
        middle = box.middle - (2.5 if node.shape == "group" else 0)
        words = [
            _text((middle, first + row * NAME_LINE), line, NAME_SIZE, self._palette.ink, 600)
            for row, line in enumerate(lines)
        ]
        words.append(_text((middle, first + len(lines) * NAME_LINE), node.kind, KIND_SIZE, tint.ink))
        threats = "1 open threat" if node.open_threats == 1 else f"{node.open_threats or 'no'} open threats"
        told = f"{_whole(node.label)}: {node.kind}, {threats}"
        what = "zone" if node.shape == "group" else "part"
        return (
            f'<g id="{what}-{node.id}" data-{what}="{node.id}"{self._faint({node.id})}><title>{told}</title>'
            f"{outline(node.shape, box, tint, 2.6 if strong else 1.2)}{''.join(words)}{self._badge(node, box)}</g>"
        )

    def arrow(self, arrow: Arrow) -> str:
        route = self._where.arrows[arrow.ids[0]]
        strong = not self._lit.isdisjoint(arrow.ids)
        colours = self._palette
        colour = colours.alarm if arrow.untrusted else colours.lit if strong else colours.line
        dash = ' stroke-dasharray="6 4"' if arrow.untrusted else ""
        head = " ".join(f"{x:.1f},{y:.1f}" for x, y in _head(route))
        return (
            f'<g id="flow-{arrow.ids[0]}" data-flow="{" ".join(arrow.ids)}"{self._faint(set(arrow.ids))}>'
            f"<title>{_whole(arrow.label) or 'flow'}{', untrusted' if arrow.untrusted else ''}</title>"
            f'<path d="{_curve(route)}" fill="none" stroke="{colour}" stroke-width="{2.6 if strong else 1.3}"{dash}/>'
            f'<polygon points="{head}" fill="{colour}"/></g>'
        )

    def flow_words(self, arrow: Arrow) -> str:
        at = self._where.arrows[arrow.ids[0]].words
        if at is None:
            return ""
        lines = flow_lines(arrow)
        colour = self._palette.alarm if arrow.untrusted else self._palette.soft
        first = at[1] - len(lines) * FLOW_LINE / 2 + FLOW_LINE * 0.76
        left = at[0] if self._where.across else at[0] + _BESIDE
        words = [_text((left, first + row * FLOW_LINE), line, FLOW_SIZE, colour) for row, line in enumerate(lines)]
        return f"<g{self._faint(set(arrow.ids))}{self._halo(self._palette.paper)}>{''.join(words)}</g>"

    def _badge(self, node: Node, box: Box) -> str:
        if not node.open_threats:
            return ""
        words = f"{node.open_threats} open"
        wide = width(words, 10.5) * BOLD + 12
        left = box.right - wide + 14
        return (
            f'<rect x="{left:.1f}" y="{box.y - 9:.1f}" width="{wide:.1f}" height="17" rx="8.5" '
            f'fill="{self._palette.ink}" stroke="{self._palette.paper}" stroke-width="1.5"/>'
            f"{_text((left + wide / 2, box.y + 3.2), words, 10.5, self._palette.paper, 600)}"
        )

    @staticmethod
    def _halo(colour: str) -> str:
        """Lines that pass behind words stop short of them."""
        return f' stroke="{colour}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'

    def _faint(self, ids: set[str]) -> str:
        return f' opacity="{_PALE}"' if self._lit and self._lit.isdisjoint(ids) else ""


def _text(at: Point, words: str, points: float, colour: str, weight: int = 400, anchor: str = "middle") -> str:
    heavy = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" font-size="{points:g}"{heavy} '
        f'fill="{colour}">{escape(words)}</text>'
    )


def _whole(text: str) -> str:
    """A name at its full length, for what is shown when one points at it."""
    return escape(shown(text, 160))


def _curve(route: Route) -> str:
    start, *others = (f"{x:.1f} {y:.1f}" for x, y in route.curve)
    return f"M{start}C{' '.join(others)}"


def _head(route: Route) -> tuple[Point, Point, Point]:
    """The tip and the two corners of an arrow's head."""
    (x, y), (tip_x, tip_y) = route.curve[-1], route.tip
    half_x, half_y = (tip_y - y) * 0.42, (x - tip_x) * 0.42
    return route.tip, (x + half_x, y + half_y), (x - half_x, y - half_y)
