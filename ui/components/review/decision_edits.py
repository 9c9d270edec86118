"""What can be decided about threats, what each decision needs, and the edits that it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.assessment.scoring.mitigation_order import measures_for
from agent.domain.changes.edits import DecideControl, DecideThreat, Edit
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus
from knowledge.catalog import Catalog
from ui.components.text import counted

MOST_NAMED = 6
"""How many threats a line of the history names; more are counted."""
_FREE = frozenset({ControlStatus.PROPOSED, ControlStatus.REJECTED})


@dataclass(frozen=True)
class Choice:
    """One way to decide about a threat."""

    name: str
    """Its name in keys of widgets."""
    label: str
    """What one chooses."""
    deed: str
    """What the button says that does it."""
    hint: str
    """What it means and needs, as a sentence."""
    status: ThreatStatus
    done: str
    """What became of the threats, as it goes on after their ids."""
    needs_reason: bool = True
    needs_owner: bool = False


FIX = Choice("fix", "Fix", "Plan the fix", "A measure is planned. The threat stays open until the measure is done.",
             ThreatStatus.OPEN, "to be fixed", needs_reason=False)  # fmt: skip
ACCEPT = Choice("accept", "Accept", "Accept the risk",
                "The risk is taken. Needs a reason, an owner and a date to look again.",
                ThreatStatus.ACCEPTED, "accepted", needs_owner=True)  # fmt: skip
NOT_HERE = Choice("nothere", "Not here", "Mark as not here", "It cannot happen here. Needs a reason.",
                  ThreatStatus.DISMISSED, "not applicable")  # fmt: skip
ENOUGH = Choice("enough", "Covered", "Mark as covered", "The measures in place are enough.",
                ThreatStatus.MITIGATED, "mitigated", needs_reason=False)  # fmt: skip
TRANSFER = Choice("transfer", "Transfer", "Mark as transferred", "Somebody else carries it. Needs a reason.",
                  ThreatStatus.TRANSFERRED, "transferred")  # fmt: skip
AVOID = Choice("avoid", "Avoid", "Mark as avoided", "The part it needs goes away. Needs a reason.",
               ThreatStatus.AVOIDED, "avoided")  # fmt: skip
REOPEN = Choice("reopen", "Take back", "Take the decision back", "Nothing is decided from then on.",
                ThreatStatus.OPEN, "open again", needs_reason=False)  # fmt: skip
CHOICES = (FIX, ACCEPT, NOT_HERE, ENOUGH, TRANSFER, AVOID)
"""What can be decided about a threat on which nothing is decided yet, the most usual first."""


@dataclass(frozen=True)
class Given:
    """What a person gives with a decision."""

    reason: str = ""
    owner: str = ""
    review: date | None = None
    measures: tuple[str, ...] = ()
    """Ids of measures to plan; for several threats each plans its own first one instead."""


def choices_for(threats: Sequence[Threat]) -> tuple[Choice, ...]:
    """What can be decided about these; what is decided can be taken back too."""
    return (*CHOICES, REOPEN) if any(is_settled(one) for one in threats) else CHOICES


def is_settled(threat: Threat) -> bool:
    """Whether a person has decided what becomes of it, and nothing has changed since that puts it in question."""
    decided = threat.status is not ThreatStatus.OPEN or threat.treatment is not None
    return decided and not threat.note


def missing(choice: Choice, given: Given, many: bool = False) -> tuple[str, ...]:
    """What a decision about one threat, or about many, still needs, in words."""
    needs: list[str] = []
    if choice.needs_reason and not given.reason.strip():
        needs.append("a reason")
    if choice.needs_owner:
        needs += [] if given.owner.strip() else ["who answers for it"]
        needs += [] if given.review else ["when to look again"]
    if choice is FIX and not (many or given.measures or given.reason.strip()):
        needs.append("a measure, or what shall be done instead")
    return tuple(needs)


def edits_for(
    threats: Sequence[Threat], model: ThreatModel, choice: Choice, given: Given, catalog: Catalog
) -> tuple[Edit, ...]:
    """The edits of one decision about one threat or many; a measure that several need is planned once."""
    edits: list[Edit] = []
    planned: dict[str, None] = {}
    for threat in threats:
        chosen = _chosen(threat, model, given, catalog, len(threats) > 1) if choice is FIX else ()
        planned |= dict.fromkeys(one.id for one in chosen if one.status in _FREE)
        reason = given.reason.strip() or _plan_words(chosen) if choice is FIX else given.reason.strip()
        edits.append(
            DecideThreat(
                threat=threat.id, status=choice.status, reason="" if choice is REOPEN else reason[:600],
                owner=given.owner.strip() if choice is not REOPEN else "", review_by=given.review,
            )
        )  # fmt: skip
    owner = given.owner.strip()
    return (*(DecideControl(control=one, status=ControlStatus.PLANNED, owner=owner) for one in planned), *edits)


def told(threats: Sequence[Threat], choice: Choice) -> str:
    """The decision in a line for the history."""
    ids = ", ".join(one.id for one in threats[:MOST_NAMED])
    more = f" and {counted(len(threats) - MOST_NAMED, 'more threat')}" if len(threats) > MOST_NAMED else ""
    return f"{ids}{more}: {choice.done}"


def _chosen(threat: Threat, model: ThreatModel, given: Given, catalog: Catalog, many: bool) -> tuple[Control, ...]:
    here = measures_for(threat, model, catalog)
    return here[:1] if many else tuple(one for one in here if one.id in given.measures)


def _plan_words(measures: Sequence[Control]) -> str:
    if not measures:
        return "A measure is to be found."
    return "Planned: " + "; ".join(f"{one.id} {one.title}" for one in measures)
