"""The threats: rows, cards, scores, decisions, measures and wording."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import (
    DecideControl,
    OverrideFactor,
    RewordThreat,
)
from agent.domain.findings.threat_ranking import sections
from agent.domain.sessions.session import Said, Session
from agent.domain.system import Origin
from agent.domain.threats import ControlStatus, Threat
from knowledge.vocabulary import DreadFactor
from tests.agent.exchange.test_missing_entries import opened
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, expander, group, keyed, unfold, words
from ui.components.threats.threat_order import sorted_by

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def rows(app: AppTest) -> list[str]:
    """The ids of the rows on the page, from the top."""
    return [one.label.split("**")[1] for one in app.expander if "**T-" in one.label]


def first_of(session: Session) -> tuple[Threat, ...]:
    """What is to be talked about."""
    return sections(session.model.threats, session.model.controls).main


def test_threats_are_rows_that_open_one_at_a_time(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    assert rows(app) == [one.id for one in first_of(session)]
    assert "**Where:**" not in words(app)
    app = page(s=session.id, tab="threats", t="T-002")
    unfold(app, "Why it applies")
    text = words(app)
    assert text.count("Why it applies here") == 1
    assert "a language model reads or writes free text" in text
    assert "You said: “a language model that we use through a hosted API”" in text
    assert "MITRE ATLAS 2026.09" in text
    assert "https://atlas.mitre.org" in text
    assert "before controls ▲ High" in text


def test_a_card_tells_first_what_happens_then_what_to_decide_and_folds_the_rest(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    threat = session.model.threat("T-001")
    assert threat is not None
    text = words(app)
    assert text.index(threat.statement) < text.index("Where:") < text.index("Risk:")
    assert group(app, "decide_T-001").options
    folded = [one.label for one in app.expander if one.label.startswith(("Measures", "Why it applies", "DREAD"))]
    assert len(folded) == 3
    assert "Sources" not in text
    assert not [one for one in app.selectbox if str(one.key).startswith("status_T-001")]


def test_closed_rows_draw_no_cards(page: Page, facilitator: FakeFacilitator) -> None:
    few, many = rich_model(20), rich_model(300)
    drawn = [sum(1 for _ in page(s=facilitator.import_model(one).id, tab="threats").main) for one in (few, many)]
    assert drawn[1] - drawn[0] < 12
    opened_card = page(s=facilitator.import_model(many).id, tab="threats", t="T-001")
    assert sum(1 for _ in opened_card.main) > drawn[1]


def test_a_row_says_where_why_and_how_sure_and_why_it_stands_before_higher_scores(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    labels = {one: expander(app, f"**{one}**").label.replace("\\", "") for one in rows(app)}
    assert "Hosted language model" in labels["T-001"]
    assert "you said" not in labels["T-001"], "its sentence quotes nobody, so the row does not either"
    assert "rests on an assumption" in labels["T-001"]
    main = first_of(session)
    before = [one for place, one in enumerate(main) if one.rating.total < max(map(_total, main[place:]))]
    told = [labels[one.id].split("first, as ")[1] for one in main if "first, as " in labels[one.id]]
    assert "first, as " in labels[before[0].id]
    assert len(told) == len(set(told))
    assert all("first, as " not in labels[one.id] for one in main if one not in before)


def _total(threat: Threat) -> float:
    return threat.rating.total


def test_an_open_card_is_still_open_after_a_look_at_another_section(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    group(app, "section").set_value("plan").run()
    assert "**Where:**" not in words(app)
    group(app, "section").set_value("threats").run()
    assert "**Where:**" in words(app)


@pytest.mark.parametrize("sort", ["score", "part", "status"])
def test_rows_are_sorted_as_chosen(sort: str, page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    app.selectbox(key="sieve_sort").set_value(sort).run()
    wanted = [one.id for one in sorted_by(first_of(session), sort, session.model)]
    assert rows(app) == wanted != [one.id for one in first_of(session)]
    assert "first, as " not in "".join(one.label for one in app.expander)


def test_what_is_new_or_changed_is_marked_until_its_card_was_open(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model())
    app = page(s=session.id, tab="threats")
    assert "green-badge" not in "".join(one.label for one in app.expander)
    edit = RewordThreat(threat="T-001", title="Refunds by trick")
    facilitator.work(session.id, facilitator.submit(session.id, Said(edits=(edit,), key="made-elsewhere")))
    app.run()
    assert ":green-badge[changed]" in expander(app, "**T-001**").label
    unfold(app, "**T-001**")
    app.run()
    assert ":green-badge[changed]" not in expander(app, "**T-001**").label


def test_a_threat_whose_catalog_entry_is_not_installed_is_shown_with_a_note(
    page: Page, facilitator: FakeFacilitator
) -> None:
    app = page(s=facilitator.import_model(opened()).id, tab="threats", t="T-001")
    unfold(app, "Why it applies")
    assert not app.exception
    text = words(app)
    assert "own-hb-1: its catalog entry is not installed" in text
    assert "HB-1 (its catalog entry is not installed)" in text


@pytest.mark.parametrize(
    "section", ["overview", "diagram", "parts", "risk", "plan", "points", "ledger", "history", "export"]
)
def test_every_section_shows_a_model_whose_entries_are_not_installed(
    page: Page, facilitator: FakeFacilitator, section: str
) -> None:
    assert not page(s=facilitator.import_model(opened()).id, tab=section).exception


def test_a_deep_link_opens_a_threat_in_a_folded_group(page: Page, facilitator: FakeFacilitator) -> None:
    model = rich_model(60)
    last = sections(model.threats, model.controls).also[-1].id
    app = page(s=facilitator.import_model(model).id, tab="threats", t=last)
    assert last in rows(app)
    assert "**Where:**" in words(app)


def test_what_is_also_considered_is_folded_by_part_or_by_kind_of_harm(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(240))
    main = len(first_of(session))
    app = page(s=session.id, tab="threats")
    unfold(app, "Also considered")
    assert len(rows(app)) == main
    unfold(app, "Refund tool: ")
    assert len(rows(app)) == main + 15
    group(app, "also_by").set_value("aspect").run()
    assert [one.label for one in app.expander if one.label.startswith("Fairness: ")]


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


def test_a_measure_is_moved_by_its_menu(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    unfold(app, "Measures: ")
    keyed(app.selectbox, "status_T-001_M-1").set_value(ControlStatus.DONE).run()
    assert facilitator.sent[0].edits == (DecideControl(control="M-1", status=ControlStatus.DONE),)


def test_a_rejected_measure_is_saved_only_with_a_reason(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    unfold(app, "Measures: ")
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
    keyed(app.text_input, "own_0_title").set_value("The vendor goes away")
    keyed(app.text_area, "own_0_statement").set_value("The vendor closes, so that answers stop.")
    keyed(app.slider, "own_0_damage").set_value(8)
    next(one for one in app.button if one.label == add).click().run()
    kept = facilitator.open(session.id).model.threat("T-025")
    assert kept is not None
    assert (kept.title, kept.origin, kept.current.damage.level) == ("The vendor goes away", Origin.USER, 8)


def test_asking_about_a_threat_is_a_message(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="threats", t="T-001")
    button(app, "ask_T-001").click().run()
    assert facilitator.sent[0].text == "Why T-001?"
