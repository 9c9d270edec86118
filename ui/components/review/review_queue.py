"""What a review goes through: some threats one after the other, until each is decided or left for later."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from agent.domain.findings.threat_ranking import Sections
from agent.domain.model import ThreatModel
from agent.domain.threats import Threat, ThreatStatus
from ui.components.review.decision_edits import is_settled
from ui.components.value_labels import STATUSES, status_words

START, END = "start", "end"
"""The places of a review before its first threat and after its last."""
TEN = 10
"""How many more threats a review goes on with."""


@dataclass(frozen=True)
class Queue:
    """The threats of one review in order; what is decided leaves it and can still be gone back to."""

    threats: tuple[Threat, ...]

    @property
    def waiting(self) -> tuple[Threat, ...]:
        """Those on which nothing is decided, or whose decision something has put in question since."""
        return tuple(one for one in self.threats if not is_settled(one))

    def place(self, threat_id: str) -> int:
        """Which of them it is, 1 first; 0 for one that is not among them."""
        return next((place for place, one in enumerate(self.threats, start=1) if one.id == threat_id), 0)

    def after(self, threat_id: str) -> str:
        """The next that waits after this one, or the end."""
        return next((one.id for one in self.threats[self.place(threat_id) :] if not is_settled(one)), END)

    def following(self, threat_id: str) -> str:
        """The next one, decided or not, or the end."""
        here = self.place(threat_id)
        return self.threats[here].id if here < len(self.threats) else END

    def before(self, threat_id: str) -> str:
        """The one before, decided or not; from the end it is the last; empty at the beginning."""
        here = self.place(threat_id) if threat_id != END else len(self.threats) + 1
        return self.threats[here - 2].id if here > 1 else ""

    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many are to be fixed, accepted and so on, and how many are left for later."""
        found = Counter(status_words(one) for one in self.threats if is_settled(one))
        order = ("To be fixed", *STATUSES.values())
        counts = [(words, found[words]) for words in order if found[words]]
        return (*counts, *([("Left for later", len(self.waiting))] if self.waiting else []))


def queue_of(model: ThreatModel, ids: Iterable[str]) -> Queue:
    """The review of these threats; those that no longer exist, or that a draft took back, are left out."""
    known = {one.id: one for one in model.threats if one.status is not ThreatStatus.RETIRED}
    return Queue(tuple(known[one] for one in dict.fromkeys(ids) if one in known))


def next_ten(told: Sections, queue: Queue) -> tuple[str, ...]:
    """The next ones of the list that this review has not gone through and nobody has decided on."""
    gone_through = {one.id for one in queue.threats}
    return tuple(one.id for one in told.in_turn if one.id not in gone_through and not is_settled(one))[:TEN]
