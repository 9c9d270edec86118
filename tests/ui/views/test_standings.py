"""The ledger section can be looked at framework by framework."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.sessions.session import Session
from knowledge.vocabulary import Framework
from tests.ui.fake import FakeFacilitator
from tests.ui.models import catalog, rich_model
from tests.ui.views.pages import group, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def looking_at(page: Page, session: Session, framework: Framework) -> AppTest:
    app = page(s=session.id, tab="ledger")
    app.selectbox(key="ledger_view").set_value(framework.value).run()
    assert not app.exception
    return app


def test_every_item_of_a_framework_is_listed_with_its_reason(page: Page, session: Session) -> None:
    app = looking_at(page, session, Framework.PLOT4AI)
    items = app.dataframe[-1].value
    assert items["Item"].tolist() == [
        item.id if item.kind == "category" else f"card {item.id}"
        for item in catalog().frameworks[Framework.PLOT4AI].items
    ]
    assert all(len(reason) > 12 for reason in items["Because"])
    assert "Coverage is not safety" in words(app)
    assert len(app.dataframe[0].value) == 8


def test_items_are_narrowed_by_where_they_stand_and_by_words(page: Page, session: Session) -> None:
    app = looking_at(page, session, Framework.ATLAS)
    group(app, "standing_choice").set_value("not_the_owners").run()
    assert set(app.dataframe[-1].value["Stands"]) == {"Not yours to settle"}
    app.text_input(key="standing_words").set_value("nothing like this at all").run()
    assert "Nothing fits" in words(app)


def test_stride_is_shown_at_each_part(page: Page, session: Session) -> None:
    grid = looking_at(page, session, Framework.STRIDE).dataframe[0].value
    assert grid["Part"].tolist() == [part.name for part in session.model.components]
    assert {"Spoofing", "Elevation of privilege"} <= set(grid.columns)
