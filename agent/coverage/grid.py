"""STRIDE at every component: where threats stand, where a category is open, and where it is ruled out."""

from agent.coverage.standing import Cell, Place
from agent.coverage.standings import Clerk
from agent.domain.ledger import Finding, Ledger, Verdict
from agent.domain.model import ThreatModel
from agent.domain.system import Component
from knowledge.catalog import Catalog
from knowledge.vocabulary import Stride

NOWHERE = "the catalog holds no threat of this category for such a part"
ELSEWHERE = "what there is of this category lands on other parts"


def stride_grid(model: ThreatModel, catalog: Catalog, ledger: Ledger) -> tuple[Cell, ...]:
    """A cell per component and category, component by component."""
    clerk = Clerk(model, catalog, ledger)
    return tuple(_cell(part, letter, clerk) for part in model.components for letter in Stride)


def _cell(part: Component, letter: Stride, clerk: Clerk) -> Cell:
    kind = clerk.catalog.kinds[part.kind]
    named = tuple(threat.id for threat in clerk.live if letter in threat.stride and part.id in threat.targets)
    able = [
        clerk.verdicts[pattern.id]
        for pattern in clerk.catalog.patterns.values()
        if letter in pattern.stride and part.kind in pattern.targets and pattern.id in clerk.verdicts
    ]
    place, reason = _judged(part, able, clerk)
    if named and place is not Place.APPLIES:
        place, reason = Place.APPLIES, "named in the model"
    if place is None and letter not in kind.stride:
        reason = f"does not touch this kind of part: {kind.label.lower()}"
    return Cell(component=part.id, stride=letter.value, place=place, threats=named, reason=reason)


def _judged(part: Component, able: list[Verdict], clerk: Clerk) -> tuple[Place | None, str]:
    """By the verdicts that land on this part; where none does, by those that are ruled out."""
    here = [verdict for verdict in able if part.id in verdict.targets]
    barred = [verdict for verdict in able if verdict.finding is Finding.RULED_OUT]
    if here:
        place, deciding = clerk.deciding(here)
        return place, clerk.because(deciding) if place is Place.APPLIES else clerk.reason(place, deciding)
    if barred:
        return Place.RULED_OUT, clerk.reason(Place.RULED_OUT, barred)
    return None, ELSEWHERE if able else NOWHERE
