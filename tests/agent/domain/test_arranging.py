"""Where threats stand once a model has advised and people have put their hand to it."""

import pytest

from agent.domain.apply import apply
from agent.domain.arranging import MAIN, MOST_MAIN, arranged, sections
from agent.domain.edits import ConfirmThreat, DecideThreat, DropAdvice, PlaceThreat, PutThreat
from agent.domain.model import ThreatModel
from agent.domain.threats import Advice, Threat, ThreatStatus
from tests.agent.builders import small_catalog
from tests.agent.domain.parts import threat

CATALOG = small_catalog()


def listed(*threats: Threat) -> tuple[str, ...]:
    return tuple(one.id for one in arranged(threats))


def numbered(number: int, **changes: object) -> Threat:
    return threat(number, pattern=None, **changes)


def test_advice_moves_threats_to_the_front_in_its_order() -> None:
    threats = [numbered(1), numbered(2, advice=Advice(place=2)), numbered(3), numbered(4, advice=Advice(place=1))]
    assert listed(*threats) == ("T-004", "T-002", "T-001", "T-003")


def test_what_a_model_sets_aside_goes_behind_the_rest_and_before_what_people_dismissed() -> None:
    threats = [
        numbered(1, status=ThreatStatus.DISMISSED),
        numbered(2, advice=Advice(set_aside=True)),
        numbered(3),
    ]
    assert listed(*threats) == ("T-003", "T-002", "T-001")


@pytest.mark.parametrize("hand", [{"confirmed": True}, {"placed": 1}, {"reworded": True}])
def test_nobody_sets_aside_what_a_person_put_their_hand_to(hand: dict[str, object]) -> None:
    assert not numbered(1, advice=Advice(set_aside=True), **hand).set_aside


def test_a_place_given_by_hand_goes_before_advice() -> None:
    threats = [numbered(1, advice=Advice(place=1)), numbered(2, advice=Advice(place=2)), numbered(3, placed=1)]
    assert listed(*threats) == ("T-003", "T-001", "T-002")


def model_with(*threats: Threat) -> ThreatModel:
    return apply(ThreatModel(), [PutThreat(threat=one) for one in threats], CATALOG).model


def test_one_edit_brings_back_what_was_set_aside_and_one_lets_the_advice_count_again() -> None:
    model = model_with(numbered(1), numbered(2, advice=Advice(set_aside=True)), numbered(3))
    back = apply(model, [DropAdvice(threat="T-002")], CATALOG).model
    assert not sections(back.threats).probably_not
    again = apply(back, [DropAdvice(threat="T-002", dropped=False)], CATALOG).model
    assert [one.id for one in sections(again.threats).probably_not] == ["T-002"]


def test_a_new_draft_keeps_what_a_person_said_of_advice_and_place() -> None:
    model = model_with(numbered(1, advice=Advice(place=1)), numbered(2))
    edits = [DropAdvice(threat="T-001"), PlaceThreat(threat="T-002", place=1), ConfirmThreat(threat="T-002")]
    model = apply(model, edits, CATALOG).model
    fresh = [numbered(1, advice=Advice(place=3)), numbered(2, advice=Advice(set_aside=True))]
    model = apply(model, [PutThreat(threat=one) for one in fresh], CATALOG).model
    first, second = model.threat("T-001"), model.threat("T-002")
    assert first is not None
    assert first.heeded is None
    assert second is not None
    assert second.placed == 1
    assert second.confirmed
    assert not second.set_aside


def test_taking_back_what_nobody_advised_is_refused_with_the_reason() -> None:
    outcome = apply(model_with(numbered(1)), [DropAdvice(threat="T-001")], CATALOG)
    assert "no language model said anything of T-001" in outcome.refused[0].reason


def test_every_threat_stands_in_just_one_section_and_the_main_list_is_short() -> None:
    threats = [numbered(number) for number in range(1, 60)]
    threats += [numbered(60, advice=Advice(set_aside=True))]
    dismissed = DecideThreat(threat="T-059", status=ThreatStatus.DISMISSED, reason="not ours")
    model = apply(model_with(*threats), [dismissed], CATALOG).model
    told = sections(arranged(model.threats))
    everything = (*told.main, *told.also, *told.unconfirmed, *told.probably_not, *told.gone)
    assert sorted(one.id for one in everything) == sorted(one.id for one in threats)
    assert MAIN <= len(told.main) <= MOST_MAIN
