"""Where everything of a picture lies: Graphviz's layout, in pixels from the top left corner."""

import json
from dataclasses import dataclass, replace
from typing import Any

from agent.errors import DrawingError
from agent.exchange.diagrams.as_dot import Source, source
from agent.exchange.diagrams.diagram import Picture
from agent.exchange.diagrams.graphviz import laid_out
from knowledge.owners_words import keeping_words

_FRAME = (1000.0, 760.0)
"""The frame a picture should fill: about a sheet of paper or a window across."""
_MOST_WORDED = 160
"""With more arrows than this, words beside them are neither readable nor soon laid out."""
_MOST_ARROWS = 500
"""With more arrows than this a picture says nothing, and its layout would only take time."""
_KEPT = 64

Point = tuple[float, float]


@dataclass(frozen=True)
class Route:
    """An arrow's curve, its tip, and the middle of its words, if it has any."""

    curve: tuple[Point, ...]
    tip: Point
    words: Point | None


@dataclass(frozen=True)
class Placed:
    """The layout: middles of nodes, corners of zones, routes of arrows by the id of their first flow."""

    across: bool
    wide: float
    high: float
    nodes: dict[str, Point]
    zones: dict[str, tuple[float, float, float, float]]
    arrows: dict[str, Route]


def placed(drawn: Picture) -> Placed:
    """The layout in the direction, across or down, in which the picture can be shown larger.

    Raises:
        DrawingError: There are too many flows, or even without words and curves the layout takes too much work.
    """
    found = _placed(drawn)
    if found is None:
        raise DrawingError("there are too many flows for a picture; the table of flows lists them")
    return found


@keeping_words(_KEPT)
def _placed(drawn: Picture) -> Placed | None:
    """The layout with as much as the work for it allows; what cannot be laid out is not tried again."""
    if len(drawn.arrows) > _MOST_ARROWS:
        return None
    for flow_words, curved in ((True, True), (False, True), (False, False)):
        if flow_words and len(drawn.arrows) > _MOST_WORDED:
            continue
        try:
            return max((_laid(drawn, Source(across, flow_words, curved)) for across in (True, False)), key=_scale)
        except DrawingError:
            continue
    return None


def _laid(drawn: Picture, how: Source) -> Placed:
    return _read(laid_out(source(drawn, replace(how, bare=True))), how.across)


def _scale(found: Placed) -> float:
    return min(side / most for side, most in zip(_FRAME, (found.wide, found.high), strict=True))


def _read(content: bytes, across: bool) -> Placed:
    found: dict[str, Any] = json.loads(content)
    _, _, wide, high = _numbers(found["bb"])

    def turned(point: str) -> Point:
        x, y = _numbers(point)
        return x, high - y

    things = found.get("objects", ())
    zones = {
        one["name"].removeprefix("cluster_"): (left, high - top, right, high - bottom)
        for one in things
        if "bb" in one
        for left, bottom, right, top in [_numbers(one["bb"])]
    }
    arrows = {}
    for one in found.get("edges", ()):
        *_, tip = (part for part in one["pos"].split() if part.startswith("e,"))
        curve = tuple(turned(part) for part in one["pos"].split() if part[0] not in "es")
        words = turned(one["lp"]) if "lp" in one else None
        arrows[one["id"].removeprefix("flow-")] = Route(curve, turned(tip[2:]), words)
    nodes = {one["name"]: turned(one["pos"]) for one in things if "pos" in one}
    return Placed(across, wide, high, nodes, zones, arrows)


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]
