"""The register of accepted risks: which ones, who answers for each, why, and when to look again."""

from datetime import date

from pydantic import Field

from agent.domain.model import ThreatModel
from agent.domain.risk import Rating
from agent.domain.threats import Threat, ThreatStatus
from knowledge.vocabulary import Value


class AcceptedRisk(Value):
    """One risk that somebody took."""

    threat: str = Field(description="Id of the threat.")
    title: str = Field(description="What can go wrong.")
    rating: Rating = Field(description="The risk that is taken: as it is now.")
    owner: str = Field(default="", description="Who answers for it.")
    reason: str = Field(default="", description="Why it is taken.")
    review_by: date | None = Field(default=None, description="Until when; then it is looked at again.")
    author: str = Field(default="", description="Who decided it.")
    overdue: bool = Field(default=False, description="The day to look again has passed.")


def accepted_risks(model: ThreatModel, today: date | None = None) -> tuple[AcceptedRisk, ...]:
    """Every accepted risk, the one to be looked at first on top; without a day none counts as overdue.

    What came from a file without its review date stands first: nobody said how long it is to hold.
    """
    found = [_risk(one, today) for one in model.threats if one.status is ThreatStatus.ACCEPTED]
    return tuple(sorted(found, key=lambda one: (one.review_by or date.min, -one.rating.total, one.threat)))


def _risk(threat: Threat, today: date | None) -> AcceptedRisk:
    decided = threat.treatment
    day = decided.review_by if decided else None
    return AcceptedRisk(
        threat=threat.id,
        title=threat.title,
        rating=threat.rating,
        owner=decided.owner if decided else "",
        reason=decided.reason if decided else "",
        review_by=day,
        author=decided.author if decided else "",
        overdue=today is not None and day is not None and day < today,
    )
