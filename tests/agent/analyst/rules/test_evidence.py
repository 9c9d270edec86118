"""What would only bar a threat is no assumption of it while nobody hinted at it."""

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.ranking.ordering import ASSUMED_BACK, place_of
from agent.assessment.ledger import Bookkeeper
from agent.domain import Certainty, Finding, Provenance, Threat, ThreatModel, apply
from agent.domain.changes.edits import SetFact
from knowledge.vocabulary import AnswerValue
from tests.agent.analyst.rules.drafts import CATALOG
from tests.agent.builders import a_model, pattern, said, with_patterns

EVASION = pattern("evasion", {"all": [{"fact": "uses_model"}, {"not": {"fact": "uses_index"}}]})
BARE = pattern("bare", {"not": {"fact": "uses_index"}})
BOTH = pattern(
    "both", {"all": [{"not": {"fact": "uses_index"}}, {"any": [{"fact": "uses_index"}, {"fact": "uses_model"}]}]}
)
LEAK = pattern("leak", {"all": [{"fact": "keeps_talks"}, {"not": {"fact": "uses_index"}}]})
SMALL = with_patterns(CATALOG, [EVASION, BARE, BOTH, LEAK])
BOOK = Bookkeeper(SMALL)
ANALYST = RulesAnalyst(SMALL)


def threat_of(name: str, model: ThreatModel) -> Threat:
    """The threat of a pattern in the draft of a model."""
    outcome = apply(model, ANALYST.drafted(model), SMALL)
    assert outcome.refused == ()
    return next(threat for threat in outcome.model.threats if threat.pattern == name)


def with_model(**more: AnswerValue) -> ThreatModel:
    """A system that uses a model."""
    return a_model({"uses_model": True, **more})


def test_what_nobody_hinted_at_is_no_assumption_and_does_not_lower_the_certainty() -> None:
    threat = threat_of("evasion", with_model())
    assert (threat.certainty, threat.evidence.facts, threat.evidence.assumed) == (Certainty.SURE, ("uses_model",), ())
    assert "uses index" not in threat.statement
    verdict = next(v for v in BOOK.ledger(with_model()).verdicts if v.pattern == "evasion")
    assert (verdict.finding, verdict.expected) == (Finding.OPEN, True)


def test_other_assumptions_of_the_same_threat_still_count() -> None:
    threat = threat_of("leak", with_model())
    assert (threat.certainty, threat.evidence.assumed) == (Certainty.ASSUMED, ("keeps_talks",))


def test_a_stated_no_is_a_reason() -> None:
    threat = threat_of("evasion", with_model(uses_index=False))
    assert (threat.certainty, threat.evidence.facts) == (Certainty.SURE, ("uses_index", "uses_model"))


def test_a_no_that_was_only_concluded_stays_an_assumption() -> None:
    concluded = said("uses_index", False).model_copy(update={"provenance": Provenance.INFERRED})
    threat = threat_of("evasion", apply(with_model(), [SetFact(value=concluded)], SMALL).model)
    assert (threat.certainty, threat.evidence.assumed) == (Certainty.ASSUMED, ("uses_index",))


def test_a_threat_with_no_other_ground_keeps_its_assumption() -> None:
    threat = threat_of("bare", with_model())
    assert (threat.certainty, threat.evidence.assumed) == (Certainty.ASSUMED, ("uses_index",))


def test_a_fact_that_also_counts_for_the_threat_stays_an_assumption() -> None:
    threat = threat_of("both", with_model())
    assert (threat.certainty, threat.evidence.assumed) == (Certainty.ASSUMED, ("uses_index",))


def test_a_threat_that_is_more_assumed_than_stated_stands_back_by_a_fixed_step() -> None:
    stated = threat_of("evasion", with_model())
    guessed = stated.model_copy(
        update={
            "certainty": Certainty.ASSUMED,
            "evidence": stated.evidence.model_copy(update={"assumed": stated.evidence.facts}),
        }
    )
    half = guessed.evidence.model_copy(update={"facts": ("uses_model", "keeps_talks"), "assumed": ("keeps_talks",)})
    level = place_of(guessed.model_copy(update={"evidence": half}), {})
    assert place_of(stated, {})[2] == level[2]
    assert place_of(guessed, {})[2] == pytest.approx(level[2] + ASSUMED_BACK)
