"""What is missing or unsettled in a model, the weightiest first."""

from collections.abc import Iterable, Iterator, Mapping

from agent.assessment.interviewing.interview import Interviewer
from agent.domain import Gap, GapKind, Threat, ThreatModel
from agent.domain.document_claims import claims_of
from agent.domain.system import Assumption, AssumptionStatus
from agent.domain.wording.names_in_sentences import capital, clipped, counted
from knowledge import Catalog
from knowledge.entries import FactDefinition
from knowledge.vocabulary import ComponentKind as Kind
from knowledge.vocabulary import InterviewStage

MODELS = (
    Kind.LANGUAGE_MODEL,
    Kind.PREDICTIVE_MODEL,
    Kind.VISION_MODEL,
    Kind.SPEECH_MODEL,
    Kind.RECOMMENDER,
    Kind.MEDIA_GENERATOR,
    Kind.AGENT,
)
SOURCES = (
    Kind.CONTENT_SOURCE,
    Kind.DATASET,
    Kind.DATA_STORE,
    Kind.VECTOR_STORE,
    Kind.MEMORY,
    Kind.SENSOR,
    Kind.EXTERNAL_SERVICE,
)
_NO_MODEL, _LEFT_OPEN, _NO_ENTRY, _NO_SOURCE, _NO_NAME, _CLAIMED = 5.0, 4.0, 3.0, 2.0, 0.3, 0.2
"""How much each missing part, and what the owner's texts leave open, weighs beside the worth of a question, which is
seldom above three."""


def gaps_of(model: ThreatModel, catalog: Catalog, interviewer: Interviewer) -> tuple[Gap, ...]:
    """Missing parts, unknown facts and standing assumptions; a fact that is assumed is listed once, as assumed.

    What nobody is asked is open only where a threat of the draft hangs on it: where no model writes text, whether its
    instructions are secret is no open point.
    """
    defaults = [one for one in model.assumptions if not one.source and one.status is AssumptionStatus.STANDING]
    standing = {one.fact: one for one in defaults}
    worths = interviewer.worths(model, waived=True)
    drafted = {threat.pattern for threat in model.threats}
    found = [*_missing_parts(model), *map(_left_open, model.system.left_open)]
    for name, worth in worths.items():
        fact, assumption = catalog.facts[name], standing.get(name)
        if assumption is not None:
            found.append(_assumption(assumption, fact, worth.value, model.threats))
        elif worth.hanging and not fact.of_measure and (not fact.unasked or drafted & set(worth.hanging)):
            found.append(_unknown(fact, worth.value, len(worth.hanging), name in {w.fact for w in model.waivers}))
    found += [_loose(one) for one in standing.values() if one.fact not in worths]
    found += [_claim(one, catalog.facts) for one in claims_of(model)]
    return tuple(sorted(found, key=lambda gap: (-gap.weight, gap.kind.value, gap.text)))


def _unknown(fact: FactDefinition, worth: float, hanging: int, waived: bool) -> Gap:
    checks = "one check hangs on it" if hanging == 1 else f"{hanging} checks hang on it"
    passed = "; you passed over the question" if waived else ""
    return Gap(
        kind=GapKind.UNKNOWN_FACT,
        text=f"{fact.label}: not known yet",
        reason=capital(f"{checks}{passed}."),
        weight=round(worth, 4),
        stage=fact.stage,
        fact=fact.id,
        threats=hanging,
    )


def _assumption(one: Assumption, fact: FactDefinition, worth: float, threats: Iterable[Threat]) -> Gap:
    resting = sum(1 for threat in threats if fact.id in threat.evidence.assumed)
    reason = (
        f"{counted(resting, 'threat')} {'rests' if resting == 1 else 'rest'} on it" if resting else "it moves scores"
    )
    return Gap(
        kind=GapKind.STANDING_ASSUMPTION,
        text=clipped(f"Assumed: {one.text}", 300),
        reason=capital(f"{reason}; confirm or correct it."),
        weight=round(worth, 4),
        stage=fact.stage,
        fact=fact.id,
        threats=resting,
    )


def _loose(one: Assumption) -> Gap:
    text = clipped(f"Assumed: {one.text}", 300)
    return Gap(kind=GapKind.STANDING_ASSUMPTION, text=text, weight=0.1, stage=InterviewStage.SCOPE, fact=one.fact)


def _claim(one: Assumption, facts: Mapping[str, FactDefinition]) -> Gap:
    """What a document claims, which counts for nothing until it is confirmed."""
    said = f"“{one.quotes[0].text}” " if one.quotes else ""
    definition = facts.get(one.fact or "")
    return Gap(
        kind=GapKind.STANDING_ASSUMPTION,
        text=clipped(f"Read in {one.source}, not counted: {one.text}", 300),
        reason=clipped(f"{said}Confirm it, or say that it is not so.", 300),
        weight=_CLAIMED,
        stage=definition.stage if definition else InterviewStage.CONTROLS,
        fact=one.fact,
    )


LEFT_OPEN = "Left open in the text: "
"""How an open point begins that the owner's own text does not settle."""


def _left_open(question: str) -> Gap:
    """What the owner's own text says is not settled."""
    reason = "Your text leaves it open. Say it in the chat once it is decided, and mark it settled."
    text = f"{LEFT_OPEN}{question}"
    return Gap(kind=GapKind.LEFT_OPEN, text=clipped(text, 300), reason=reason, weight=_LEFT_OPEN,
               stage=InterviewStage.SCOPE)  # fmt: skip


def _missing_parts(model: ThreatModel) -> Iterator[Gap]:
    if not model.of_kind(*MODELS):
        yield _part("No model is named", "Most threats land on the model or agent that does the work.", _NO_MODEL)
    if not any(flow.untrusted for flow in model.flows):
        yield _part("No entry point is marked", "It shows where input that cannot be trusted comes in.", _NO_ENTRY)
    if not model.of_kind(*SOURCES):
        reason = "Where data come from decides who can spoil them."
        yield _part("No source of data is named", reason, _NO_SOURCE, InterviewStage.DATA)
    if not model.system.name.strip():
        yield _part("The system has no name yet", "The report carries it.", _NO_NAME, InterviewStage.SCOPE)


def _part(text: str, reason: str, weight: float, stage: InterviewStage = InterviewStage.ARCHITECTURE) -> Gap:
    return Gap(kind=GapKind.MISSING_PART, text=text, reason=reason, weight=weight, stage=stage)
