"""What a new draft keeps of a threat that people have dealt with, and what it must tell them."""

from agent.analyst.rules.threat_wording import Wording
from agent.domain import Finding, Threat, ThreatModel, ThreatStatus, Verdict
from agent.domain.changes.decisions import facts_behind, keep_decisions
from agent.domain.wording.names_in_sentences import capital, clipped, joined, small
from knowledge import Catalog

MOST_LETTERS = 300


def remembered(old: Threat, drafted: Threat, model: ThreatModel, catalog: Catalog) -> Threat:
    """The drafted threat with what people decided; a dismissal is reopened when its facts have changed."""
    status, note = _status_and_note(old, model, catalog)
    fresh = drafted.model_copy(update={"id": old.id, "origin": old.origin, "status": status, "note": note})
    return keep_decisions(old, fresh)


def why_retired(verdict: Verdict | None, wording: Wording) -> str:
    """What rules a threat out now, as a sentence."""
    if verdict is None:
        return "The catalog no longer lists this threat."
    if verdict.drafted:
        return "What stands behind it could not be found in what was said or is known."
    clauses = wording.clauses((), verdict.facts)
    if verdict.finding is Finding.RULED_OUT and clauses:
        return clipped(f"Ruled out, because {joined(clauses)}.", MOST_LETTERS)
    if clauses:
        return clipped(f"It no longer applies under what is assumed: {joined(clauses)}.", MOST_LETTERS)
    return "Nothing known or assumed makes it apply any more."


def _status_and_note(old: Threat, model: ThreatModel, catalog: Catalog) -> tuple[ThreatStatus, str]:
    if old.status is ThreatStatus.RETIRED:
        return ThreatStatus.OPEN, "It was ruled out for a while and applies again."
    if old.treatment is None:
        return old.status, ""
    if old.status is ThreatStatus.OPEN:
        return old.status, old.note
    changed = _changed(old, model, catalog)
    if not changed:
        return old.status, ""
    if old.status is ThreatStatus.DISMISSED:
        return ThreatStatus.OPEN, clipped(f"Open again: it was dismissed before this changed. {changed}", 600)
    return old.status, clipped(f"This decision was made before this changed. {changed}", 600)


def _changed(old: Threat, model: ThreatModel, catalog: Catalog) -> str:
    """What is now said about facts the decision rested on; empty when all is as it was."""
    before = set(old.treatment.facts) if old.treatment else set()
    now = set(facts_behind(old, model))
    if before == now:
        return ""
    touched = {line.split("=", 1)[0].split(":", 1)[1] for line in before ^ now}
    clauses = [
        small(catalog.facts[value.fact].meaning(value.value))
        for value in model.facts
        if value.fact in touched and value.fact in catalog.facts
    ]
    unsaid = [small(catalog.facts[f].label) for f in sorted(touched) if f in catalog.facts and model.fact(f) is None]
    said = f"Now {joined(list(dict.fromkeys(clauses)))}." if clauses else ""
    open_again = f"Nothing is known any more about: {joined(unsaid)}." if unsaid else ""
    return capital(" ".join(part for part in (said, open_again) if part))
