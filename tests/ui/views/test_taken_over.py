"""The start page tells once that data of the former name was taken over."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from agent.settings.former_name import NOTE
from ui import app_services


def test_the_start_page_tells_once_what_was_taken_over(page: Callable[..., AppTest], desk: app_services.Desk) -> None:
    (desk.settings.data_dir / NOTE).write_text("This program was called Threatwright before.\n", encoding="utf-8")
    assert [box.value for box in page().info] == ["This program was called Threatwright before\\."]
    assert not page().info
