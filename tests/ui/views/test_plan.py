"""The plan on the page: the first ten, the groups, one measure's plan, what moved, and the accepted risks."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DecideControl, DecideThreat, PlanControl
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.threats import ControlStatus, ThreatStatus
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, rich_model
from tests.ui.views.pages import button, group, keyed, labels, unfold, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model(60))


def late(model: ThreatModel) -> ThreatModel:
    """The model with M-1 overdue, with evidence, and with T-004 accepted until a day that has passed."""
    controls = tuple(
        one.model_copy(update={"due": date(2020, 1, 1), "evidence": "https://tracker.example/1", "owner": "Bo"})
        if one.id == "M-1"
        else one
        for one in model.controls
    )
    threats = tuple(
        one.model_copy(
            update={"treatment": one.treatment and one.treatment.model_copy(update={"review_by": date(2020, 2, 1)})}
        )
        for one in model.threats
    )
    return model.model_copy(update={"controls": controls, "threats": threats})


def test_the_first_ten_stand_open_and_the_rest_is_folded_by_status(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="plan")
    text = words(app)
    assert "First ten" in text
    first = [one for one in app.selectbox if str(one.key).startswith("status_first_")]
    assert len(first) == 10
    assert "Lowers T-" in text
    folded = [one.label for one in app.expander if one.label.startswith("**")]
    assert folded == ["**Proposed: 6**", "**Planned: 6**", "**In progress: 6**", "**Done: 6**", "**Verified: 6**"]
    assert not [one for one in app.selectbox if str(one.key).startswith("status_in_")]


def test_a_row_unfolds_to_what_to_do_the_check_and_its_plan(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="plan")
    name = str(next(one.key for one in app.selectbox if str(one.key).startswith("status_first_"))).split("_")[2]
    app.session_state[f"details_first_{name}"] = True
    app.run()
    control = session.model.control(name)
    assert control is not None
    assert control.action[:40].replace("\\", "") in words(app)
    assert "Check:" in words(app)
    assert "Helps with" in words(app)
    keyed(app.text_input, f"plan_owner_first_{name}").set_value("Bo Ek")
    keyed(app.text_input, f"plan_evidence_first_{name}").set_value("https://tracker.example/7")
    keyed(app.date_input, f"plan_due_first_{name}").set_value(date(2027, 2, 1))
    keyed(app.button, f"save_plan_first_{name}").click().run()
    assert facilitator.sent[0].edits == (
        PlanControl(control=name, owner="Bo Ek", due=date(2027, 2, 1), evidence="https://tracker.example/7"),
    )
    assert "evidence: [https://tracker.example/7](https://tracker.example/7)" in words(app)
    assert "due 2027-02-01" in words(app)


def test_marking_done_shows_the_new_score_at_once(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="plan")
    menu = next(one for one in app.selectbox if str(one.key).startswith("status_first_"))
    name = str(menu.key).split("_")[2]
    menu.set_value(ControlStatus.DONE).run()
    assert facilitator.sent[0].edits == (DecideControl(control=name, status=ControlStatus.DONE),)
    (told,) = [one.value.replace("\\", "") for one in app.success]
    assert f"{name} is done." in told
    assert "→" in told


def test_all_of_the_first_ten_are_planned_with_one_click(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="plan")
    button(app, "plan_ten").click().run()
    edits = facilitator.sent[0].edits
    assert edits
    assert all(isinstance(one, DecideControl) and one.status is ControlStatus.PLANNED for one in edits)


def test_a_status_and_words_narrow_the_list(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="plan")
    group(app, "plan_choice").set_value("done").run()
    rows = [one for one in app.selectbox if str(one.key).startswith("status_found_done_")]
    assert len(rows) == 6
    app.text_input(key="plan_words").set_value("nothing like this at all").run()
    assert "no measures of 30" in words(app)


def test_a_folded_group_draws_a_page_of_its_rows(page: Page, facilitator: FakeFacilitator) -> None:
    model = rich_model(300)
    controls = tuple(one.model_copy(update={"status": ControlStatus.PROPOSED}) for one in model.controls)
    session = facilitator.import_model(model.model_copy(update={"controls": controls}))
    assert len(controls) == 150
    app = page(s=session.id, tab="plan")
    unfold(app, "Proposed: 150")
    assert len([one for one in app.selectbox if str(one.key).startswith("status_in_proposed_")]) == 12
    assert not app.exception


def test_what_is_late_is_told_on_top(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=facilitator.import_model(late(rich_model(24))).id, tab="plan")
    text = words(app)
    assert "1 measure overdue." in text
    assert "(since 2020-01-01)" in text
    assert "1 accepted risk to look at again." in text
    assert "Look again: was due 2020-02-01" in text


def test_an_accepted_risk_is_opened_again_with_one_click(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="plan")
    assert "agreed in the review" in words(app)
    assert "Ada answers for it · until 2030-01-01 · decided by owner" in words(app)
    button(app, "reopen_T-004").click().run()
    assert facilitator.sent[0].edits == (DecideThreat(threat="T-004", status=ThreatStatus.OPEN),)
    assert "reopen_T-004" not in [one.key for one in app.button]


def test_a_model_without_a_draft_says_what_will_stand_here(page: Page, facilitator: FakeFacilitator) -> None:
    bare = rich_model(0).model_copy(update={"controls": ()})
    app = page(s=facilitator.import_model(bare).id, tab="plan")
    assert "No measures yet." in words(app)
    assert "Draft with what we have" in labels(app)


def test_hostile_words_in_a_plan_are_only_read(page: Page, facilitator: FakeFacilitator) -> None:
    model = rich_model(24)
    changes = {
        "title": HOSTILE[:160],
        "action": HOSTILE,
        "owner": HOSTILE[:120],
        "evidence": HOSTILE,
        "reason": HOSTILE,
    }
    controls = tuple(one.model_copy(update=changes) for one in model.controls)
    app = page(s=facilitator.import_model(model.model_copy(update={"controls": controls})).id, tab="plan")
    shown = [str(getattr(one, "value", "")) for kind in ("markdown", "caption", "warning") for one in app.get(kind)]
    assert any("evil" in text for text in shown)
    assert not any(live in text for text in shown for live in ("](http://evil", "](javascript", "<script>"))
