"""One line per session, for the list of all models: what it shows, and how it is searched and sorted."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from agent.domain.findings.threat_ranking import live
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.sessions.principal import Role
from agent.domain.threats import ThreatStatus
from knowledge.vocabulary import Value


class SessionLine(Value):
    """What a list of sessions shows of one."""

    id: str = Field(description="Its address.")
    name: str = Field(description="What the system is called; empty while it has no name.")
    version: int = Field(ge=0, description="Number of the newest version.")
    changed_at: datetime = Field(description="When something was last said or changed.")
    threats: int = Field(ge=0, description="How many threats of its model still apply.")
    high: int = Field(default=0, ge=0, description="How many open threats of high or critical risk it has.")
    archived: bool = Field(default=False, description="It was put away.")
    role: Role = Field(default=Role.OWNER, description="What whoever looks at the list is to it.")
    deleted_at: datetime | None = Field(default=None, description="When it was deleted; none: it was not.")


class Order(StrEnum):
    """How a list of sessions is sorted."""

    CHANGED = "changed"
    NAME = "name"
    HIGH = "high"


def chosen(lines: Iterable[SessionLine], words: str = "", order: Order = Order.CHANGED) -> tuple[SessionLine, ...]:
    """The lines whose names have all the words, in an order; what changed last comes first where that leaves a draw."""
    wanted = words.casefold().split()
    found = [line for line in lines if all(word in line.name.casefold() for word in wanted)]
    newest = sorted(found, key=lambda line: (line.changed_at, line.id), reverse=True)
    if order is Order.NAME:
        return tuple(sorted(newest, key=lambda line: (not line.name, line.name.casefold())))
    if order is Order.HIGH:
        return tuple(sorted(newest, key=lambda line: -line.high))
    return tuple(newest)


def high_risks(model: ThreatModel) -> int:
    """How many threats of high or critical risk nobody has decided yet."""
    waiting = (threat for threat in live(model.threats) if threat.status is ThreatStatus.OPEN and not threat.set_aside)
    return sum(threat.rating.band in (Band.HIGH, Band.CRITICAL) for threat in waiting)
