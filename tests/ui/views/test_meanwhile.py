"""What was typed into a form is taken as it was meant, also when somebody else saves before it is sent."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import (
    DecideControl,
    DecideThreat,
    DescribeSystem,
    Edit,
    PlanControl,
    PutComponent,
    PutThreat,
    Remove,
    RewordThreat,
    SetFact,
)
from agent.domain.facts import FactValue, Provenance
from agent.domain.sessions.session import Said, Session
from agent.domain.threats import ControlStatus, ThreatStatus
from knowledge.vocabulary import ComponentKind
from tests.ui.fake import FakeFacilitator
from tests.ui.models import catalog, rich_model
from tests.ui.views.pages import button, group, keyed, unfold, words
from ui import state

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def somebody_saves(facilitator: FakeFacilitator, session: Session, *edits: Edit) -> None:
    """Another person changes the model; this page does not know of it yet."""
    number = facilitator.submit(session.id, Said(edits=edits, key=f"somebody-{len(facilitator.sent):05}"))
    facilitator.work(session.id, number)


def pressed(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def taken(facilitator: FakeFacilitator) -> tuple[Edit, ...]:
    """The edits that were sent last, and the version they were made on: that before anybody else's."""
    said = facilitator.sent[-1]
    assert said.made_on == 0
    return said.edits


def told(monkeypatch: pytest.MonkeyPatch, table: str, **changes: object) -> None:
    """Let a table's editor tell of changed cells, of rows added, and of rows deleted; the page of a test cannot."""
    typed = state.typed
    editor = {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **changes}
    monkeypatch.setattr(state, "typed", lambda key: editor if key.startswith(f"grid_{table}_") else typed(key))


def test_a_decision_is_taken_though_the_threat_was_decided_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    group(app, "decide_T-001").set_value("nothere").run()
    keyed(app.text_area, "decide_why_nothere_T-001").set_value("There is no such tool.")
    theirs = DecideThreat(threat="T-001", status=ThreatStatus.DISMISSED, reason="Out of scope.")
    somebody_saves(facilitator, session, theirs)
    pressed(app, "Mark as not here")
    assert taken(facilitator) == (theirs.model_copy(update={"reason": "There is no such tool."}),)


def test_several_decisions_are_taken_though_the_model_was_changed_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats")
    app.toggle(key="choosing").set_value(True).run()
    for one in ("T-001", "T-002"):
        keyed(app.checkbox, f"tick_{one}").set_value(True).run()
    group(app, "decide_many").set_value("nothere").run()
    keyed(app.text_area, "decide_why_nothere_many").set_value("There is no such tool.")
    somebody_saves(facilitator, session, DescribeSystem(name="Lighthouse"))
    pressed(app, "Mark as not here: 2 threats")
    assert [getattr(one, "reason", "") for one in taken(facilitator)] == ["There is no such tool."] * 2
    assert "No threat chosen" in words(app)


def test_a_decision_in_the_review_is_taken_though_the_model_was_changed_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, review="T-001")
    button(app, "review_nothere").click().run()
    keyed(app.text_area, "decide_why_nothere_review_T-001").set_value("There is no such tool.")
    somebody_saves(facilitator, session, DescribeSystem(name="Lighthouse"))
    pressed(app, "Mark as not here")
    assert [getattr(one, "reason", "") for one in taken(facilitator)] == ["There is no such tool."]


def test_a_rejected_measure_keeps_its_reason_though_it_was_changed_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    unfold(app, "Measures: ")
    keyed(app.selectbox, "status_T-001_M-1").set_value(ControlStatus.REJECTED).run()
    app.text_input(key="reject_why_T-001_M-1").set_value("It slows everybody down.")
    somebody_saves(facilitator, session, DecideControl(control="M-1", status=ControlStatus.PLANNED))
    pressed(app, "Reject this measure")
    wanted = DecideControl(control="M-1", status=ControlStatus.REJECTED, reason="It slows everybody down.")
    assert taken(facilitator) == (wanted,)


