"""What is told of the work on a model: decisions, days, the whole in short, and what is only likely."""

from datetime import date

import pytest

from agent.analyst.rules.answers.model_answers import Answers
from agent.analyst.rules.answers.work_answers import decided, due
from agent.domain import ControlStatus, Gap, GapKind, Reading, ThreatModel, ThreatStatus
from agent.domain.sessions.session import Topic
from agent.domain.threats import Treatment
from knowledge.vocabulary import InterviewStage
from tests.agent.reading.readings import catalog
from tests.agent.reading.test_documents import drafted
from tests.ui.models import rich_model


def accepted() -> ThreatModel:
    model = rich_model(12)
    treated = Treatment(reason="it is rare", owner="ines", author="Ines", review_by=date(2027, 3, 31))
    first = model.threats[0].model_copy(update={"status": ThreatStatus.ACCEPTED, "treatment": treated})
    return model.model_copy(update={"threats": (first, *model.threats[1:])})


def planned(*days: date | None) -> ThreatModel:
    model = accepted()
    controls = tuple(
        one.model_copy(update={"due": day, "owner": "Bo" if day else "", "status": ControlStatus.PLANNED})
        for one, day in zip(model.controls, days, strict=False)
    )
    return model.model_copy(update={"controls": controls})


def test_accepted_risks_are_told_with_reason_owner_and_day() -> None:
    told = decided(accepted(), "accepted")
    assert told.startswith("2 threats are accepted:")
    assert "“it is rare”; ines answers for it, looked at again on 2027-03-31" in told


@pytest.mark.parametrize(("status", "says"), [("accepted", "*accept T-"), ("dismissed", "*T-004 is not relevant")])
def test_where_nothing_is_decided_it_is_told_how_one_decides(status: str, says: str) -> None:
    plain = rich_model(2)
    model = plain.model_copy(update={"threats": tuple(
        one.model_copy(update={"status": ThreatStatus.OPEN, "treatment": None}) for one in plain.threats)})  # fmt: skip
    assert says in decided(model, status)


def test_what_is_due_is_told_in_the_order_of_its_days() -> None:
    lines = [line for line in due(planned(date(2027, 5, 1), date(2027, 1, 15))).splitlines() if line.startswith("- ")]
    days = [line[2:12] for line in lines]
    assert days[:3] == ["2027-01-15", "2027-03-31", "2027-05-01"]
    assert days == sorted(days)
    assert "look again at" in lines[1]
    assert lines[0].endswith(", Bo")


def test_without_any_day_it_is_told_how_one_is_set() -> None:
    assert "M-3 is due on" in due(ThreatModel())


def test_in_short_every_part_is_counted_and_no_sentence_has_two_ends() -> None:
    model = rich_model(12)
    asked = Gap(
        kind=GapKind.LEFT_OPEN, text="Left open in the text: who approves?", weight=1, stage=InterviewStage.SCOPE
    )
    told = Answers(catalog()).text(model, Reading(topic=Topic.SUMMARY), (asked,))
    shown = told.split("\n")[0]
    left = len(model.components) - 8
    assert left <= 0 or f"and {left} more" in shown
    assert told.endswith("Most open: left open in the text: who approves?")


def test_nothing_is_called_safe() -> None:
    told = Answers(catalog()).text(rich_model(12), Reading(topic=Topic.SAFE), ())
    assert told.startswith("No list can say that it is safe")


def test_what_is_only_likely_is_not_noted_as_said() -> None:
    talk = drafted("A chatbot answers with GPT-4o. It suggests a dinner from what is in the fridge of a guest.", "")
    told = talk.session.turns[-1].reply
    assert told is not None
    assert "inferred" not in told.text
    likely = [line for line in told.changes if "please confirm" in line]
    assert not likely or "taken as likely until you say" in told.text
