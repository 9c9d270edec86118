"""Where a system stands with the safeguards it should have: missing where the owner said no, in place, or not known."""

from enum import StrEnum

from pydantic import Field

from agent.coverage.fact_summary import known_facts
from agent.domain.document_claims import claims_of
from agent.domain.facts import Provenance
from agent.domain.model import ThreatModel
from knowledge.catalog import Catalog
from knowledge.conditions import Truth, judge
from knowledge.facts.control_checks import ControlCheck
from knowledge.vocabulary import Slug, Value


class CheckState(StrEnum):
    """Where a safeguard stands."""

    MISSING = "missing"
    NOT_KNOWN = "not known"
    IN_PLACE = "in place"


class Checked(Value):
    """One safeguard that this system should have, and whether it has it."""

    check: Slug = Field(description="Id of the control check.")
    title: str = Field(description="The safeguard as it should be.")
    state: CheckState = Field(description="Missing, not known or in place.")
    why: str = Field(description="What follows where it is missing.")
    words: str = Field(default="", description="The owner's words about it, or what is known of it.")
    measures: tuple[str, ...] = Field(default=(), description="Titles of the measures that help, the first step first.")


def checked(model: ThreatModel, catalog: Catalog) -> tuple[Checked, ...]:
    """The safeguards that matter for a system by what is known of it: missing ones first, then those nobody knows of.

    Within each state they stand in the catalog's order, the weightiest first. What is only inferred, but for a
    no in the owner's own words, and what a document claims say nothing: a gap is asserted only by the owner's no.
    """
    known = known_facts(model, catalog)
    found = [
        _one(check, model, catalog, known.get(check.fact))
        for check in catalog.control_checks.values()
        if judge(check.when, known.get).truth is Truth.YES
    ]
    order = list(CheckState)
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def states_line(found: tuple[Checked, ...]) -> str:
    """How many safeguards stand where, in a few words."""
    numbers = [(state, sum(one.state is state for one in found)) for state in CheckState]
    return ", ".join(f"{number} {state.value}" for state, number in numbers if number)


def _claimed(fact: str, model: ThreatModel) -> str:
    """What a document says of a safeguard while nobody has confirmed it."""
    claims = [one for one in claims_of(model) if one.fact == fact]
    return f"Claimed by {claims[0].source}, not confirmed: {claims[0].text}" if claims else ""


def _one(check: ControlCheck, model: ThreatModel, catalog: Catalog, value: object) -> Checked:
    fact, kept = catalog.facts[check.fact], model.fact(check.fact)
    heard = value is False and kept is not None and bool(kept.quotes)
    soft = kept is not None and kept.provenance is Provenance.INFERRED and not heard
    state = CheckState.NOT_KNOWN
    if isinstance(value, bool) and not soft:
        state = CheckState.IN_PLACE if value else CheckState.MISSING
    said = "; ".join(f"“{quote.text}”" for quote in kept.quotes) if kept is not None and not soft else ""
    meaning = "" if state is CheckState.NOT_KNOWN else fact.meaning(state is CheckState.IN_PLACE)
    return Checked(
        check=check.id,
        title=check.title,
        state=state,
        why=check.why,
        words=said or meaning or _claimed(check.fact, model) or fact.question,
        measures=tuple(catalog.mitigations[name].title for name in check.mitigations),
    )
