"""How many identifiers a draft names that no framework in the catalog holds."""

from collections.abc import Iterable

from agent.domain import ThreatModel
from evals.score import Score, listed
from knowledge import Catalog
from knowledge.vocabulary import Framework

NAME = "unknown_ids"
_OWASP = (Framework.OWASP_LLM, Framework.OWASP_AGENTIC, Framework.OWASP_AGENTIC_THREATS, Framework.OWASP_ML)


def unknown_ids(model: ThreatModel, catalog: Catalog) -> tuple[Score, ...]:
    """The references, patterns and measures of a model that the catalog does not hold, with their editions."""
    cited = [one for threat in model.threats for one in threat.references]
    cited += [one for control in model.controls for one in control.references]
    wrong = {f"{one.key} ({one.edition})" for one in cited if not catalog.has_reference(one)}
    wrong |= {threat.pattern for threat in model.threats if threat.pattern and not catalog.has_pattern(threat.pattern)}
    wrong |= {c.mitigation for c in model.controls if c.mitigation and not catalog.has_mitigation(c.mitigation)}
    return (_score(sorted(wrong)),)


def unknown_among(ids: Iterable[str], catalog: Catalog) -> tuple[Score, ...]:
    """The plain ids that no framework in the catalog knows."""
    known = known_ids(catalog)
    return (_score(sorted({one for one in ids if one not in known})),)


def known_ids(catalog: Catalog) -> frozenset[str]:
    """ATLAS and OWASP ids in the plain form of cases and predictions, retired ones among them."""
    ids: set[str] = set()
    for framework in (Framework.ATLAS, *_OWASP):
        for item in catalog.frameworks[framework].items if framework in catalog.frameworks else ():
            ids |= {name.partition(":")[0] for name in (item.id, *item.aliases)}
    return frozenset(ids)


def _score(wrong: list[str]) -> Score:
    return Score(name=NAME, value=float(len(wrong)), reason=f"unknown: {listed(wrong)}")
