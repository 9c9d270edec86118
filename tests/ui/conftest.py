"""A desk with a scripted facilitator, and a page to look at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from agent.facilitator import Facilitator
from agent.settings import Settings
from tests.ui.fake import FakeFacilitator
from ui import app_services
from ui.turns import Turns

# as in the app's own options: what thousands of tests leave in memory would be looked through after each drawing
config.set_option("runner.postScriptGC", False)

PAGE = Path(__file__).resolve().parents[2] / "ui" / "page.py"


@pytest.fixture(autouse=True)
def _no_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit looks through every installed package for components before each run of a page; ours has none."""
    monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)


@pytest.fixture
def facilitator() -> FakeFacilitator:
    return FakeFacilitator()


@pytest.fixture
def desk(facilitator: FakeFacilitator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[app_services.Desk]:
    """The pages of a test meet the scripted facilitator; its caches start empty."""
    st.cache_resource.clear()
    turns = Turns(facilitator, workers=2)
    settings = Settings(data_dir=tmp_path)
    opened = app_services.Desk(cast(Facilitator, facilitator), turns, settings)
    monkeypatch.setattr(app_services, "desk", lambda: opened)
    yield opened
    facilitator.let_go.set()
    facilitator.hushed.set()
    turns.close()


@pytest.fixture
def page(desk: app_services.Desk) -> Callable[..., AppTest]:
    """Open an address: ``page(s=..., tab=...)``."""

    def look(**address: str) -> AppTest:
        app = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return look
