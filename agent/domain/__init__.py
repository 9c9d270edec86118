"""The things of one system: the threat model, the edits that change it, and the session that keeps it."""

from agent.domain.changes.apply import Mint, Terms, apply
from agent.domain.changes.edits import Edit, Outcome, Refusal
from agent.domain.facts import SYSTEM, FactValue, Provenance, Quote
from agent.domain.findings.gaps import Gap, GapKind
from agent.domain.ledger import Finding, Ledger, Verdict
from agent.domain.model import ThreatModel
from agent.domain.risk import Band, DreadScore, Rating, rate
from agent.domain.sessions.session import Offer, Question, Reading, Reply, Said, Session, Turn, TurnStatus, Wish
from agent.domain.system import Component, DataFlow, Origin, TrustBoundary
from agent.domain.threats import Certainty, Control, ControlStatus, Threat, ThreatStatus

__all__ = [
    "SYSTEM", "Band", "Certainty", "Component", "Control", "ControlStatus", "DataFlow", "DreadScore", "Edit",
    "FactValue", "Finding", "Gap", "GapKind", "Ledger", "Mint", "Offer", "Origin", "Outcome", "Provenance", "Question",
    "Quote", "Rating", "Reading", "Refusal", "Reply", "Said", "Session", "Terms", "Threat", "ThreatModel",
    "ThreatStatus", "TrustBoundary", "Turn", "TurnStatus", "Verdict", "Wish", "apply", "rate",
]  # fmt: skip
