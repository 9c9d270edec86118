"""Threats of a kept model move on to the pattern that took theirs over, with all that people decided."""

from datetime import date

from agent.domain.model import ThreatModel
from agent.domain.risk import Override
from agent.domain.threats import ThreatStatus, Treatment
from agent.domain.versions.superseded_patterns import carried_over
from knowledge.vocabulary import DreadFactor
from tests.agent.domain.parts import control, threat

HEIRS = {"old-one": "heir", "old-two": "heir", "gap": None}
ACCEPTED = Treatment(reason="The loss is insured", owner="Anna", review_by=date(2027, 1, 1))
SET_ASIDE = Treatment(reason="Nobody outside can write here")


def test_a_model_of_today_is_left_as_it_is() -> None:
    model = ThreatModel(threats=(threat(1, "heir"),))
    assert carried_over(model, HEIRS) is model


def test_a_decision_moves_to_the_heir_with_its_levels_place_and_measures() -> None:
    level = Override(factor=DreadFactor.DAMAGE, level=9, author="owner", reason="It is our only plant", computed=5)
    old = threat(4, "old-one", status=ThreatStatus.ACCEPTED, treatment=ACCEPTED, overrides=(level,), placed=2)
    moved = carried_over(ThreatModel(threats=(old,), controls=(control(1, "T-004"),)), HEIRS)
    assert moved.threats == (old.model_copy(update={"pattern": "heir"}),)
    assert moved.controls == (control(1, "T-004"),)


def test_of_two_that_become_one_the_stronger_decision_wins_and_both_are_told() -> None:
    weak = threat(1, "old-one", title="By mail", status=ThreatStatus.DISMISSED, treatment=SET_ASIDE)
    strong = threat(2, "old-two", title="By page", status=ThreatStatus.ACCEPTED, treatment=ACCEPTED)
    moved = carried_over(ThreatModel(threats=(weak, strong), controls=(control(1, "T-001"),)), HEIRS)
    gone, kept = moved.threats
    assert (kept.id, kept.pattern, kept.status) == ("T-002", "heir", ThreatStatus.ACCEPTED)
    assert kept.treatment is not None
    assert "The loss is insured" in kept.treatment.reason
    assert "T-001 “By mail”: dismissed, Nobody outside can write here" in kept.treatment.reason
    assert (gone.id, gone.pattern, gone.status, gone.treatment) == ("T-001", None, ThreatStatus.DISMISSED, SET_ASIDE)
    assert gone.note == "T-002 stands for it now."
    assert moved.controls[0].threats == ("T-002",)


def test_a_part_that_was_set_aside_does_not_set_the_whole_aside() -> None:
    undecided = threat(1, "heir")
    aside = threat(2, "old-one", status=ThreatStatus.DISMISSED, treatment=SET_ASIDE)
    kept, gone = carried_over(ThreatModel(threats=(undecided, aside)), HEIRS).threats
    assert (kept.id, kept.status) == ("T-001", ThreatStatus.OPEN)
    assert "Nobody outside can write here" in kept.note
    assert (gone.status, gone.treatment) == (ThreatStatus.DISMISSED, SET_ASIDE)


def test_what_nobody_decided_on_goes_without_a_word_and_its_measures_stay() -> None:
    model = ThreatModel(threats=(threat(1, "old-one"), threat(2, "old-two")), controls=(control(1, "T-001", "T-002"),))
    moved = carried_over(model, HEIRS)
    assert [(one.id, one.pattern, one.note) for one in moved.threats] == [("T-001", "heir", "")]
    assert moved.controls[0].threats == ("T-001",)


def test_a_gap_that_a_person_dealt_with_stays_as_their_own_and_goes_otherwise() -> None:
    mine = threat(1, "gap", status=ThreatStatus.ACCEPTED, treatment=ACCEPTED)
    moved = carried_over(ThreatModel(threats=(mine, threat(2, "injection"))), HEIRS)
    assert moved.threats[0].pattern is None
    assert moved.threats[0].treatment == ACCEPTED
    assert moved.threats[0].note == "It is asked as a control check now."
    assert moved.threats[1] == threat(2, "injection")
    assert carried_over(ThreatModel(threats=(threat(1, "gap"),)), HEIRS).threats == ()


def test_moving_on_twice_changes_nothing_more() -> None:
    weak = threat(1, "old-one", status=ThreatStatus.DISMISSED, treatment=SET_ASIDE)
    moved = carried_over(ThreatModel(threats=(weak, threat(2, "old-two"), threat(3, "gap"))), HEIRS)
    assert carried_over(moved, HEIRS) is moved
