"""The heatmap of risk: likelihood by impact in five steps each, as numbers first and as a picture second."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from agent.domain.risk import Rating
from agent.domain.threats import Threat
from knowledge.vocabulary import Value

if TYPE_CHECKING:
    import altair

When = Literal["inherent", "current", "target"]
STEPS = ("Very low", "Low", "Medium", "High", "Very high")
RAMPS = {
    "light": ("#e2edf4", "#c2d8e8", "#8db6d3", "#3d7499", "#174a70"),
    "dark": ("#26394a", "#31506a", "#447396", "#7fb4d8", "#cfe8fa"),
}
"""One hue from faint to strong for each theme; the strongest stands out most from the page."""
EDGES = {"light": "#d5dde4", "dark": "#33414d"}
"""The outline of a cell without threats; it has no fill, so that one ramp alone carries the colours."""
INKS = {
    "light": ("#1d2733", "#1d2733", "#1d2733", "#ffffff", "#ffffff"),
    "dark": ("#f2f5f8", "#f2f5f8", "#f2f5f8", "#10171e", "#10171e"),
}
"""The colour of the number on each step of the ramp."""


class Cell(Value):
    """One cell with the threats in it."""

    likelihood: int = Field(ge=0, le=4, description="Step of likelihood.")
    impact: int = Field(ge=0, le=4, description="Step of impact.")
    threats: tuple[str, ...] = Field(default=(), description="Ids of the threats in it.")

    @property
    def strength(self) -> int:
        """How strongly the cell is coloured: from 0 to 4 with likelihood and impact together."""
        return (self.likelihood + self.impact + 1) // 2


def rating_when(threat: Threat, when: When) -> Rating:
    """The rating before controls, now, or as planned."""
    return {"inherent": threat.inherent_rating, "current": threat.rating, "target": threat.target_rating}[when]


def step_of(score: float) -> int:
    """The step of a score from 0 to 10: 0 up to 2, 1 up to 4, and so on."""
    return min(4, max(0, -(-round(score * 10) // 20) - 1))


def cells(threats: tuple[Threat, ...], when: When) -> tuple[Cell, ...]:
    """All 25 cells, highest impact first, then by likelihood."""
    found: dict[tuple[int, int], list[str]] = {}
    for threat in threats:
        rating = rating_when(threat, when)
        found.setdefault((step_of(rating.likelihood), step_of(rating.impact)), []).append(threat.id)
    return tuple(
        Cell(likelihood=likelihood, impact=impact, threats=tuple(found.get((likelihood, impact), ())))
        for impact in range(4, -1, -1)
        for likelihood in range(5)
    )


def rows(grid: tuple[Cell, ...]) -> list[dict[str, str]]:
    """The same as a table for reading: a row per step of impact, a column per step of likelihood."""
    table = []
    for impact in range(4, -1, -1):
        row = {"Impact": STEPS[impact]}
        for cell in grid:
            if cell.impact == impact:
                row[f"{STEPS[cell.likelihood]} likelihood"] = str(len(cell.threats) or "-")
        table.append(row)
    return table


def heatmap(grid: tuple[Cell, ...], theme: str) -> "altair.LayerChart | altair.FacetChart":
    """The picture: colour for how urgent a cell is, a number for how many threats are in it."""
    import altair as alt

    shade = theme if theme in RAMPS else "light"
    data = alt.InlineData(values=[_point(cell, shade) for cell in grid])
    below = alt.Axis(labelAngle=0, labelFlush=False, orient="bottom")
    x = alt.X("likelihood:O", sort=list(STEPS), title="Likelihood", axis=below)
    y = alt.Y("impact:O", sort=list(reversed(STEPS)), title="Impact")
    base = alt.Chart(data).encode(x=x, y=y)
    chosen = alt.selection_point(name="cell", fields=["likelihood", "impact"])
    squares = base.mark_rect(cornerRadius=3, strokeWidth=1, cursor="pointer").encode(
        color=alt.Color("fill:N", scale=None, legend=None),
        stroke=alt.Stroke("edge:N", scale=None, legend=None),
        tooltip=[alt.Tooltip("impact:N"), alt.Tooltip("likelihood:N"), alt.Tooltip("names:N", title="threats")],
    )
    numbers = base.mark_text(fontSize=16, fontWeight=600).encode(
        text="count:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    return alt.layer(squares.add_params(chosen), numbers).properties(height=290)


def _point(cell: Cell, theme: str) -> dict[str, str | float]:
    return {
        "likelihood": STEPS[cell.likelihood],
        "impact": STEPS[cell.impact],
        "count": str(len(cell.threats) or ""),
        "names": ", ".join(cell.threats[:12]) + (" …" if len(cell.threats) > 12 else "") or "none",
        "fill": RAMPS[theme][cell.strength] if cell.threats else "transparent",
        "edge": "transparent" if cell.threats else EDGES[theme],
        "ink": INKS[theme][cell.strength],
    }
