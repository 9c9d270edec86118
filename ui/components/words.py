"""The words the screens use for the values of the domain."""

from agent.domain.facts import Provenance
from agent.domain.risk import Band, Rating
from agent.domain.threats import Certainty, ControlStatus, ThreatStatus
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

ANCHORS: dict[DreadFactor, dict[int, str]] = {
    DreadFactor.DAMAGE: {
        0: "no harm",
        1: "a nuisance",
        3: "one user's harmless data, or a small cost",
        5: "sensitive data of some, or decisions that can be undone",
        7: "regulated data, actions that cannot be undone, or the model itself",
        9: "people's safety, every tenant, or control of the infrastructure",
        10: "all of that, seen to happen",
    },
    DreadFactor.REPRODUCIBILITY: {
        0: "never again",
        1: "worked once",
        3: "needs a rare state or moment",
        5: "some tries for each success",
        7: "within a few tries",
        9: "every time, with one input",
        10: "every time, seen to happen",
    },
    DreadFactor.EXPLOITABILITY: {
        0: "nobody could",
        1: "research-grade work, or a place in the supply chain",
        3: "a privileged insider",
        5: "a signed-in colleague with some skill",
        7: "anyone with an account, or content from outside",
        9: "anyone on the internet, copy and paste",
        10: "anyone, seen to happen",
    },
    DreadFactor.AFFECTED_USERS: {
        0: "nobody",
        1: "a test account",
        3: "one user",
        5: "one team, or some of the users",
        7: "one tenant, or most users of a feature",
        9: "every tenant, the public, or systems further on",
        10: "everybody, seen to happen",
    },
    DreadFactor.DISCOVERABILITY: {
        0: "cannot be found",
        1: "needs the source and the weights",
        3: "needs internal documents",
        5: "needs a login and probing",
        7: "a visible feature and a public technique",
        9: "a public tool or write-up",
        10: "known, and used already",
    },
}
"""What the levels of each factor mean in words; a level between two means at least the lower one."""


def anchor_words(factor: DreadFactor, level: int) -> str:
    """What a level of a factor means, from the nearest level at or below it."""
    anchors = ANCHORS[factor]
    return anchors[max(one for one in anchors if one <= level)]


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
