"""The export page of a very large model is drawn without making any of its files; each is made when it is asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.exchange.formats import written
from tests.agent.exchange.large import large
from tests.ui.fake import FakeFacilitator
from ui.views import export


def test_no_file_of_a_large_model_is_made_before_somebody_asks_for_it(
    page: Callable[..., AppTest], facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counting(form: Any, *rest: Any, **more: Any) -> Any:
        made.append(form.id)
        return written(form, *rest, **more)

    monkeypatch.setattr(export, "written", counting)
    session = facilitator.import_model(large("one word", threats=1_600, parts=1_900))
    app = page(s=session.id, tab="export")
    assert not app.exception
    assert made == []
    app.session_state["losses_threat-dragon"] = True
    app.run()
    assert made == ["threat-dragon"]
