"""Settings, help and the glossary are in the same place on every page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import SetScoring
from agent.domain.risk import USUAL, Scoring
from agent.settings import Settings
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, keyed, words
from ui import app_services
from ui.components.frame.glossary import GLOSSARY, found

Page = Callable[..., AppTest]


def settings(app: AppTest) -> AppTest:
    """The page with its settings open."""
    button(app, "settings").click().run()
    assert not app.exception
    return app


def test_the_start_page_has_help_with_shortcuts_and_a_glossary(page: Page) -> None:
    app = page()
    button(app, "help").click().run()
    assert not app.exception
    text = words(app)
    assert "Alt+1" in text
    assert "Ctrl+Enter" in text
    assert "Prompt injection." in text


def test_the_glossary_explains_at_least_thirty_words_once_each() -> None:
    named = [one.word for one in GLOSSARY]
    assert len(named) >= 30
    assert len(set(named)) == len(named)
    assert {"STRIDE", "DREAD", "RAG", "Prompt injection", "MCP", "MAESTRO"} <= set(named)
    assert named == sorted(named, key=str.casefold)


def test_a_word_is_found_by_its_name_first_then_by_what_explains_it() -> None:
    assert found("INJECTION")[0].word == "Prompt injection"
    assert "MCP" in [one.word for one in found("tool server")]
    assert found("no such word here") == ()


def test_settings_say_which_variable_sets_what_and_never_show_a_key(
    page: Page, desk: app_services.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Settings.model_validate(
        {"data_dir": desk.settings.data_dir, "model": "wise-1", "base_url": "https://models.example/v1",
         "api_key": "sk-very-secret-key"}
    )  # fmt: skip
    monkeypatch.setattr(app_services, "desk", lambda: app_services.Desk(desk.facilitator, desk.turns, own))
    text = words(settings(page()))
    assert "wise-1" in text
    assert "THREATPARLEY_API_KEY" in text
    assert "very-secret" not in text


def test_offline_is_switched_in_the_settings(
    page: Page, desk: app_services.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Settings.model_validate(
        {"data_dir": desk.settings.data_dir, "model": "wise-1", "base_url": "http://127.0.0.1:9/v1"}
    )
    monkeypatch.setattr(app_services, "desk", lambda: app_services.Desk(desk.facilitator, desk.turns, own))
    app = settings(page())
    keyed(app.toggle, "settings_offline_").set_value(True).run()
    assert app.session_state["tp_kept_offline_only"] == 1


def test_bands_and_discoverability_of_a_model_are_kept_by_an_edit(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(6))
    app = settings(page(s=session.id))
    keyed(app.number_input, "band_high_").set_value(6.0)
    app.session_state[f"discoverability_{session.id}_0"] = "fixed"
    button(app, "settings").click().run()
    button(app, "save_scoring").click().run()
    assert not app.exception
    wanted = Scoring(high=6.0, discoverability=10)
    assert facilitator.sent[-1].edits == (SetScoring(scoring=wanted),)
    model = facilitator.open(session.id).model
    assert model.scoring == wanted
    assert all(threat.scored == wanted for threat in model.threats)


def test_bands_that_do_not_rise_are_not_kept(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(6))
    app = settings(page(s=session.id))
    keyed(app.number_input, "band_high_").set_value(2.0)
    button(app, "settings").click().run()
    assert "each band needs to begin above the one before it" in words(app)
    assert button(app, "save_scoring").disabled
    assert facilitator.open(session.id).model.scoring == USUAL
