"""Plots as inline SVG: told apart by marks, dashes and labels as well as by colour."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 150, 16, 44
DASHES = ("", "7 4", "2 3", "10 3 2 3", "5 2", "1 4")


@dataclass(frozen=True)
class Line:
    """A named line; each point has its place, its value and, where known, an interval."""

    name: str
    points: tuple[tuple[float, float], ...]
    spans: tuple[tuple[float, float], ...] = ()


def line_plot(title: str, lines: Sequence[Line], across: str, low: float = 0.0, high: float = 1.0) -> str:
    """Lines over a common scale, named at their right ends."""
    places = sorted({place for line in lines for place, _ in line.points})
    frame = _Frame(min(places), max(places), low, high)
    parts = [*_grid(frame, places), _axis_name(across)]
    for number, line in enumerate(lines):
        parts += _line(frame, line, number)
    parts += _end_labels(frame, lines)
    return _svg(title, "".join(parts), HEIGHT)


def dot_plot(title: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    """One row per name, one mark per series, on a scale from nought to one."""
    series = list(dict.fromkeys(name for row in rows.values() for name in row))
    left, step = 275, 20
    height = TOP + step * len(rows) + 60
    width = WIDTH - left - 40
    parts = [
        f'<line class="grid" x1="{left + share * width:.0f}" x2="{left + share * width:.0f}" y1="{TOP}" '
        f'y2="{height - 56}"/><text class="tick" x="{left + share * width:.0f}" y="{height - 42}" '
        f'text-anchor="middle">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    for number, (name, row) in enumerate(rows.items()):
        y = TOP + step * (number + 0.5)
        parts.append(f'<text class="tick" x="{left - 10}" y="{y + 4:.1f}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<line class="rule" x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts += [
            _mark(series.index(one), left + value * width, y + 5 * (series.index(one) - 1))
            for one, value in row.items()
        ]
    for number, one in enumerate(series):
        x = left + number * 130
        parts.append(_mark(number, x, height - 18) + f'<text x="{x + 10}" y="{height - 14}">{escape(one)}</text>')
    return _svg(title, "".join(parts), height)


@dataclass(frozen=True)
class _Frame:
    first: float
    last: float
    low: float
    high: float

    def x(self, place: float) -> float:
        return LEFT + (place - self.first) / ((self.last - self.first) or 1) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(frame: _Frame, places: Sequence[float]) -> Iterator[str]:
    for step in range(6):
        value = frame.low + step * (frame.high - frame.low) / 5
        y = frame.y(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.1f}</text>'
    for place in places:
        x, y = frame.x(place), HEIGHT - BOTTOM + 18
        yield f'<text class="tick" x="{x:.1f}" y="{y}" text-anchor="middle">{place:g}</text>'


def _axis_name(across: str) -> str:
    x, y = (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6
    return f'<text class="tick" x="{x}" y="{y}" text-anchor="middle">{escape(across)}</text>'


def _line(frame: _Frame, line: Line, number: int) -> Iterator[str]:
    path = " ".join(f"{frame.x(place):.1f},{frame.y(value):.1f}" for place, value in line.points)
    dash = f' stroke-dasharray="{DASHES[number % len(DASHES)]}"' if DASHES[number % len(DASHES)] else ""
    yield f'<polyline class="s{number % 6}" points="{path}"{dash}/>'
    for (place, value), (low, high) in zip(line.points, line.spans, strict=False):
        x = frame.x(place) + (number - 2) * 2.5
        ends = f'y1="{frame.y(low):.1f}" y2="{frame.y(high):.1f}"'
        yield f'<line class="s{number % 6} span" x1="{x:.1f}" x2="{x:.1f}" {ends}/>'
        yield _mark(number, x, frame.y(value))


def _end_labels(frame: _Frame, lines: Sequence[Line]) -> Iterator[str]:
    """Names at the right ends, pushed apart where they would lie on each other."""
    ends = sorted(((frame.y(line.points[-1][1]), number) for number, line in enumerate(lines)))
    last = -1e9
    for y, number in ends:
        last = max(y, last + 15)
        name = escape(f"{lines[number].name} {lines[number].points[-1][1]:.2f}")
        yield _mark(number, WIDTH - RIGHT + 14, last)
        yield f'<text x="{WIDTH - RIGHT + 24}" y="{last + 4:.1f}">{name}</text>'


def _mark(number: int, x: float, y: float) -> str:
    """A mark of its own shape for each series."""
    shapes = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
        f'<rect x="{x - 3.6:.1f}" y="{y - 3.6:.1f}" width="7.2" height="7.2"/>',
        f'<path d="M{x:.1f} {y - 5:.1f}l4.6 8.4h-9.2z"/>',
        f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5-5z"/>',
        f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8" class="open"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="open"/>',
    )
    return f'<g class="m{number % 6}">{shapes[number % 6]}</g>'


def _svg(title: str, inner: str, height: int) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{inner}</svg>"
    )
