"""What an owner confesses leads in any trade; what takes skill stands back where nobody with a motive is told of."""

import pytest

from agent.analyst.rules.ranking.rank_adjustments import confessions, setbacks
from agent.domain import SYSTEM, Certainty, FactValue, Provenance, Quote, ThreatModel
from knowledge import load_catalog
from knowledge.ranking.attacker_skill import confessed, skills
from tests.agent.analyst.rules.drafts import CATALOG, drafted
from tests.agent.builders import a_model

REAL = load_catalog()
PATCH = "printed-pattern-or-sticker-in-the-scene"


def denied(fact: str, words: str, provenance: Provenance = Provenance.STATED) -> FactValue:
    quotes = (Quote(turn=1, text=words),) if words else ()
    return FactValue(subject=SYSTEM, fact=fact, value=False, provenance=provenance, quotes=quotes)


def model_with(*facts: FactValue) -> ThreatModel:
    return ThreatModel(facts=facts)


@pytest.mark.parametrize(
    ("fact", "words", "first"),
    [
        ("control_strong_login", "the pin of the kiln is chalked on the wall", "stolen-login-opens-the-workshop"),
        ("has_back_up_and_rehearse_rollback", "nobody makes copies of the herd book", "nothing-works-when-it-stops"),
        ("control_audit_log", "we have no list of who moved the weir", "changes-denied-afterwards"),
        ("has_separate_networks_and_stages", "it hangs in the guests' network", "intruder-moves-through-the-cluster"),
        ("has_watch_input_feeds", "nobody notices when a probe is dirty", "feed-dries-up"),
    ],
)
def test_what_is_confessed_names_what_comes_of_it_with_the_owners_words(fact: str, words: str, first: str) -> None:
    found = confessions(model_with(denied(fact, words)), REAL)
    assert found[first].leads
    assert found[first].words == words


@pytest.mark.parametrize("provenance", [Provenance.STATED, Provenance.INFERRED, Provenance.FILE])
def test_what_is_confessed_counts_typed_or_in_a_file(provenance: Provenance) -> None:
    told = denied("control_audit_log", "nobody writes down who moved the weir", provenance)
    assert confessions(model_with(told), REAL)["changes-denied-afterwards"].leads


def test_a_no_ticked_in_a_list_is_no_confession() -> None:
    ticked = denied("control_strong_login", "", Provenance.TABLE)
    assert confessions(model_with(ticked), REAL) == {}


def test_a_sticker_before_a_camera_stands_back_until_somebody_gains_by_it() -> None:
    assert setbacks(model_with())[PATCH] > 0
    gaining = denied("adversary_writes_input", "sellers try until it passes").model_copy(update={"value": True})
    assert PATCH not in setbacks(model_with(gaining))


def test_the_tables_name_controls_and_patterns_that_there_are() -> None:
    named = {one for rule in confessed() for one in (*rule.leads, *rule.lifts)}
    named |= {one for skill in skills() for one in skill.members}
    assert named <= set(REAL.patterns)
    assert all(REAL.facts[rule.lacks].control for rule in confessed())


def test_without_a_confession_a_draft_has_no_threat_of_its_own_for_it() -> None:
    made = drafted(a_model({}))
    assert confessions(made, CATALOG) == {}
    assert all(one.certainty is not Certainty.SUGGESTED or one.evidence.hits for one in made.threats)
