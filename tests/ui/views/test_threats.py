"""The threats: rows, cards, scores, decisions, measures and wording."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.arranging import sections
from agent.domain.edits import (
    DecideControl,
    DecideThreat,
    OverrideFactor,
    RewordThreat,
)
from agent.domain.session import Session
from agent.domain.system import Origin
from agent.domain.threats import ControlStatus, ThreatStatus
from knowledge.vocabulary import DreadFactor
from tests.agent.exchange.test_missing_entries import opened
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, expander, keyed, unfold, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def test_threats_are_rows_that_open_one_at_a_time(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    cards = [one for one in app.expander if "T-0" in one.label]
    assert [one.label.split("**")[1] for one in cards] == [one.id for one in sections(session.model.threats).main]
    assert "Why it applies here" not in words(app)
    app = page(s=session.id, tab="threats", t="T-002")
    text = words(app)
    assert text.count("Why it applies here") == 1
    assert "a language model reads or writes free text" in text
    assert "You said: “a language model that we use through a hosted API”" in text
    assert "MITRE ATLAS 5.6.1" in text
    assert "https://atlas.mitre.org" in text
    assert [one.label for one in app.metric] == ["Before controls", "Now", "As planned"]


def test_a_threat_whose_catalog_entry_is_not_installed_is_shown_with_a_note(
    page: Page, facilitator: FakeFacilitator
) -> None:
    app = page(s=facilitator.import_model(opened()).id, tab="threats", t="T-001")
    assert not app.exception
    text = words(app)
    assert "own-hb-1: its catalog entry is not installed" in text
    assert "HB-1 (its catalog entry is not installed)" in text


@pytest.mark.parametrize("section", ["diagram", "parts", "risk", "plan", "points", "ledger", "history", "export"])
def test_every_section_shows_a_model_whose_entries_are_not_installed(
    page: Page, facilitator: FakeFacilitator, section: str
) -> None:
    assert not page(s=facilitator.import_model(opened()).id, tab=section).exception


def test_a_deep_link_opens_a_threat_in_a_folded_section_on_a_later_page(
    page: Page, facilitator: FakeFacilitator
) -> None:
    model = rich_model(60)
    last = sections(model.threats).also[-1].id
    app = page(s=facilitator.import_model(model).id, tab="threats", t=last)
    assert last in expander(app, last).label
    assert "Why it applies here" in words(app)


def test_hundreds_of_threats_are_drawn_a_page_at_a_time(page: Page, facilitator: FakeFacilitator) -> None:
    model = rich_model(240)
    main = len(sections(model.threats).main)
    app = page(s=facilitator.import_model(model).id, tab="threats")
    assert len([one for one in app.expander if "T-" in one.label]) == main
    unfold(app, "Also considered")
    assert len([one for one in app.expander if "T-" in one.label]) == main + 15


def test_filters_that_fit_nothing_say_so(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    app.text_input(key="sieve_words").set_value("no such threat").run()
    assert "No threat fits these filters" in words(app)


def test_a_level_of_ones_own_needs_a_reason_and_is_saved_with_it(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    unfold(app, "DREAD")
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
    unfold(app, "DREAD")
    assert "Yours: 10, by owner: it happened here" in words(app)
    button(app, "computed_T-002").click().run()
    assert facilitator.sent[0].edits == (OverrideFactor(threat="T-002", factor=DreadFactor.DAMAGE, level=None),)


def test_accepting_a_risk_needs_reason_owner_and_date(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    unfold(app, "Decide")
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


def test_asking_about_a_threat_is_a_message(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    button(app, "ask_T-001").click().run()
    assert facilitator.sent[0].text == "Why T-001?"
