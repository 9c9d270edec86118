"""What a decision needs, and the edits that it comes to, without a page."""

from datetime import date

import pytest

from agent.domain.changes.edits import DecideControl, DecideThreat
from agent.domain.threats import ControlStatus, ThreatStatus, Treatment
from tests.ui.models import catalog, rich_model
from ui.components.review.decision_edits import (
    ACCEPT,
    AVOID,
    CHOICES,
    ENOUGH,
    FIX,
    NOT_HERE,
    REOPEN,
    Choice,
    Given,
    choices_for,
    edits_for,
    is_settled,
    missing,
    told,
)

MODEL = rich_model(24)
FIRST, SECOND = MODEL.threats[0], MODEL.threats[1]


@pytest.mark.parametrize(
    ("choice", "needs"),
    [
        (ENOUGH, ()),
        (REOPEN, ()),
        (NOT_HERE, ("a reason",)),
        (AVOID, ("a reason",)),
        (ACCEPT, ("a reason", "who answers for it", "when to look again")),
        (FIX, ("a measure, or what shall be done instead",)),
    ],
)
def test_a_decision_says_what_it_still_needs(choice: Choice, needs: tuple[str, ...]) -> None:
    assert missing(choice, Given(reason="  ")) == needs
    assert missing(choice, Given("because", "Ada", date(2030, 1, 1))) == ()


def test_several_threats_need_no_measure_chosen_as_each_plans_its_first() -> None:
    assert missing(FIX, Given(), many=True) == ()
    edits = edits_for([FIRST, SECOND], MODEL, FIX, Given(owner="Ada"), catalog())
    planned = [one for one in edits if isinstance(one, DecideControl)]
    decided = [one for one in edits if isinstance(one, DecideThreat)]
    assert {one.status for one in planned} == {ControlStatus.PLANNED}
    assert len({one.control for one in planned}) == len(planned)
    assert [one.threat for one in decided] == [FIRST.id, SECOND.id]
    assert all(one.reason.startswith(("Planned: M-", "A measure is to be found")) for one in decided)


def test_a_measure_that_is_under_way_is_not_set_back_to_planned() -> None:
    moving = [one.model_copy(update={"status": ControlStatus.IN_PROGRESS}) for one in MODEL.controls]
    model = MODEL.model_copy(update={"controls": tuple(moving)})
    edits = edits_for([FIRST], model, FIX, Given(measures=("M-1",)), catalog())
    assert [type(one) for one in edits] == [DecideThreat]


def test_only_what_is_decided_can_be_taken_back() -> None:
    decided = FIRST.model_copy(update={"treatment": Treatment(reason="Planned: M-1")})
    assert choices_for([FIRST]) == CHOICES
    assert choices_for([FIRST, decided]) == (*CHOICES, REOPEN)
    assert is_settled(decided)
    assert not is_settled(decided.model_copy(update={"note": "The facts changed."}))
    (edit,) = edits_for([decided], MODEL, REOPEN, Given("so", "Ada"), catalog())
    assert edit == DecideThreat(threat=FIRST.id, status=ThreatStatus.OPEN)


def test_a_line_of_the_history_names_a_few_threats_and_counts_the_others() -> None:
    assert told([FIRST], ACCEPT) == f"{FIRST.id}: accepted"
    assert told(MODEL.threats[:9], NOT_HERE).endswith("and 3 more threats: not applicable")
