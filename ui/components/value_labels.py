"""The words the screens use for the values of the domain."""

from agent.domain.facts import Provenance
from agent.domain.risk import Band, Rating
from agent.domain.threats import Certainty, ControlStatus, Threat, ThreatStatus
from knowledge.entries import ControlKind, FactDefinition
from knowledge.vocabulary import AnswerValue, Aspect, DreadFactor, InterviewStage

STAGES = {
    InterviewStage.SCOPE: "Scope",
    InterviewStage.ARCHITECTURE: "Architecture",
    InterviewStage.DATA: "Data",
    InterviewStage.BEHAVIOUR: "Behaviour",
    InterviewStage.CONTROLS: "Controls",
}

ASPECTS = {
    Aspect.SECURITY: "Security",
    Aspect.PRIVACY: "Privacy",
    Aspect.FAIRNESS: "Fairness",
    Aspect.SAFETY: "Safety",
    Aspect.TRANSPARENCY: "Transparency",
    Aspect.OVERSIGHT: "Oversight",
}

BANDS = {Band.CRITICAL: "Critical", Band.HIGH: "High", Band.MEDIUM: "Medium", Band.LOW: "Low"}
SHAPES = {Band.CRITICAL: "◆", Band.HIGH: "▲", Band.MEDIUM: "●", Band.LOW: "▽"}
COLOURS = {Band.CRITICAL: "violet", Band.HIGH: "red", Band.MEDIUM: "orange", Band.LOW: "gray"}
"""Names of the page's badge colours; the word and the shape beside them say the same."""

STATUSES = {
    ThreatStatus.OPEN: "Open",
    ThreatStatus.MITIGATED: "Mitigated",
    ThreatStatus.ACCEPTED: "Accepted",
    ThreatStatus.TRANSFERRED: "Transferred",
    ThreatStatus.AVOIDED: "Avoided",
    ThreatStatus.DISMISSED: "Not applicable",
    ThreatStatus.RETIRED: "No longer applies",
}


def status_words(threat: Threat) -> str:
    """Where a threat stands; an open one on which a person decided is to be fixed."""
    to_fix = threat.status is ThreatStatus.OPEN and threat.treatment is not None and not threat.note
    return "To be fixed" if to_fix else STATUSES[threat.status]


CONTROL_STATUSES = {
    ControlStatus.PROPOSED: "Proposed",
    ControlStatus.PLANNED: "Planned",
    ControlStatus.IN_PROGRESS: "In progress",
    ControlStatus.DONE: "Done",
    ControlStatus.VERIFIED: "Verified",
    ControlStatus.REJECTED: "Rejected",
}

CONTROL_KINDS = {ControlKind.PREVENT: "Prevents", ControlKind.DETECT: "Detects", ControlKind.RESPOND: "Responds"}

CERTAINTIES = {
    Certainty.SURE: "",
    Certainty.ASSUMED: "Rests on an assumption",
    Certainty.SUGGESTED: "Suggested by similarity",
}

SOURCES = {
    Provenance.STATED: "you said",
    Provenance.ANSWERED: "you answered",
    Provenance.TABLE: "you set it",
    Provenance.FILE: "from a file",
    Provenance.IMPLIED: "implied",
    Provenance.INFERRED: "inferred, please confirm",
    Provenance.ASSUMED: "assumed",
}

FACTORS = {
    DreadFactor.DAMAGE: "Damage",
    DreadFactor.REPRODUCIBILITY: "Reproducibility",
    DreadFactor.EXPLOITABILITY: "Exploitability",
    DreadFactor.AFFECTED_USERS: "Affected users",
    DreadFactor.DISCOVERABILITY: "Discoverability",
}


def band_words(rating: Rating) -> str:
    """A rating as shape, word and number, such as ``▲ High 7.4``."""
    return f"{SHAPES[rating.band]} {BANDS[rating.band]} {rating.total:.1f}"


def band_badge(rating: Rating) -> str:
    """A rating as a Markdown badge; its words carry the meaning, its colour repeats it."""
    return f":{COLOURS[rating.band]}-badge[{band_words(rating)}]"


def answer_words(fact: FactDefinition | None, value: AnswerValue | None) -> str:
    """The value of a fact as its button would say it."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    labels = {choice.value: choice.label for choice in fact.choices} if fact else {}
    chosen = (value,) if isinstance(value, str) else value
    return ", ".join(labels.get(one, one) for one in chosen) or "None of these"
