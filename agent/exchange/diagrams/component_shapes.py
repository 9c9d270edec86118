"""The outlines of parts: each sort of part has a shape of its own."""

from dataclasses import dataclass

from agent.exchange.diagrams.palette import Tint

_CUT, _DISC, _BAR, _BEHIND = 11.0, 6.0, 7.0, 5.0
_TURN = 10.0


@dataclass(frozen=True)
class Box:
    """Where a node lies: its left upper corner and its sides."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.x + self.wide

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.x + self.wide / 2


def outline(shape: str, box: Box, tint: Tint, stroke: float) -> str:
    """The shape of a node; a person has a head, a store is a drum, what others run has bars, a model cut corners."""
    paint = f'fill="{tint.ground}" stroke="{tint.ink}" stroke-width="{stroke}"'
    line = f'fill="none" stroke="{tint.ink}" stroke-width="{stroke}"'
    match shape:
        case "store":
            return _drum(box, paint, line)
        case "external":
            bars = (box.x + _BAR, box.right - _BAR)
            sides = "".join(f'<path d="M{_n(x)} {_n(box.y)}v{_n(box.high)}" {line}/>' for x in bars)
            return f"{_rect(box, 2.0, paint)}{sides}"
        case "model":
            return _cut(box, paint)
        case "person":
            return f"{_rect(box, 22.0, paint)}{_person(box, tint)}"
        case "group":
            behind = Box(box.x + _BEHIND, box.y, box.wide - _BEHIND, box.high - _BEHIND)
            front = Box(box.x, box.y + _BEHIND, box.wide - _BEHIND, box.high - _BEHIND)
            return _rect(behind, _TURN, paint) + _rect(front, _TURN, paint)
        case _:
            return _rect(box, _TURN, paint)


def words_top(shape: str) -> float:
    """How much room from the top the outline itself takes, where words would be crossed by it."""
    return {"store": _DISC + 4, "person": 16.0, "group": _BEHIND}.get(shape, 0.0)


def _rect(box: Box, turn: float, paint: str) -> str:
    place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.wide)}" height="{_n(box.high)}"'
    return f'<rect {place} rx="{_n(turn)}" {paint}/>'


def _drum(box: Box, paint: str, line: str) -> str:
    half, high = _n(box.wide / 2), _n(box.high - 2 * _DISC)
    arc = f"a{half} {_DISC} 0 0 1 {_n(box.wide)} 0"
    back = f"a{half} {_DISC} 0 0 1 {_n(-box.wide)} 0"
    start = f"M{_n(box.x)} {_n(box.y + _DISC)}"
    rim = f'<path d="{start}a{half} {_DISC} 0 0 0 {_n(box.wide)} 0" {line}/>'
    return f'<path d="{start}{arc}v{high}{back}z" {paint}/>{rim}'


def _cut(box: Box, paint: str) -> str:
    across, down = _n(box.wide - 2 * _CUT), _n(box.high - 2 * _CUT)
    return (
        f'<path d="M{_n(box.x + _CUT)} {_n(box.y)}h{across}l{_CUT} {_CUT}v{down}l{-_CUT} {_CUT}h-{across}'
        f'l{-_CUT} {-_CUT}v-{down}z" {paint}/>'
    )


def _person(box: Box, tint: Tint) -> str:
    x, y = box.middle, box.y
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y + 9)}" r="3.5" fill="{tint.ink}"/>'
        f'<path d="M{_n(x - 7)} {_n(y + 20)}a7 6.5 0 0 1 14 0z" fill="{tint.ink}"/>'
    )


def _n(number: float) -> str:
    """A number as written in a drawing, without digits that nobody sees."""
    return f"{number:.1f}".removesuffix(".0")
