"""Drafts on the small catalog, and short ways to change and read them."""

from agent.analyst.base import Proposal
from agent.analyst.rules.drafting import Drafter
from agent.analyst.rules.ordering import Orderer
from agent.analyst.rules.settling import Settler
from agent.assessment.ledger import Bookkeeper
from agent.assessment.rating import Rater
from agent.domain import Edit, Threat, ThreatModel, apply
from agent.domain.edits import SetFact
from knowledge import Catalog
from knowledge.retriever import Nearness
from knowledge.vocabulary import AnswerValue
from tests.agent.builders import said, small_catalog

CATALOG = small_catalog()
BOOK = Bookkeeper(CATALOG)
SETTLER = Settler(CATALOG, BOOK, Rater(CATALOG, BOOK))
DRAFTER = Drafter(BOOK)
TEAM = [("assistant", "language_model"), ("planner", "agent"), ("mail", "tool")]


def drafted(model: ThreatModel, *proposals: Proposal) -> ThreatModel:
    outcome = apply(model, SETTLER.settle(model, proposals), CATALOG)
    assert outcome.refused == ()
    return outcome.model


def settling(catalog: Catalog, **near: float) -> Settler:
    """What settles drafts where some patterns (with _ for -) are as near to the owner's words as given."""
    book = Bookkeeper(catalog)
    found = {name.replace("_", "-"): Nearness(score=score, sentence="they told us so") for name, score in near.items()}
    return Settler(catalog, book, Rater(catalog, book), Orderer(catalog, lambda _: found))


def near_to(model: ThreatModel, **near: float) -> ThreatModel:
    """A draft of the model where some patterns are as near to the owner's words as given."""
    outcome = apply(model, settling(CATALOG, **near).settle(model, ()), CATALOG)
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
