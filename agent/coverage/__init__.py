"""What stands behind a model's silence: every item of every framework, with where it stands and why."""

from agent.coverage.affected_parts import touched
from agent.coverage.framework_rows import counted, coverage
from agent.coverage.standing import CAPTION, Cell, Place, Row, Standing
from agent.coverage.standings import depending, standings
from agent.coverage.stride_grid import stride_grid

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
