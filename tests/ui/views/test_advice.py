"""The list in its sections, what a language model did to it, and the clicks that take it back or change places."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import ConfirmThreat, DropAdvice, Edit, PlaceThreat
from agent.domain.findings.threat_ranking import TITLES, computed_sections, sections
from agent.domain.sessions.session import Session
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, TELLER, advised_model, rich_model
from tests.ui.views.pages import button, expander, unfold, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(advised_model())


def rows(app: AppTest) -> list[str]:
    """The ids of the threats on the page, from the top."""
    return [one.label.split("**")[1] for one in app.expander if "**T-" in one.label]


def row(app: AppTest, threat: str) -> str:
    return str(expander(app, f"**{threat}**").label)


def has_section(app: AppTest, title: str) -> bool:
    return f"**{title}**" in [one.label for one in app.expander]


def ids(session: Session, name: str) -> list[str]:
    return [one.id for one in getattr(sections(session.model.threats, session.model.controls), name)]


def with_grounds(app: AppTest) -> AppTest:
    """The page with the fold of the open card opened that has its place and its sources."""
    unfold(app, "Why it applies")
    return app


def sent(facilitator: FakeFacilitator) -> Edit:
    ((edit,),) = [said.edits for said in facilitator.sent]
    return edit


def test_the_main_list_is_open_and_every_other_section_is_folded_with_its_number(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    assert rows(app) == ids(session, "main")
    assert "Also considered: " in words(app)
    for name in ("also", "unconfirmed", "probably_not", "gone"):
        label = f"{TITLES[name]}: {len(ids(session, name))}"
        assert label in words(app)
        unfold(app, label)
    everything = [one for name in TITLES for one in ids(session, name)]
    assert rows(app) == everything
    assert sorted(rows(app)) == sorted(one.id for one in session.model.threats)


def test_without_a_language_model_the_sections_stand_and_nothing_is_said_of_one(
    page: Page, facilitator: FakeFacilitator
) -> None:
    session = facilitator.import_model(rich_model())
    app = page(s=session.id, tab="threats")
    assert has_section(app, f"Also considered: {len(ids(session, 'also'))}")
    assert has_section(app, "Dismissed or ruled out: 1")
    assert "smart_toy" not in words(app) + "".join(one.label for one in app.expander)
    assert [one.key for one in app.toggle] == ["choosing"]


def test_a_filter_looks_into_every_section_and_says_how_many_fit_there(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    app.text_input(key="sieve_words").set_value("t-012").run()
    assert rows(app) == []
    assert "1 threat of 31 fit these filters" in words(app)
    unfold(app, "Probably not here: 1 of 2")
    assert rows(app) == ["T-012"]


def test_the_top_says_what_a_model_did_and_rows_bear_its_mark(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    assert "The language model moved 3, set 2 aside, told 3 in its words, and brought 1 of its own." in words(app)
    assert "by model: moved, told" in row(app, "T-010")
    assert "by model: moved]" in row(app, "T-001")
    assert "by model: own idea, told" in row(app, "T-031")
    assert ":gray-badge[placed by hand]" in row(app, "T-020")
    assert "by model" not in row(app, "T-002")


def test_the_switch_shows_the_computed_order_and_changes_nothing(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="threats")
    app.toggle(key="computed_order").set_value(True).run()
    order = facilitator.computed_order(session.model)
    computed = computed_sections(session.model.threats, order, session.model.controls)
    assert rows(app) == [one.id for one in computed.main] != ids(session, "main")
    unfold(app, "Also considered")
    assert "by model: set aside" in row(app, "T-012")
    assert not [one for one in app.expander if "Probably not here" in one.label]
    app.toggle(key="computed_order").set_value(False).run()
    assert rows(app) == ids(session, "main")
    assert facilitator.sent == []


def test_no_place_is_given_where_its_effect_would_not_be_seen(page: Page, session: Session) -> None:
    app = with_grounds(page(s=session.id, tab="threats", t="T-010"))
    assert button(app, "down_T-010")
    app.toggle(key="computed_order").set_value(True).run()
    assert not [one for one in app.button if str(one.key).startswith(("down_", "up_", "to_the_top_"))]


def test_a_card_tells_the_scenario_before_the_catalogs_sentence_with_model_reason_and_quote(
    page: Page, session: Session
) -> None:
    text = words(with_grounds(page(s=session.id, tab="threats", t="T-010")))
    threat = session.model.threat("T-010")
    assert threat is not None
    statement = text.index(f"**In the catalog's words:** {threat.statement}")
    assert f"told by the language model ({TELLER})" in text
    assert text.index("A customer hides orders in a refund request") < statement
    assert f"The language model ({TELLER}) puts it at place 1. **Why:** the Refund tool pays without a look" in text
    assert "You said: “Customers who are signed in”" in text
    assert "Computed, it would stand at 9." in text


@pytest.mark.parametrize(
    ("threat", "key", "edit"),
    [
        ("T-010", "drop_card_T-010", DropAdvice(threat="T-010")),
        ("T-012", "drop_card_T-012", DropAdvice(threat="T-012")),
        ("T-012", "drop_row_T-014", DropAdvice(threat="T-014")),
        ("T-015", "heed_T-015", DropAdvice(threat="T-015", dropped=False)),
        ("T-031", "confirm_threat_T-031", ConfirmThreat(threat="T-031")),
        ("T-010", "down_T-010", PlaceThreat(threat="T-010", place=2)),
        ("T-001", "up_T-001", PlaceThreat(threat="T-001", place=2)),
        ("T-002", "to_the_top_T-002", PlaceThreat(threat="T-002", place=1)),
        ("T-020", "unplace_T-020", PlaceThreat(threat="T-020", place=None)),
    ],
)
def test_one_click_is_one_edit(
    threat: str, key: str, edit: Edit, page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = with_grounds(page(s=session.id, tab="threats", t=threat))
    button(app, key).click().run()
    assert sent(facilitator) == edit
    assert not app.exception
    assert f"**{threat}**" in " ".join(one.label for one in app.expander)


def test_what_is_brought_back_is_listed_and_can_be_set_aside_again(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats", t="T-012")
    assert "holds it to be none of this system. **Why:** nothing here is trained" in words(app)
    button(app, "drop_card_T-012").click().run()
    assert has_section(app, "Probably not here: 1")
    assert "You took back that the language model" in words(app)
    button(app, "heed_T-012").click().run()
    assert has_section(app, "Probably not here: 2")
    assert "by model: set aside" in row(app, "T-012")


def test_a_folded_section_gives_the_reason_and_the_way_back_for_each(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    unfold(app, "Probably not here")
    text = words(app)
    assert f"Why: :material/smart_toy: nothing here is trained ({TELLER})" in text
    assert f"Why: :material/smart_toy: there is no second agent ({TELLER})" in text
    assert [one.label for one in app.button if str(one.key).startswith("drop_row")] == [
        "Bring back T-012", "Bring back T-014",
    ]  # fmt: skip
    unfold(app, "Dismissed or ruled out")
    assert "Why: agreed in the review" in words(app)


def test_a_models_own_idea_has_no_citation_until_a_person_vouches_for_it(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats", t="T-031")
    assert f"No citation: a suggestion of the language model ({TELLER}).** It counts in no figure of risk" in words(app)
    assert "- No citation: a suggestion of the language model." in words(with_grounds(app))
    button(app, "confirm_threat_T-031").click().run()
    assert "confirmed by a person" in words(app)
    assert "counts in no figure of risk" not in words(app)
    button(app, "unconfirm_T-031").click().run()
    assert "counts in no figure of risk" in words(app)


def test_a_models_own_idea_stays_out_of_the_heatmap_and_the_page_says_so(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="risk")
    numbers = [int(cell) for cell in app.table[0].value.drop(columns="Impact").to_numpy().ravel() if cell != "-"]
    assert sum(numbers) == 29
    assert "Not counted here: 1 suggestion of the language model" in words(app)
    app = page(s=session.id, tab="threats", t="T-031")
    button(app, "confirm_threat_T-031").click().run()
    app = page(s=session.id, tab="risk")
    numbers = [int(cell) for cell in app.table[0].value.drop(columns="Impact").to_numpy().ravel() if cell != "-"]
    assert sum(numbers) == 30


def test_a_place_given_by_hand_says_so_and_ends_are_no_dead_buttons(page: Page, session: Session) -> None:
    app = with_grounds(page(s=session.id, tab="threats", t="T-020"))
    assert "Place 4 of 28.** It was placed there by hand. Computed, it would stand at 19." in words(app)
    first = with_grounds(page(s=session.id, tab="threats", t="T-010"))
    assert button(first, "to_the_top_T-010").disabled
    assert button(first, "up_T-010").disabled


def test_nothing_a_model_says_acts_as_markup_on_the_page(page: Page, facilitator: FakeFacilitator) -> None:
    told = facilitator.import_model(advised_model(HOSTILE))
    for threat in ("T-010", "T-012", "T-031"):
        app = page(s=told.id, tab="threats", t=threat)
        assert not app.exception
        drawn = [*(one.value for one in app.markdown), *(one.value for one in app.caption)]
        shown = [one for one in drawn if "alert(" in one.replace("\\", "")]
        assert shown
        assert "alert" in words(app)
        for one in shown:
            assert "<script" not in one.replace("\\<script", "")
            assert "](" not in one
            assert ":red[" not in one