def test_a_plan_is_taken_though_the_measure_was_planned_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="plan")
    name = str(next(one.key for one in app.selectbox if str(one.key).startswith("status_first_"))).split("_")[2]
    app.session_state[f"details_first_{name}"] = True
    app.run()
    keyed(app.text_input, f"plan_owner_first_{name}").set_value("Bo Ek")
    somebody_saves(facilitator, session, PlanControl(control=name, owner="Ada", evidence="https://tracker.example/1"))
    keyed(app.button, f"save_plan_first_{name}").click().run()
    assert taken(facilitator) == (PlanControl(control=name, owner="Bo Ek"),)


def test_facts_are_taken_though_others_of_their_stage_were_set_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="parts")
    group(app, "parts_table").set_value("facts").run()
    keyed(app.selectbox, "fact_exposure").set_value("public")
    theirs = FactValue(fact="reads_outside_content", value=True, provenance=Provenance.TABLE)
    audience = FactValue(fact="audience", value=("customers",), provenance=Provenance.TABLE)
    somebody_saves(facilitator, session, SetFact(value=theirs), SetFact(value=audience))
    button(app, "save_facts").click().run()
    assert [one.value.value for one in taken(facilitator) if isinstance(one, SetFact)] == ["public"]


def test_a_table_is_taken_though_one_of_its_rows_was_changed_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(s=session.id, tab="parts")
    fresh = {"Name": "Mailer", "Kind": catalog().kinds[ComponentKind.TOOL].label}
    told(monkeypatch, "components", edited_rows={0: {"Name": "Shop window"}}, added_rows=[fresh], deleted_rows=[3])
    theirs = session.model.components[1].model_copy(update={"name": "Concierge"})
    somebody_saves(facilitator, session, PutComponent(component=theirs))
    button(app, "save_grid_components").click().run()
    renamed, added, removed = taken(facilitator)
    assert isinstance(renamed, PutComponent)
    assert renamed.component == session.model.components[0].model_copy(update={"name": "Shop window"})
    assert isinstance(added, PutComponent)
    assert added.component.name == "Mailer"
    assert removed == Remove(id=session.model.components[3].id)


def test_a_threat_of_ones_own_is_taken_though_another_was_added_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats")
    keyed(app.text_input, "own_").set_value("Refunds by trick")
    next(one for one in app.text_area if one.label == "What can go wrong").set_value(
        "A customer talks the tool into a refund."
    )
    added = session.model.threats[0].model_copy(update={"id": "T-025"})
    somebody_saves(facilitator, session, PutThreat(threat=added))
    pressed(app, "Add this threat")
    assert [one.threat.title for one in taken(facilitator) if isinstance(one, PutThreat)] == ["Refunds by trick"]


def test_a_wording_is_taken_though_another_was_given_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    keyed(app.text_input, "title_T-001").set_value("Refunds by trick")
    somebody_saves(facilitator, session, RewordThreat(threat="T-001", title="Refunds by talk"))
    pressed(app, "Save wording")
    assert taken(facilitator) == (RewordThreat(threat="T-001", title="Refunds by trick"),)


def test_a_new_name_of_the_system_is_taken_though_another_was_given_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id)
    keyed(app.text_input, "name_").set_value("Lighthouse")
    somebody_saves(facilitator, session, DescribeSystem(name="Beacon"))
    pressed(app, "Save")
    assert taken(facilitator) == (DescribeSystem(name="Lighthouse"),)


def test_a_name_from_the_list_is_taken_though_another_was_given_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page()
    app.session_state[f"menu_{session.id}"] = True
    app.run()
    keyed(app.text_input, f"name_{session.id}").set_value("Lighthouse")
    somebody_saves(facilitator, session, DescribeSystem(name="Beacon"))
    pressed(app, "Rename")
    assert taken(facilitator) == (DescribeSystem(name="Lighthouse"),)


def test_the_name_of_a_version_is_not_lost_where_somebody_else_named_it_meanwhile(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    somebody_saves(facilitator, session, DescribeSystem(name="Beacon"))
    somebody_saves(facilitator, session, DescribeSystem(name="Lighthouse"))
    app = page(s=session.id, tab="history")
    keyed(app.text_input, "version_name_2").set_value("as reviewed")
    facilitator.name_version(session.id, 2, "as shipped")
    pressed(app, "Save name")
    assert [line.name for line in facilitator.history(session.id)] == ["", "", "as shipped"]
    assert "Somebody else named version 2 “as shipped” meanwhile" in words(app)
    assert "as reviewed" in words(app)
