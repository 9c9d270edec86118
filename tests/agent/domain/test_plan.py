"""What people plan for a measure: kept by drafts, told in comparisons, and what becomes late."""

import json
from datetime import date

import pytest

from agent.domain import Control, ControlStatus, Edit, ThreatModel, apply
from agent.domain.changes.edits import DecideControl, DecideThreat, PlanControl, PutControl
from agent.domain.findings.accepted_risks import accepted_risks
from agent.domain.threats import ThreatStatus
from agent.domain.versions.version_diff import Subject, compare
from agent.domain.wording.web_links import web_address
from agent.exchange import from_json, to_json
from knowledge import load_catalog
from tests.agent.builders import AnyTerms
from tests.ui.models import rich_model

DAY = date(2027, 2, 1)


def changed(model: ThreatModel, *edits: Edit) -> ThreatModel:
    outcome = apply(model, edits, AnyTerms(), "ada")
    assert outcome.refused == ()
    return outcome.model


def refusal(model: ThreatModel, edit: Edit) -> str:
    return apply(model, [edit], AnyTerms(), "ada").refused[0].reason


def measure(model: ThreatModel, name: str = "M-1") -> Control:
    found = model.control(name)
    assert found is not None
    return found


PLANNED = changed(
    rich_model(6),
    PlanControl(control="M-1", owner=" Bo ", due=DAY, evidence="https://tracker.example/1", reason="soon"),
)


def test_a_plan_is_kept_in_each_field_and_emptied_by_an_empty_one() -> None:
    one = measure(PLANNED)
    assert (one.owner, one.due, one.evidence, one.reason) == ("Bo", DAY, "https://tracker.example/1", "soon")
    assert one.status is ControlStatus.PROPOSED
    left = measure(changed(PLANNED, PlanControl(control="M-1", due="", evidence="")))
    assert (left.owner, left.due, left.evidence, left.reason) == ("Bo", None, "", "soon")


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (PlanControl(control="M-99", owner="Bo"), "no control M-99"),
        (PlanControl(control="M-1"), "nothing to change"),
    ],
)
def test_a_plan_that_says_nothing_is_refused(edit: Edit, why: str) -> None:
    assert why in refusal(PLANNED, edit)


def test_a_rejected_measure_keeps_its_reason_until_it_is_taken_up_again() -> None:
    rejected = changed(PLANNED, DecideControl(control="M-1", status=ControlStatus.REJECTED, reason="too dear"))
    assert "needs its reason" in refusal(rejected, PlanControl(control="M-1", reason=""))
    again = changed(rejected, DecideControl(control="M-1", status=ControlStatus.PLANNED))
    assert measure(again).reason == ""
    assert measure(again).due == DAY


def test_a_moved_measure_keeps_its_note() -> None:
    assert measure(changed(PLANNED, DecideControl(control="M-1", status=ControlStatus.DONE))).reason == "soon"


def test_a_new_draft_of_a_measure_leaves_the_plan_alone() -> None:
    fresh = measure(rich_model(6)).model_copy(update={"title": "The same in other words"})
    one = measure(changed(PLANNED, PutControl(control=fresh)))
    assert one.title == "The same in other words"
    assert (one.owner, one.due, one.evidence, one.reason) == ("Bo", DAY, "https://tracker.example/1", "soon")


@pytest.mark.parametrize(
    ("status", "late"),
    [(ControlStatus.PROPOSED, True), (ControlStatus.PLANNED, True), (ControlStatus.IN_PROGRESS, True),
     (ControlStatus.DONE, False), (ControlStatus.VERIFIED, False), (ControlStatus.REJECTED, False)],
)  # fmt: skip
def test_only_work_that_is_not_ended_can_be_late(status: ControlStatus, late: bool) -> None:
    one = measure(PLANNED).model_copy(update={"status": status})
    assert one.overdue(date(2027, 2, 2)) is late
    assert not one.overdue(DAY)


def test_a_comparison_says_which_field_of_the_plan_changed() -> None:
    lines = compare(rich_model(6), PLANNED).of(Subject.CONTROL)
    assert [line.text.rsplit(": ", 1)[1] for line in lines] == ["owner and due and evidence and reason changed"]


def test_a_file_holds_the_plan_and_one_of_before_still_opens() -> None:
    written = to_json(PLANNED, load_catalog())
    assert from_json(written) == PLANNED
    older = json.loads(written)
    for control in older["model"]["controls"]:
        del control["due"], control["evidence"]
    opened = from_json(json.dumps(older))
    assert {(one.due, one.evidence) for one in opened.controls} == {(None, "")}


def test_the_register_names_who_why_and_until_when_the_late_ones_first() -> None:
    model = changed(
        rich_model(6),
        DecideThreat(threat="T-001", status=ThreatStatus.ACCEPTED, reason="rare", owner="Bo", review_by=DAY),
    )
    first, second = accepted_risks(model, date(2028, 1, 1))
    assert (first.threat, first.owner, first.reason, first.review_by) == ("T-001", "Bo", "rare", DAY)
    assert (first.overdue, second.overdue) == (True, False)
    assert second.threat == "T-004"
    assert not any(one.overdue for one in accepted_risks(model))
    again = changed(model, DecideThreat(threat="T-001", status=ThreatStatus.OPEN))
    assert [one.threat for one in accepted_risks(again)] == ["T-004"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://tracker.example/SEC-12?a=1#b ", "https://tracker.example/SEC-12?a=1#b"),
        ("HTTP://Tracker.example:8443", "http://Tracker.example:8443"),
        ("https://a.example/x(1)[2]<3>$*`'\"", "https://a.example/x%281%29%5B2%5D%3C3%3E%24%2A%60%27%22"),
    ],
)
def test_an_address_of_the_web_becomes_a_link_that_no_markup_breaks(text: str, address: str) -> None:
    assert web_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "SEC-12", "javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example", "https://",
     "https://me:secret@a.example/", "https://a.example\\@b.example", "https://a.example/ b", "see https://a.example",
     "https://ex\u0430mple.example/", "https://a.example/\u0000", "https://[::1", "https://" + "a" * 700],
)  # fmt: skip
def test_anything_else_stays_text(text: str) -> None:
    assert web_address(text) == ""
