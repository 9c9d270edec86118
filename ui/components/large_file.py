"""The button of a file of a large model: it is made aside first, with its progress in sight, and then handed out."""

from collections.abc import MutableMapping
from functools import partial
from typing import Any, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from agent.domain.sessions.session import Session
from agent.exchange import Extent
from agent.exchange.file_format import FileFormat
from ui import app_services
from ui.dossiers import of_session
from ui.downloads import handed_out
from ui.large_files import Making

_KEPT = "large_file"
"""The one file of a page that is being made or was made last, with what it is."""


def show_large(
    place: DeltaGenerator, session: Session, form: FileFormat, extent: Extent, closed: bool, name: str
) -> None:
    """A button to make the file; while it is made, how far it is; and once it is there, a button to fetch it."""
    wanted = (session.id, session.version, form.id, extent.value, closed)
    making = making_of(wanted)
    if making is None:
        place.button(
            "Make the file", key=f"make_{form.id}", on_click=_begin, args=(wanted, session), width="stretch",
            help="The model is large: its files are made beside the pages, which takes some seconds.",
        )  # fmt: skip
    elif not making.ended:
        with place:
            _show_progress(making)
    elif making.made is None:
        place.error(making.problem)
    else:
        place.download_button(
            "Download", handed_out(session.id, form.id, partial(_data, making)), name, form.mime,
            key=f"download_{form.id}", icon=":material/download:", on_click="ignore", width="stretch",
        )  # fmt: skip


def making_of(wanted: tuple[Any, ...]) -> Making | None:
    """The file that is wanted, if this page had it made last."""
    kept = cast("MutableMapping[str, Any]", st.session_state).get(_KEPT)
    return kept[1] if kept and kept[0] == wanted else None


def _begin(wanted: tuple[Any, ...], session: Session) -> None:
    """Make a file in place of the one that this page had made last."""
    if _KEPT in st.session_state:
        st.session_state[_KEPT][1].give_up()
    facilitator = app_services.desk().facilitator
    _, _, form, extent, closed = wanted
    making = Making(form, lambda: of_session(session, facilitator), Extent(extent), closed)
    st.session_state[_KEPT] = (wanted, making)


@st.fragment(run_every=0.5)
def _show_progress(making: Making) -> None:
    if making.ended:
        st.rerun()
    st.progress(making.share, f"{making.stage.capitalize()}, {making.seconds} s")


def _data(making: Making, _: object) -> str | bytes:
    assert making.made is not None
    return making.made.data
