"""What a document claims of controls: assumed only, and counted for nothing, until the owner confirms it."""

from collections.abc import Iterable

from agent.domain.changes.edits import Edit, PutAssumption, SetFact
from agent.domain.facts import SYSTEM, FactValue, Provenance
from agent.domain.model import ThreatModel
from agent.domain.system import Assumption, AssumptionStatus

MOST_NAMED = 8


def claims_of(model: ThreatModel) -> tuple[Assumption, ...]:
    """The claims of documents that nobody has confirmed or denied yet."""
    return tuple(one for one in model.assumptions if one.source and one.status is AssumptionStatus.STANDING)


def confirmed(one: Assumption, provenance: Provenance = Provenance.TABLE) -> Edit:
    """The edit by which a person takes an assumption as true; the words behind it stay its evidence."""
    if one.fact is None or one.value is None:
        return PutAssumption(assumption=one.model_copy(update={"status": AssumptionStatus.CONFIRMED}))
    return SetFact(value=FactValue(fact=one.fact, value=one.value, provenance=provenance, quotes=one.quotes))


def denied(one: Assumption, provenance: Provenance = Provenance.TABLE) -> Edit:
    """The edit by which a person says that an assumption does not hold; of a yes or no, the other is then so."""
    if one.fact is None or not isinstance(one.value, bool):
        return PutAssumption(assumption=one.model_copy(update={"status": AssumptionStatus.REJECTED}))
    return SetFact(value=FactValue(fact=one.fact, value=not one.value, provenance=provenance))


def confirmed_by(edits: Iterable[Edit], model: ThreatModel) -> tuple[Assumption, ...]:
    """The claims of documents that edits confirm: those whose fact is given just that value by a person."""
    given = {edit.value.fact: edit.value for edit in edits if isinstance(edit, SetFact)}
    return tuple(
        one
        for one in claims_of(model)
        if one.fact in given and given[one.fact].subject == SYSTEM and given[one.fact].value == one.value
    )


def claims_line(claims: tuple[Assumption, ...], source: str) -> str:
    """What is said of the claims of one document; empty where it makes none."""
    if not claims:
        return ""
    named = "; ".join(one.text for one in claims[:MOST_NAMED])
    more = f"; and {len(claims) - MOST_NAMED} more" if len(claims) > MOST_NAMED else ""
    if len(claims) == 1:
        return f"1 control read from {source} is taken as assumed until you confirm it: {named}"
    return f"{len(claims)} controls read from {source} are taken as assumed until you confirm them: {named}{more}"


def without_claims(text: str, model: ThreatModel) -> str:
    """A text without the sentences that are only claimed, or were denied: they move nothing by their words."""
    unconfirmed = (one for one in model.assumptions if one.source and one.status is not AssumptionStatus.CONFIRMED)
    for quote in (quote for one in unconfirmed for quote in one.quotes):
        before, found, after = text.partition(quote.text)
        while found:
            text = before + after.lstrip()
            before, found, after = text.partition(quote.text)
    return text
