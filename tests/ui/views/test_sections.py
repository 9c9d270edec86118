"""The sections of the model: what they show and the edits they send."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.edits import (
    ClearFact,
    DecideControl,
    DecideThreat,
    OverrideFactor,
    PutAssumption,
    RewordThreat,
    SetFact,
)
from agent.domain.session import Session
from agent.domain.system import AssumptionStatus, Origin
from agent.domain.threats import ControlStatus, ThreatStatus
from knowledge.vocabulary import DreadFactor
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, expander, group, keyed, labels, words
from ui.components.files import KINDS

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def test_the_diagram_has_the_same_in_words(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="diagram")
    flows = app.table[0].value
    assert list(flows.columns) == ["From", "To", "What", "Trust"]
    assert flows["Trust"].tolist().count("untrusted") == 2
    dot = app.get("graphviz_chart")[0].proto.spec
    assert 'label="Our cloud"' in dot
    assert "untrusted" in dot
    assert "style=dashed" in dot


def test_a_part_leads_to_its_open_threats(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="diagram")
    button(app, "part_threats_C-3").click().run()
    assert app.selectbox(key="sieve_part").value == "C-3"
    assert "fit these filters" in words(app)


def test_threats_are_rows_that_open_one_at_a_time(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    cards = [one for one in app.expander if "T-0" in one.label]
    assert len(cards) == 15
    assert "Why it applies here" not in words(app)
    app = page(s=session.id, tab="threats", t="T-002")
    text = words(app)
    assert text.count("Why it applies here") == 1
    assert "a language model reads or writes free text" in text
    assert "You said: “a language model that we use through a hosted API”" in text
    assert "MITRE ATLAS 5.6.1" in text
    assert "https://atlas.mitre.org" in text
    assert [one.label for one in app.metric] == ["Before controls", "Now", "As planned"]


def test_a_deep_link_opens_a_threat_on_a_later_page(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats", t="T-020")
    assert "T-020" in expander(app, "T-020").label
    assert "Why it applies here" in words(app)


def test_hundreds_of_threats_are_drawn_a_page_at_a_time(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=facilitator.import_model(rich_model(240)).id, tab="threats")
    assert len([one for one in app.expander if "T-" in one.label]) == 15


def test_filters_that_fit_nothing_say_so(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    app.text_input(key="sieve_words").set_value("no such threat").run()
    assert "No threat fits these filters" in words(app)


def test_a_level_of_ones_own_needs_a_reason_and_is_saved_with_it(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    open_expander(app, "DREAD")
    keyed(app.slider, "level_T-001_damage").set_value(4).run()
    assert "Total with these levels: ● Medium 6.4" in words(app)
    button(app, "save_T-001").click().run()
    assert "Not saved: say in a few words why" in words(app)
    assert facilitator.sent == []
    keyed(app.text_input, "why_T-001").set_value("Only test data is in reach.").run()
    button(app, "save_T-001").click().run()
    edit = OverrideFactor(threat="T-001", factor=DreadFactor.DAMAGE, level=4, reason="Only test data is in reach.")
    assert facilitator.sent[0].edits == (edit,)
    after = facilitator.open(session.id).model.threat("T-001")
    assert after is not None
    assert after.rating.total == 6.4


def test_ones_own_levels_can_be_taken_back(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="threats", t="T-002")
    open_expander(app, "DREAD")
    assert "Yours: 10, by owner: it happened here" in words(app)
    button(app, "computed_T-002").click().run()
    assert facilitator.sent[0].edits == (OverrideFactor(threat="T-002", factor=DreadFactor.DAMAGE, level=None),)


def test_accepting_a_risk_needs_reason_owner_and_date(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    open_expander(app, "Decide")
    keyed(app.radio, "decide_status_T-001").set_value(ThreatStatus.ACCEPTED)
    save = next(one for one in app.button if one.label == "Save decision")
    save.click().run()
    assert "accepted needs a reason and who answers for it and when to look again" in words(app)
    keyed(app.text_area, "decide_why_T-001").set_value("Agreed with the bank.")
    keyed(app.text_input, "decide_owner_T-001").set_value("Ada")
    keyed(app.date_input, "decide_review_T-001").set_value(date(2030, 5, 1))
    next(one for one in app.button if one.label == "Save decision").click().run()
    assert facilitator.sent[0].edits == (
        DecideThreat(
            threat="T-001", status=ThreatStatus.ACCEPTED, reason="Agreed with the bank.", owner="Ada",
            review_by=date(2030, 5, 1),
        ),
    )  # fmt: skip


def test_a_measure_is_moved_by_its_menu(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    keyed(app.selectbox, "status_T-001_M-1").set_value(ControlStatus.DONE).run()
    assert facilitator.sent[0].edits == (DecideControl(control="M-1", status=ControlStatus.DONE),)


def test_a_rejected_measure_is_saved_only_with_a_reason(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    keyed(app.selectbox, "status_T-001_M-1").set_value(ControlStatus.REJECTED).run()
    assert facilitator.sent == []
    app.text_input(key="reject_why_T-001_M-1").set_value("It slows everybody down.")
    next(one for one in app.button if one.label == "Reject this measure").click().run()
    edit = facilitator.sent[0].edits[0]
    assert edit == DecideControl(control="M-1", status=ControlStatus.REJECTED, reason="It slows everybody down.")


def test_wording_of_ones_own_sends_only_what_changed(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    keyed(app.text_input, "title_T-001").set_value("Refunds by trick")
    next(one for one in app.button if one.label == "Save wording").click().run()
    assert facilitator.sent[0].edits == (RewordThreat(threat="T-001", title="Refunds by trick"),)


def test_a_threat_of_ones_own_gets_an_id_and_the_levels_that_were_set(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats")
    add = "Add this threat"
    next(one for one in app.button if one.label == add).click().run()
    assert "a threat needs a title, a statement" in words(app)
    keyed(app.text_input, "own_24_title").set_value("The vendor goes away")
    keyed(app.text_area, "own_24_statement").set_value("The vendor closes, so that answers stop.")
    keyed(app.slider, "own_24_damage").set_value(8)
    next(one for one in app.button if one.label == add).click().run()
    kept = facilitator.open(session.id).model.threat("T-025")
    assert kept is not None
    assert (kept.title, kept.origin, kept.current.damage.level) == ("The vendor goes away", Origin.USER, 8)


def test_the_plan_tells_what_to_do_and_how_to_check_it(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="plan")
    app.selectbox(key="plan_details").set_value("M-1").run()
    text = words(app)
    assert "Check:" in text
    assert "- T-001" in text


def test_asking_about_a_threat_is_a_message(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    button(app, "ask_T-001").click().run()
    assert facilitator.sent[0].text == "Why T-001?"


def test_the_heatmap_has_the_same_numbers_as_a_table(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="risk")
    table = app.table[0].value
    numbers = [int(cell) for cell in table.drop(columns="Impact").to_numpy().ravel() if cell != "-"]
    assert sum(numbers) == 23
    assert app.dataframe[0].value["Now"].tolist()[0] == "▲ High 7.4"


def test_facts_are_set_together_and_can_be_forgotten(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="parts")
    group(app, "parts_table").set_value("facts").run()
    keyed(app.selectbox, "fact_exposure").set_value("public")
    keyed(app.multiselect, "fact_audience").set_value([])
    button(app, "save_facts").click().run()
    kinds = {type(edit) for edit in facilitator.sent[0].edits}
    assert kinds == {SetFact, ClearFact}
    assert facilitator.open(session.id).model.value_of("exposure") == "public"


def test_tables_show_every_part(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="parts")
    assert "Save components" in labels(app)
    for table in ("flows", "boundaries", "actors", "assets"):
        group(app, "parts_table").set_value(table).run()
        assert not app.exception
        assert f"Save {table}" in labels(app)


def test_an_assumption_is_confirmed_as_a_fact(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="points")
    assert "8 threats rest on it" in words(app)
    button(app, "confirm_A-1").click().run()
    edit = facilitator.sent[0].edits[0]
    assert isinstance(edit, SetFact)
    assert (edit.value.fact, edit.value.value) == ("output_rendered", True)


def test_an_assumption_is_rejected_by_saying_what_holds(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="points")
    button(app, "reject_A-2_internal").click().run()
    edit = facilitator.sent[0].edits[0]
    assert isinstance(edit, SetFact)
    assert (edit.value.fact, edit.value.value) == ("exposure", "internal")


def test_an_assumption_without_a_fact_is_marked(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="points")
    button(app, "confirm_A-3").click().run()
    edit = facilitator.sent[0].edits[0]
    assert isinstance(edit, PutAssumption)
    assert edit.assumption.status is AssumptionStatus.CONFIRMED


def test_a_gap_leads_to_the_fact_that_settles_it(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="points")
    button(app, "set_1_reads_outside_content").click().run()
    assert not app.exception
    assert [one.key for one in app.selectbox if "fact_reads_outside_content" in str(one.key)]


def test_the_ledger_counts_and_searches(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="ledger")
    assert "24 apply" in words(app)
    app.text_input(key="ledger_words").set_value("nothing like this at all").run()
    assert "Nothing fits" in words(app)


def test_history_compares_any_two_versions(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="history")
    assert "Only one version yet" in words(app)
    button(app, "reply_exposure_public").click().run()
    assert app.dataframe[0].value["Version"].tolist() == [1, 0]
    assert "Facts: 1 added." in words(app)
    button(app, "undo_history").click().run()
    assert facilitator.open(session.id).version == 2


def test_every_format_is_offered_with_what_it_includes(page: Page, session: Session) -> None:
    text = words(page(s=session.id, tab="export"))
    for kind in KINDS:
        assert kind.includes in text
        assert f"-v0.{kind.ending}" in text


def test_an_edit_that_is_refused_says_why(page: Page, facilitator: FakeFacilitator) -> None:
    model = rich_model()
    odd = model.assumptions[1].model_copy(update={"value": "nowhere"})
    session = facilitator.import_model(model.model_copy(update={"assumptions": (odd,)}))
    app = page(s=session.id, tab="points")
    button(app, "confirm_A-2").click().run()
    text = words(app)
    assert "1 change could not be made" in text
    assert "nowhere" in text
    assert facilitator.open(session.id).version == 0


def open_expander(app: AppTest, start: str) -> None:
    """Open an expander that draws its content only when open."""
    box = expander(app, start)
    app.session_state[box.key] = True
    app.run()
