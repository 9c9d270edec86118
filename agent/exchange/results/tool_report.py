"""What a report of a tool says, in one shape for every tool."""

from dataclasses import dataclass, field
from datetime import date, datetime

from agent.domain.wording.text import clean_text
from agent.errors import InputError


@dataclass(frozen=True)
class ToolOutcome:
    """The outcome of one probe, plugin or check."""

    name: str
    """What the tool calls it."""
    passed: int = 0
    failed: int = 0
    unjudged: int = 0
    threat: str = ""
    """Id of the threat, where the report names one."""
    pattern: str = ""
    """The threat's pattern, where the report names one."""
    system: str = ""
    """The key of the system, where the report names one."""


@dataclass(frozen=True)
class ToolReport:
    """One file."""

    tool: str
    file: str
    found: tuple[ToolOutcome, ...]
    version: str = ""
    day: date | None = None
    digest: str = ""
    run: str = ""
    """Id of the run, where there is one."""
    system: str = ""
    """The key of the system it tested, where the report names one as a whole."""
    target: str = ""
    """What the report says was tested."""
    notes: tuple[str, ...] = ()
    lists_failures_alone: bool = field(default=False)
    """Whether what passed is not in it."""


def day_of(text: object) -> date | None:
    """The day of a moment as tools write it; none where it is no moment."""
    try:
        return datetime.fromisoformat(str(text).replace("Z", "+00:00")).date()
    except ValueError:
        return None


def count(value: object, where: str) -> int:
    """A count as a report gives it; raises InputError where it is none."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError(f"{where}: expected a count of 0 or more, got {str(value)[:40]!r}")
    return value


def text(value: object, most: int = 160) -> str:
    """A text as a report gives it, on one line, bounded and without what cannot be seen; empty where it is none."""
    return " ".join(clean_text(value).text.split())[:most] if isinstance(value, str) else ""
