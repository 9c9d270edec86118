"""What stands behind a model's silence: every item of every framework, with where it stands and why."""

from agent.coverage.grid import stride_grid
from agent.coverage.rows import counted, coverage
from agent.coverage.standing import CAPTION, Cell, Place, Row, Standing
from agent.coverage.standings import depending, standings
from agent.coverage.touched import touched

__all__ = [
    "CAPTION",
    "Cell",
    "Place",
    "Row",
    "Standing",
    "counted",
    "coverage",
    "depending",
    "standings",
    "stride_grid",
    "touched",
]
