"""Whether the measures of a draft are those that the framework itself links to its techniques."""

from agent.domain import Threat, ThreatModel
from evals.score import Score, listed
from knowledge import Catalog
from knowledge.vocabulary import Framework


def mitigation_match(model: ThreatModel, catalog: Catalog) -> tuple[Score, ...]:
    """The share of threats with a measure linked to one of their techniques, where ATLAS links any."""
    cited = _cited(model)
    linked = [(threat, links) for threat in model.threats if (links := _links(threat, catalog))]
    if not linked:
        return (Score(name="mitigation_match", value=None, reason="no threat has a technique with linked measures"),)
    lacking = [threat.title for threat, links in linked if not links & cited.get(threat.id, set())]
    value = 1 - len(lacking) / len(linked)
    reason = f"{len(linked) - len(lacking)} of {len(linked)}; without a linked measure: {listed(lacking)}"
    return (Score(name="mitigation_match", value=value, reason=reason),)


def _links(threat: Threat, catalog: Catalog) -> set[str]:
    """The ATLAS measures listed for the techniques of a threat, or for their parents."""
    links: set[str] = set()
    for reference in threat.references:
        if reference.framework is Framework.ATLAS and catalog.has_reference(reference):
            item = catalog.item(reference.key)
            links |= set(item.mitigations)
            if item.parent and not item.mitigations:
                links |= set(catalog.item(f"atlas:{item.parent}").mitigations)
    return links


def _cited(model: ThreatModel) -> dict[str, set[str]]:
    """The ATLAS ids that the measures of each threat cite."""
    cited: dict[str, set[str]] = {}
    for control in model.controls:
        ids = {reference.id for reference in control.references if reference.framework is Framework.ATLAS}
        for threat in control.threats:
            cited.setdefault(threat, set()).update(ids)
    return cited
