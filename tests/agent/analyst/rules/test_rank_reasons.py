"""Why a threat stands where it stands, and which worked systems are like the owner's."""

import pytest

from agent.analyst.rules import RulesAnalyst
from agent.analyst.rules.answers.explanations import Explainer
from agent.analyst.rules.ranking.ordering import NEAR, Orderer
from agent.analyst.rules.ranking.rank_reasons import MOST_ALIKE, MOST_WORRIES, alike_of, why_here
from agent.domain import Certainty, ThreatModel, ThreatStatus
from agent.domain.changes.edits import SetFact
from knowledge import Catalog, load_catalog
from knowledge.ranking.reference_library import Neighbour
from knowledge.search.retriever import Nearness
from tests.agent.analyst.rules.drafts import BOOK, CATALOG, TEAM, changed, drafted, of
from tests.agent.builders import a_model, said

MODEL = drafted(a_model({"outside_content": True, "tools_write": True, "sensitivity": "special"}, TEAM))
FIRST = MODEL.threats[0]
NEAR_TO = {"hidden-orders": Nearness(score=NEAR, sentence="*anyone* writes to it")}


def test_a_threat_says_the_reasons_of_its_place() -> None:
    assert why_here(FIRST, ()) == "by its risk"
    assert why_here(FIRST, ("one", "two")) == "by its risk, and because one; and because two"


def test_a_threat_that_nobody_confirmed_or_that_was_set_aside_says_so() -> None:
    unconfirmed = FIRST.model_copy(update={"certainty": Certainty.SUGGESTED})
    assert why_here(unconfirmed, ("one",)) == "though nobody has confirmed it, because one"
    assert why_here(unconfirmed, ()) == "well behind, as nobody has confirmed it yet"
    dismissed = FIRST.model_copy(update={"status": ThreatStatus.DISMISSED})
    assert why_here(dismissed, ("one",)) == "behind all others, as it is dismissed"


def test_why_a_threat_tells_the_sentence_it_is_near_to_without_its_marks() -> None:
    explainer = Explainer(CATALOG, BOOK, Orderer(CATALOG, lambda _: NEAR_TO))
    told = explainer.threat(MODEL, of(MODEL, "hidden-orders").id)
    assert r"It stands here by its risk, and because it is closest to your words: “\*anyone\* writes to it”." in told
    other = next(threat for threat in MODEL.threats if threat.pattern != "hidden-orders")
    assert "It stands here by its risk.\n" in explainer.threat(MODEL, other.id)


def test_a_threat_of_ones_own_says_why_it_stands_there_too() -> None:
    own = FIRST.model_copy(update={"pattern": None})
    model = MODEL.model_copy(update={"threats": (own, *MODEL.threats[1:])})
    assert "It stands here by its risk." in Explainer(CATALOG, BOOK).threat(model, own.id)


def test_the_analyst_explains_with_the_order_that_it_goes_by() -> None:
    analyst = RulesAnalyst(CATALOG, lambda _: NEAR_TO)
    told = analyst.why_here(MODEL)
    assert list(told) == [threat.id for threat in MODEL.threats]
    assert "closest to your words" in told[of(MODEL, "hidden-orders").id]
    assert sum("closest to your words" in why for why in told.values()) == 1


def test_the_systems_most_like_the_owners_are_shown_with_their_first_worries() -> None:
    catalog = load_catalog()
    analyst = RulesAnalyst(catalog)
    model = changed(a_model({}, [("assistant", "language_model")]), SetFact(value=said("uses_model", True)))
    alike = analyst.alike(model)
    nearest = analyst.orderer.bearings(model).neighbours[:MOST_ALIKE]
    systems = [catalog.reference_systems[one.system] for one in nearest]
    assert [one.name for one in alike] == [system.name for system in systems]
    assert len(alike) == MOST_ALIKE
    for one, system in zip(alike, systems, strict=True):
        assert one.worries == tuple(threat.worry for threat in system.threats[:MOST_WORRIES])
        assert len(one.about) <= 200
        assert system.description.startswith(one.about.removesuffix(" …"))


@pytest.mark.parametrize(("catalog", "model"), [(load_catalog(), a_model({})), (CATALOG, MODEL)])
def test_no_system_is_alike_where_nothing_is_known_of_either_side(catalog: Catalog, model: ThreatModel) -> None:
    assert RulesAnalyst(catalog).alike(model) == ()


def test_the_share_of_a_system_goes_with_it() -> None:
    catalog = load_catalog()
    name = next(iter(catalog.reference_systems))
    (one,) = alike_of([Neighbour(system=name, share=0.4)], catalog)
    assert one.share == 0.4
