"""One threat as it stands in a report: what, where, why we say so, how bad, and what helps."""

from datetime import date

from agent.domain.model import ThreatModel
from agent.domain.risk import FactorScore, Override
from agent.domain.threats import Certainty, Threat
from agent.exchange.documents.document import Block, Bullets, Heading, Inline, Line, Link, Paragraph, Strong, Table
from agent.exchange.reports.advice_section import advice_blocks, told_blocks
from agent.exchange.reports.catalog_lookups import note_on_entry
from agent.exchange.reports.harm_to_people import people_words
from agent.exchange.reports.system_section import words_of
from agent.exchange.reports.test_result_lines import trial_lines
from agent.exchange.reports.word_limits import counted
from knowledge.catalog import NOT_INSTALLED, Catalog
from knowledge.publications.citations import cited
from knowledge.search.entry_names import called
from knowledge.vocabulary import DreadFactor

_CERTAINTY = {
    Certainty.SURE: "follows from what was stated",
    Certainty.ASSUMED: "rests on an assumption",
    Certainty.SUGGESTED: "suggested by similarity only; check whether it applies",
}


def threat_blocks(threat: Threat, model: ThreatModel, catalog: Catalog, day: date | None = None) -> tuple[Block, ...]:
    """Heading, what is told, advice, evidence, references, scores and measures of one threat."""
    blocks: list[Block] = [
        Heading(4, f"{threat.id} {threat.title}", threat.id),
        *told_blocks(threat),
        *_names(threat),
        *advice_blocks(threat),
        Paragraph(
            (Strong("Where: "), f"{places(model, threat)}. ", Strong("Grounds: "), f"{_CERTAINTY[threat.certainty]}.")
        ),
    ]
    if words := people_words(threat, catalog):
        blocks.append(Paragraph((Strong("Place: "), f"{words}.")))
    if note := notes_on(threat, catalog):
        blocks.append(Paragraph((Strong("Note: "), note)))
    if evidence := _evidence(threat, catalog):
        blocks.append(Bullets(evidence))
    if threat.references:
        blocks.append(Paragraph(_references(threat, catalog, day)))
    if threat.precedents:
        lines = tuple(_precedent(one, catalog) for one in threat.precedents)
        blocks += [Paragraph((Strong("It has happened, or been shown:"),)), Bullets(lines)]
    blocks.append(Paragraph(_totals(threat)))
    blocks.append(Table(("DREAD factor", "Inherent", "Current", "Target", "Why"), _scores(threat)))
    if measures := [f"{c.id} {c.title} ({c.status.value})" for c in model.controls if threat.id in c.threats]:
        blocks.append(Paragraph((Strong("What helps: "), "; ".join(measures))))
    if threat.trials:
        blocks.append(Paragraph((Strong("Tests: "), f"{threat.proof.value}.")))
        blocks.append(Bullets(trial_lines(threat)))
    if threat.treatment:
        blocks.append(Paragraph((Strong("Decision: "), f"{threat.status.value}: {decision_words(threat)}")))
    return tuple(blocks)


def _names(threat: Threat) -> tuple[Block, ...]:
    """What the people of the field call it, so that a reader can look it up."""
    told = called(threat.also_known_as, most=len(threat.also_known_as))
    return (Paragraph((Strong("Practitioners call this: "), f"{told}.")),) if told else ()


def places(model: ThreatModel, threat: Threat, most: int = 4) -> str:
    """Where a threat lands, in a few names; flows are counted where components are named."""
    parts = [target for target in threat.targets if not target.startswith("F-")] or list(threat.targets)
    flows = len(threat.targets) - len(parts)
    names = "; ".join(model.name_of(target) for target in parts[:most])
    more = f" and {len(parts) - most} more" if len(parts) > most else ""
    return f"{names}{more}" + (f", with {counted(flows, 'flow')}" if flows else "")


def decision_words(threat: Threat) -> str:
    """Why it was decided so, who answers for it and until when, and who decided; empty where nobody did."""
    decided = threat.treatment
    if decided is None:
        return ""
    who = f", {decided.owner} answers for it" if decided.owner else ""
    when = f", to be reviewed by {decided.review_by.isoformat()}" if decided.review_by else ""
    by = f", decided by {decided.author}" if decided.author else ""
    return f"{decided.reason}{who}{when}{by}"


def notes_on(threat: Threat, catalog: Catalog) -> str:
    """What changed about a threat, and whether its catalog entry is missing."""
    return "; ".join(filter(None, (threat.note, note_on_entry(threat, catalog))))


def _evidence(threat: Threat, catalog: Catalog) -> tuple[Line, ...]:
    words: list[Line] = [(Strong("Your words: "), words_of((quote,))) for quote in threat.evidence.quotes]
    if threat.evidence.assumed:
        words.append((Strong("Assumed: "), ", ".join(map(catalog.fact_label, threat.evidence.assumed))))
    if threat.evidence.hits:
        words.append((Strong("Found by similarity: "), "; ".join(threat.evidence.hits)))
    return tuple(words)


def _precedent(one: str, catalog: Catalog) -> str:
    found = catalog.precedents.get(one)
    return f"{found.title} ({found.date}): {found.line}" if found else f"{one} ({NOT_INSTALLED})"


def _references(threat: Threat, catalog: Catalog, day: date | None) -> tuple[Inline, ...]:
    """The references by framework with its edition and age, the closest item of each first."""
    parts: list[Inline] = [Strong("References:")]
    for group in cited(threat.references, catalog, day):
        parts.append(f" {group.source}: ")
        for place, reference in enumerate(group.every):
            words = f"{reference.id} {catalog.name_of(reference)}"
            parts += [", " if place else "", Link(words, catalog.url_of(reference))]
        parts.append(";")
    return (*parts[:-1], ".")


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
