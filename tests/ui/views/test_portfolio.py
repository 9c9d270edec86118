"""The look over all models: one's own alone, those at most risk first, found by words, one click from each."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Said
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, rich_model
from tests.ui.views.conftest import ADA, BEN, EVE, Team
from tests.ui.views.pages import button, words

Page = Callable[..., AppTest]


def rows(app: AppTest) -> list[str]:
    """The names of the models that are drawn, in their order."""
    return [one.label.replace("\\", "") for one in app.button if str(one.key).startswith("words_p_")]


def test_an_empty_portfolio_says_where_to_begin(page: Page) -> None:
    app = page(view="portfolio")
    assert "There is no model yet." in words(app)
    button(app, "portfolio_back").click().run()
    assert "view" not in app.query_params


def test_those_at_most_risk_come_first_with_their_bands(page: Page, facilitator: FakeFacilitator) -> None:
    for threats, name in ((2, "Small bot"), (24, "Large bot")):
        facilitator.import_model(rich_model(threats, name))
    app = page(view="portfolio")
    assert rows(app) == ["Large bot", "Small bot"]
    assert "2 models with 25 threats." in words(app)
    assert "2 models, those at most risk first." in words(app)


def test_words_narrow_the_list_and_a_row_leads_to_its_model(page: Page, facilitator: FakeFacilitator) -> None:
    facilitator.import_model(rich_model(2, "Small bot"))
    wanted = facilitator.import_model(rich_model(2, "Refund desk"))
    app = page(view="portfolio")
    app.text_input(key="portfolio_words").set_value("refund desk").run()
    assert rows(app) == ["Refund desk"]
    button(app, f"words_p_{wanted.id}").click().run()
    assert app.query_params["s"] in (wanted.id, [wanted.id])
    assert "# Refund desk" in words(app)


def test_words_that_fit_nothing_say_so(page: Page, facilitator: FakeFacilitator) -> None:
    facilitator.import_model(rich_model(2, "Small bot"))
    app = page(view="portfolio")
    app.text_input(key="portfolio_words").set_value("zeppelin").run()
    assert "No model fits. Take a word back to see more." in words(app)
    assert rows(app) == []


def test_a_search_brings_the_models_that_are_not_drawn(page: Page, facilitator: FakeFacilitator) -> None:
    for number in range(30):
        facilitator.import_model(rich_model(2, f"Bot number {number:02}"))
    app = page(view="portfolio")
    assert len(rows(app)) == 25
    assert "30 models, the first 25 of them, those at most risk first." in words(app)
    drawn = set(rows(app))
    hidden = next(f"Bot number {number:02}" for number in range(30) if f"Bot number {number:02}" not in drawn)
    app.text_input(key="portfolio_words").set_value(hidden[-2:]).run()
    assert hidden in rows(app)


def test_hostile_names_stay_words(page: Page, facilitator: FakeFacilitator) -> None:
    for _ in range(2):
        facilitator.import_model(rich_model(4, HOSTILE))
    app = page(view="portfolio")
    assert not app.exception
    for text in [*(one.value for one in app.markdown), *(one.value for one in app.caption)]:
        assert "<script>" not in text
        assert "](http://evil" not in text
    for label in (one.label for one in app.button):
        assert "](http://evil" not in label


def test_parts_and_measures_of_several_models_are_told(page: Page, facilitator: FakeFacilitator) -> None:
    for name in ("Small bot", "Large bot"):
        facilitator.import_model(rich_model(24, name))
    text = words(page(view="portfolio"))
    assert "No part is named in more than one model." not in text
    assert "No measure is open in more than one model." not in text


def test_each_person_looks_over_the_models_they_may_open(team: Team) -> None:
    shared = team.model(ben=Role.VIEWER)
    renamed = Said(edits=(DescribeSystem(name="Shared desk"),), key="renamed-it")
    team.of(ADA).hear(shared, renamed)
    team.model()
    team.of(EVE).import_model(rich_model(4, "Secret bot"))
    assert rows(team.page(BEN, view="portfolio")) == ["Shared desk"]
    assert sorted(rows(team.page(ADA, view="portfolio"))) == ["Harbour support assistant", "Shared desk"]
    assert "Secret bot" not in words(team.page(ADA, view="portfolio"))


def test_the_start_page_leads_to_it_where_there_are_many(page: Page, facilitator: FakeFacilitator) -> None:
    for number in range(6):
        facilitator.import_model(rich_model(2, f"Bot {number}"))
    app = page()
    button(app, "to_portfolio").click().run()
    assert "# All models" in words(app)
