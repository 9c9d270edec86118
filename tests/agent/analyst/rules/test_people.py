"""Harm to people has its place among the first threats of a draft, where that is what the system risks."""

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import ThreatModel, apply
from agent.domain.changes.edits import SetFact
from agent.domain.findings.threat_ranking import people_first, sections
from knowledge import load_catalog
from knowledge.conditions import facts_of
from knowledge.vocabulary import AnswerValue
from tests.agent.builders import a_model, said

CATALOG = load_catalog()
ANALYST = RulesAnalyst(CATALOG)
SCORER: dict[str, AnswerValue] = {"classifies_or_scores": True, "training": "own", "exposure": "public"}


def draft(**facts: AnswerValue) -> ThreatModel:
    model = a_model({}, [("scorer", "predictive_model")])
    model = apply(model, [SetFact(value=said(fact, value)) for fact, value in (SCORER | facts).items()], CATALOG).model
    outcome = apply(model, ANALYST.drafted(model), CATALOG)
    assert not outcome.refused
    return outcome.model


@pytest.mark.parametrize(
    ("facts", "among"),
    [
        ({"judges_people": True, "impact_on_people": "significant"}, 3),
        ({"safety_critical": True}, 3),
        ({"judges_people": True}, 10),
        ({"controls_machines": True}, 10),
    ],
)
def test_a_system_that_judges_or_can_injure_people_has_that_harm_among_its_first(
    facts: dict[str, AnswerValue], among: int
) -> None:
    main = sections(draft(**facts).threats).main
    first = [one for one in main[:among] if one.people]
    assert first
    assert set(first[0].evidence.facts) & facts.keys()


def test_a_system_that_touches_nobody_has_no_such_place() -> None:
    model = draft(judges_people=False, impact_on_people="none", safety_critical=False, controls_machines=False)
    assert not [one for one in model.threats if one.people and one.people.among == 3]


def test_scores_and_the_order_of_the_other_threats_are_as_they_would_be_without_that_place() -> None:
    model = draft(judges_people=True, impact_on_people="significant")
    bare = [one.model_copy(update={"people": None}) for one in model.threats]
    bearings = ANALYST.orderer.bearings(model)
    without = [one.id for one in ANALYST.orderer.computed(bare, bearings)]
    order = [one.id for one in model.threats]
    moved = [one for one in model.threats if one.people and order.index(one.id) < without.index(one.id)]
    assert len(moved) <= 1
    assert [one for one in order if one not in {m.id for m in moved}] == [
        one for one in without if one not in {m.id for m in moved}
    ]
    assert people_first(model.threats) == model.threats


def test_every_rule_on_people_has_threats_that_rest_on_it() -> None:
    for rule in CATALOG.people.values():
        facts = facts_of(rule.when)
        assert any(one.aspect in rule.aspects and facts & facts_of(one.when) for one in CATALOG.patterns.values()), (
            rule.id
        )
