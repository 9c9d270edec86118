"""Drafts on the small catalog, and short ways to change and read them."""

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assessment.ledger import Bookkeeper
from agent.domain import Edit, Threat, ThreatModel, apply
from agent.domain.changes.edits import SetFact
from knowledge import Catalog
from knowledge.search.retriever import Nearness
from knowledge.vocabulary import AnswerValue
from tests.agent.builders import said, small_catalog

CATALOG = small_catalog()
BOOK = Bookkeeper(CATALOG)
ANALYST = RulesAnalyst(CATALOG)
TEAM = [("assistant", "language_model"), ("planner", "agent"), ("mail", "tool")]


def drafted(model: ThreatModel) -> ThreatModel:
    outcome = apply(model, ANALYST.drafted(model), CATALOG)
    assert outcome.refused == ()
    return outcome.model


def hearing(catalog: Catalog, **near: float) -> RulesAnalyst:
    """An analyst to whom some patterns (with _ for -) are as near to the owner's words as given."""
    found = {name.replace("_", "-"): Nearness(score=score, sentence="they told us so") for name, score in near.items()}
    return RulesAnalyst(catalog, lambda _: found)


def near_to(model: ThreatModel, **near: float) -> ThreatModel:
    """A draft of the model where some patterns are as near to the owner's words as given."""
    outcome = apply(model, hearing(CATALOG, **near).drafted(model), CATALOG)
    assert outcome.refused == ()
    return outcome.model


def changed(model: ThreatModel, *edits: Edit) -> ThreatModel:
    outcome = apply(model, edits, CATALOG, author="Ann")
    assert outcome.refused == ()
    return outcome.model


def knows(model: ThreatModel, **facts: AnswerValue) -> ThreatModel:
    return changed(model, *(SetFact(value=said(fact, value)) for fact, value in facts.items()))


def of(model: ThreatModel, name: str) -> Threat:
    return next(threat for threat in model.threats if threat.pattern == name)


def patterns(model: ThreatModel) -> set[str | None]:
    return {threat.pattern for threat in model.threats}
