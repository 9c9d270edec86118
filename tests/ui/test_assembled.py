"""The pages with the real facilitator behind them, from a description to a draft and back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from agent.assembly import assemble
from agent.domain.document_claims import claims_of
from agent.domain.threats import IN_PLACE
from agent.settings import Settings
from tests.ui.conftest import PAGE
from tests.ui.views.pages import button, group, keyed, upload, words
from ui import app_services
from ui.turns import Turns
from ui.views.pages import workspace

DESCRIPTION = (
    "A chat page for customers sends questions to our service, which calls a hosted language model. "
    "It reads mails from strangers and can open refunds with a tool."
)


@pytest.fixture
def real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indexed: Callable[[Path], Path]
) -> Iterator[app_services.Desk]:
    st.cache_resource.clear()
    settings = Settings(data_dir=indexed(tmp_path))
    facilitator = assemble(settings)
    desk = app_services.Desk(facilitator, Turns(facilitator), settings)
    monkeypatch.setattr(app_services, "desk", lambda: desk)
    monkeypatch.setattr(workspace, "PATIENCE", 60)
    yield desk
    desk.turns.close()
    facilitator.close()


def test_a_description_becomes_a_draft_that_can_be_worked_on(real: app_services.Desk) -> None:
    app = AppTest.from_file(str(PAGE), default_timeout=90).run()
    app.text_area(key="description").set_value(DESCRIPTION)
    button(app, "start_described").click().run()
    assert not app.exception
    session = real.facilitator.sessions()[0]
    model = real.facilitator.open(session.id).model
    assert model.components
    assert "Who" in words(app) or "Which" in words(app) or "Do" in words(app)

    button(app, "draft").click().run()
    model = real.facilitator.open(session.id).model
    assert model.threats
    for section in ("overview", "diagram", "parts", "threats", "risk", "plan", "points", "ledger", "history", "export"):
        group(app, "section").set_value(section).run()
        assert not app.exception, section
        assert not app.error, section

    first = model.threats[0]
    app.query_params["tab"], app.query_params["t"] = "threats", first.id
    app.run()
    assert "**Where:**" in words(app)
    level = 1 if first.current.damage.level != 1 else 2
    box = next(one for one in app.expander if "DREAD" in one.label)
    app.session_state[str(box.key)] = True
    app.run()
    keyed(app.slider, f"level_{first.id}_damage").set_value(level).run()
    keyed(app.text_input, f"why_{first.id}").set_value("Only test data is in reach.").run()
    button(app, f"save_{first.id}").click().run()
    assert not app.exception
    kept = real.facilitator.open(session.id)
    assert [one.level for one in kept.model.threat(first.id).overrides] == [level]  # type: ignore[union-attr]

    button(app, "undo").click().run()
    undone = real.facilitator.open(session.id).model.threat(first.id)
    assert undone is not None
    assert undone.overrides == ()


def test_an_uploaded_file_claims_controls_that_count_once_they_are_confirmed(real: app_services.Desk) -> None:
    app = AppTest.from_file(str(PAGE), default_timeout=90).run()
    text = f"{DESCRIPTION} All inputs are validated before they reach the model."
    upload(app, "brief.md", text.encode(), "text/markdown")
    session = real.facilitator.open(real.facilitator.sessions()[0].id)
    assert "read from “brief.md” is taken as assumed until you confirm it" in words(app)
    before = {one.pattern: one.rating.total for one in session.model.threats}
    (claim,) = claims_of(session.model)
    assert not [one for one in session.model.controls if one.status in IN_PLACE]
    app.query_params["tab"] = "points"
    app.run()
    assert "All inputs are validated before they reach the model." in words(app)
    button(app, f"confirm_{claim.id}").click().run()
    after = real.facilitator.open(session.id).model
    assert any(one.rating.total < before[one.pattern] for one in after.threats if one.pattern in before)
    assert not claims_of(after)
