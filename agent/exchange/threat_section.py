"""One threat as it stands in a report: what, where, why we say so, how bad, and what helps."""

from agent.domain.model import ThreatModel
from agent.domain.risk import FactorScore, Override
from agent.domain.threats import Certainty, Threat
from agent.exchange.document import Block, Bullets, Heading, Inline, Line, Link, Paragraph, Strong, Table
from knowledge.catalog import Catalog
from knowledge.vocabulary import DreadFactor

_CERTAINTY = {
    Certainty.SURE: "follows from what was stated",
    Certainty.ASSUMED: "rests on an assumption",
    Certainty.SUGGESTED: "suggested by similarity only; check whether it applies",
}


def threat_blocks(threat: Threat, model: ThreatModel, catalog: Catalog) -> tuple[Block, ...]:
    """Heading, statement, evidence, references, scores and measures of one threat."""
    places = ", ".join(model.name_of(target) for target in threat.targets)
    blocks: list[Block] = [
        Heading(4, f"{threat.id} {threat.title}", threat.id),
        Paragraph(threat.statement),
        Paragraph((Strong("Where: "), f"{places}. ", Strong("Grounds: "), f"{_CERTAINTY[threat.certainty]}.")),
    ]
    if threat.note:
        blocks.append(Paragraph((Strong("Note: "), threat.note)))
    if evidence := _evidence(threat, catalog):
        blocks.append(Bullets(evidence))
    if threat.references:
        blocks.append(Paragraph(_references(threat, catalog)))
    if precedents := tuple(catalog.precedents[one] for one in threat.precedents if one in catalog.precedents):
        lines = tuple(f"{precedent.title} ({precedent.date}): {precedent.line}" for precedent in precedents)
        blocks += [Paragraph((Strong("It has happened, or been shown: "),)), Bullets(lines)]
    blocks.append(Table(("DREAD factor", "Inherent", "Current", "Target", "Why"), _scores(threat)))
    blocks.append(Paragraph(_totals(threat)))
    if measures := _measures(threat, model):
        blocks += [Paragraph((Strong("What helps: "),)), Bullets(measures)]
    if threat.treatment:
        blocks.append(Paragraph((Strong("Decision: "), _decision(threat))))
    return tuple(blocks)


def counted(number: int, noun: str) -> str:
    """A number with its noun, such as '1 threat' or '3 threats'."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _evidence(threat: Threat, catalog: Catalog) -> tuple[Line, ...]:
    words: list[Line] = [(Strong("Your words: "), f"“{q.text}” (turn {q.turn})") for q in threat.evidence.quotes]
    assumed = [catalog.facts[fact].label for fact in threat.evidence.assumed if fact in catalog.facts]
    if assumed:
        words.append((Strong("Assumed: "), ", ".join(assumed)))
    if threat.evidence.hits:
        words.append((Strong("Found by similarity: "), "; ".join(threat.evidence.hits)))
    return tuple(words)


def _references(threat: Threat, catalog: Catalog) -> tuple[Inline, ...]:
    parts: list[Inline] = [Strong("References: ")]
    for reference in threat.references:
        words = f"{reference.id} {catalog.name_of(reference)}"
        parts += [Link(words, catalog.url_of(reference) or ""), f" ({reference.framework.value} {reference.edition}); "]
    return (*parts[:-1], str(parts[-1]).removesuffix("; "))


def _scores(threat: Threat) -> tuple[tuple[Line, ...], ...]:
    by_hand = {override.factor: override for override in threat.overrides}
    return tuple(
        (
            factor.value.replace("_", " ").capitalize(),
            _level(threat.inherent.factor(factor), by_hand.get(factor)),
            _level(threat.current.factor(factor), by_hand.get(factor)),
            _level(threat.target.factor(factor), by_hand.get(factor)),
            _why(threat.current.factor(factor), by_hand.get(factor)),
        )
        for factor in DreadFactor
    )


def _level(score: FactorScore, override: Override | None) -> str:
    if override is not None:
        return f"{override.level} (set by hand; computed {score.level})"
    spread = f" ({score.low} to {score.high})" if score.low != score.high else ""
    return f"{score.level}{spread}"


def _why(score: FactorScore, override: Override | None) -> str:
    reasons = "; ".join(reason.text for reason in score.reasons)
    if override is None:
        return reasons
    stale = " The facts have changed since." if override.stale else ""
    return f"{override.author}: {override.reason}.{stale} Computed: {reasons}"


def _totals(threat: Threat) -> tuple[Inline, ...]:
    now = threat.rating
    return (
        Strong(f"Current risk {now.total} {now.band.value}"),
        f"; inherent {threat.inherent_rating.total}, target {threat.target_rating.total}, without discoverability "
        f"{now.without_discoverability}. Likelihood {now.likelihood}, impact {now.impact}.",
    )


def _measures(threat: Threat, model: ThreatModel) -> tuple[Line, ...]:
    return tuple(
        (Strong(f"{control.id} {control.title}"), f" ({control.status.value}, {control.effort} effort). ",
         f"{control.action} ", Strong("Check: "), control.verify)
        for control in model.controls if threat.id in control.threats
    )  # fmt: skip


def _decision(threat: Threat) -> str:
    assert threat.treatment is not None
    who = f", {threat.treatment.owner} answers for it" if threat.treatment.owner else ""
    when = f", to be reviewed by {threat.treatment.review_by.isoformat()}" if threat.treatment.review_by else ""
    return f"{threat.status.value}: {threat.treatment.reason}{who}{when}"
