"""What a review goes through, without a page."""

from agent.domain.findings.threat_ranking import sections
from agent.domain.model import ThreatModel
from agent.domain.threats import ThreatStatus, Treatment
from tests.ui.models import rich_model
from ui.components.review.review_queue import END, next_ten, queue_of

MODEL = rich_model(40)
IDS = [one.id for one in MODEL.threats if one.status is ThreatStatus.OPEN][:4]


def settled(*threats: str) -> ThreatModel:
    treatment = Treatment(reason="Planned: M-1", author="owner")
    changed = [one.model_copy(update={"treatment": treatment}) if one.id in threats else one for one in MODEL.threats]
    return MODEL.model_copy(update={"threats": tuple(changed)})


def test_what_is_decided_is_passed_over_and_can_be_gone_back_to() -> None:
    queue = queue_of(settled(IDS[1]), IDS)
    assert [one.id for one in queue.waiting] == [IDS[0], IDS[2], IDS[3]]
    assert queue.after(IDS[0]) == IDS[2]
    assert queue.following(IDS[0]) == IDS[1]
    assert queue.before(IDS[2]) == IDS[1]


def test_after_the_last_comes_the_end_and_before_the_end_the_last() -> None:
    queue = queue_of(MODEL, IDS)
    assert queue.after(IDS[3]) == queue.following(IDS[3]) == END
    assert queue.before(END) == IDS[3]
    assert queue.before(IDS[0]) == ""


def test_the_counts_say_what_was_decided_and_what_is_left() -> None:
    assert queue_of(settled(*IDS[:3]), IDS).counts() == (("To be fixed", 3), ("Left for later", 1))
    assert queue_of(settled(*IDS), IDS).counts() == (("To be fixed", 4),)


def test_a_decision_that_something_has_put_in_question_waits_again() -> None:
    model = settled(IDS[0])
    noted = [
        one.model_copy(update={"note": "The facts changed."}) if one.id == IDS[0] else one for one in model.threats
    ]
    queue = queue_of(model.model_copy(update={"threats": tuple(noted)}), IDS)
    assert IDS[0] in [one.id for one in queue.waiting]


def test_threats_that_are_gone_are_left_out_and_none_comes_twice() -> None:
    assert [one.id for one in queue_of(MODEL, [IDS[0], "T-999", IDS[0]]).threats] == [IDS[0]]


def test_the_next_ten_are_new_and_undecided() -> None:
    told = sections(MODEL.threats, MODEL.controls)
    queue = queue_of(MODEL, [one.id for one in told.main])
    more = next_ten(told, queue)
    assert len(more) == 10
    assert not set(more) & {one.id for one in told.main}
