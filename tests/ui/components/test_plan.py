"""The values that the plan and its bars are drawn from."""

from datetime import date

from agent.assessment.scoring.risk_reduction import Reliefs
from agent.domain.changes.edits import PlanControl
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, ControlStatus
from tests.ui.models import HOSTILE, catalog, rich_model
from ui.components.plan.comparison_bars import Bar, bars_html
from ui.components.plan.measure_row import due_words, effect_words
from ui.components.plan.plan_form import changed
from ui.components.plan.plan_rows import found_by, groups, in_plan_order, overdue
from ui.components.text import link_or_text

TODAY = date(2027, 6, 1)
LATE, LATER = date(2027, 1, 1), date(2027, 3, 1)


def planned(model: ThreatModel, **days: date) -> ThreatModel:
    """The model with measures due: ``M_2=...``."""
    wanted = {name.replace("_", "-"): day for name, day in days.items()}
    controls = tuple(one.model_copy(update={"due": wanted.get(one.id)}) for one in model.controls)
    return model.model_copy(update={"controls": controls})


def measure(**given: object) -> Control:
    return Control.model_validate({"id": "M-1", "title": "Limit use", **given})


def test_every_measure_is_in_the_group_of_its_status() -> None:
    model = rich_model(60)
    found = groups(model, Reliefs(model, catalog()).every, TODAY)
    assert [status for status, _ in found] == [status for status in ControlStatus if status != "rejected"]
    assert sorted(one.id for _, controls in found for one in controls) == sorted(one.id for one in model.controls)
    assert all(one.status is status for status, controls in found for one in controls)


def test_late_measures_come_first_and_then_the_most_helpful() -> None:
    model = planned(rich_model(60), M_16=LATE, M_11=LATER, M_6=date(2028, 1, 1))
    reliefs = Reliefs(model, catalog()).every
    proposed = [one for one in model.controls if one.status is ControlStatus.PROPOSED]
    order = in_plan_order(proposed, reliefs, TODAY)
    assert [one.id for one in order[:2]] == ["M-16", "M-11"]
    worth = [reliefs[one.id].per_effort for one in order[2:]]
    assert worth == sorted(worth, reverse=True)
    assert [one.id for one in overdue(model, TODAY)] == ["M-16", "M-11"]
    assert overdue(model, LATE) == ()


def test_measures_are_found_by_their_words_owner_or_threat() -> None:
    one = measure(action="Refuse the surplus.", owner="Bo", threats=("T-007",))
    other = measure(id="M-2", title="Watch use")
    assert found_by([one, other], "limit SURPLUS") == (one,)
    assert found_by([one, other], "bo") == (one,)
    assert found_by([one, other], "t-007") == (one,)
    assert found_by([one, other], " ") == (one, other)
    assert found_by([one, other], "nothing") == ()


def test_the_form_sends_only_what_was_changed() -> None:
    one = measure(owner="Bo", due=LATE, evidence="seen", reason="soon")
    assert changed(one, "Bo ", LATE, "seen", " soon") is None
    assert changed(one, "Ada", LATE, "seen", "soon") == PlanControl(control="M-1", owner="Ada")
    assert changed(one, "Bo", None, "", "soon") == PlanControl(control="M-1", due="", evidence="")
    assert changed(measure(), "", LATER, "", "") == PlanControl(control="M-1", due=LATER)


def test_a_late_day_says_so_in_words() -> None:
    assert due_words(measure(), TODAY) == ""
    assert due_words(measure(due=LATER), LATE) == "due 2027-03-01"
    assert "Overdue since 2027-03-01" in due_words(measure(due=LATER), TODAY)
    assert due_words(measure(due=LATER, status="done"), TODAY) == "due 2027-03-01"


def test_a_measure_in_place_says_what_it_has_lowered() -> None:
    model = rich_model(24)
    for control in model.controls:
        words = effect_words(Reliefs(model, catalog()).of(control))
        in_place = control.status in (ControlStatus.DONE, ControlStatus.VERIFIED)
        assert words.startswith(("Has lowered ", "") if in_place else ("Lowers ", "Acts on "))


def test_evidence_is_a_link_only_where_it_is_an_address_of_the_web() -> None:
    assert link_or_text("https://tracker.example/a_b(c)").endswith("](https://tracker.example/a_b%28c%29)")
    for text in (HOSTILE, "javascript:alert(1)", "www.tracker.example", "https://a.example and more"):
        assert "](" not in link_or_text(text)
    long = link_or_text("https://tracker.example/" + "x" * 500)
    assert len(long.partition("](")[0]) < 90


def test_bars_escape_every_text_and_keep_their_numbers() -> None:
    bar = Bar(mark="T-001", name=HOSTILE, was=7.2, now=None, most=10, words="<b>would go</b>")
    written = bars_html([bar], '"><script>', "#3d7499")
    assert "<script" not in written
    assert "<b>would" not in written
    assert "width: 72%" in written
    assert "width: 0%" in written
    assert "T-001" in written
