"""Measures in place are recognised in owners' words; what is planned, advised, missing or denied never counts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.assessment.interviewing.confirmation_lists import Lists
from agent.assessment.interviewing.interview import Interviewer
from agent.assessment.ledger import Bookkeeper
from agent.domain import ThreatModel
from agent.domain.document_claims import claims_of, confirmed
from tests.agent.reading.readings import catalog, facts_of, told
from tests.agent.reading.test_documents import SYSTEM, drafted, talk_of

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "measures.yaml").read_text(encoding="utf-8"))
RECOGNISED = {name: measure.in_place.fact for name, measure in catalog().mitigations.items() if measure.in_place}


def test_at_least_150_measures_are_recognised_and_each_of_its_own_has_a_sentence_and_a_trap() -> None:
    assert len(RECOGNISED) >= 150
    assert set(catalog().controls) <= set(TABLE) <= set(RECOGNISED)


@pytest.mark.parametrize("measure", TABLE)
def test_a_sentence_that_claims_a_measure_is_taken(measure: str) -> None:
    assert facts_of(told(TABLE[measure]["says"])).get(RECOGNISED[measure]) is True


@pytest.mark.parametrize("measure", TABLE)
def test_a_sentence_that_only_wishes_for_it_or_denies_it_is_not(measure: str) -> None:
    assert facts_of(told(TABLE[measure]["not"])).get(RECOGNISED[measure]) is not True


CLAIM = "Each tool call is validated against a schema in code."
MEASURE = "check-tool-calls-in-code"


def status(model: ThreatModel) -> str:
    return next(one.status.value for one in model.controls if one.mitigation == MEASURE)


def test_what_a_document_claims_of_a_measure_is_credited_once_it_is_confirmed() -> None:
    model = drafted(f"{SYSTEM} {CLAIM}").model
    assert status(model) == "proposed"
    talk = talk_of(model)
    talk.say(edits=tuple(confirmed(one) for one in claims_of(model)))
    assert status(talk.model) == "done"


def test_the_owners_own_words_are_credited_at_once_and_lower_the_current_score_alone() -> None:
    bare, own = drafted(SYSTEM, source="").model, drafted(f"{SYSTEM} {CLAIM}", source="").model
    assert (status(bare), status(own)) == ("proposed", "done")
    before = {one.pattern: (one.inherent_rating.total, one.rating.total) for one in bare.threats}
    after = {one.pattern: (one.inherent_rating.total, one.rating.total) for one in own.threats if one.pattern in before}
    assert all(after[name][0] == before[name][0] for name in after)
    assert any(after[name][1] < before[name][1] for name in after)


def test_single_measures_are_asked_for_in_the_closing_list_alone() -> None:
    asker, model = Interviewer(catalog(), Bookkeeper(catalog())), drafted(SYSTEM, source="").model
    of_measures = {name for name, fact in catalog().facts.items() if fact.of_measure}
    asked = {fact for question in asker.best_questions(model, 50) for fact in question.facts}
    assert asked
    assert not asked & of_measures
    worths = asker.worths(model)
    valued = {one for one, worth in worths.items() if worth.value > 0}
    assert valued & of_measures
    # the broad controls left out, the list is of single measures
    single = {one: worth for one, worth in worths.items() if one in of_measures}
    closing = Lists(catalog()).controls(model, single)
    assert closing is not None
    assert set(closing.facts) <= valued & of_measures
