"""STRIDE at every component: where threats stand, where a category is open, and where it is ruled out."""

from agent.coverage.standing import Cell, Place
from agent.coverage.standings import Clerk
from agent.domain.ledger import Finding, Ledger, Verdict
from agent.domain.model import ThreatModel
from agent.domain.system import Component
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind, Stride

NOWHERE = "the catalog holds no threat of this category for such a part"
ELSEWHERE = "what there is of this category lands on other parts"


def stride_grid(model: ThreatModel, catalog: Catalog, ledger: Ledger) -> tuple[Cell, ...]:
    """A cell per component and category, component by component."""
    clerk = Clerk(model, catalog, ledger)
    named, able = _named(clerk), _able(clerk)
    return tuple(
        _cell(part, letter, clerk, tuple(named.get((part.id, letter), ())), able.get((part.kind, letter), []))
        for part in model.components
        for letter in Stride
    )


def _named(clerk: Clerk) -> dict[tuple[str, Stride], list[str]]:
    """The live threats by part and category, worked out once for all cells: a large model has thousands."""
    found: dict[tuple[str, Stride], list[str]] = {}
    for threat in clerk.live:
        for target in dict.fromkeys(threat.targets):
            for letter in dict.fromkeys(threat.stride):
                found.setdefault((target, letter), []).append(threat.id)
    return found


def _able(clerk: Clerk) -> dict[tuple[ComponentKind, Stride], list[Verdict]]:
    """The verdicts by the kind of part that they can land on, and category."""
    found: dict[tuple[ComponentKind, Stride], list[Verdict]] = {}
    for pattern in clerk.catalog.patterns.values():
        if pattern.id in clerk.verdicts:
            for kind in dict.fromkeys(pattern.targets):
                for letter in dict.fromkeys(pattern.stride):
                    found.setdefault((kind, letter), []).append(clerk.verdicts[pattern.id])
    return found


def _cell(part: Component, letter: Stride, clerk: Clerk, named: tuple[str, ...], able: list[Verdict]) -> Cell:
    kind = clerk.catalog.kinds[part.kind]
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
