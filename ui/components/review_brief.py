"""What a review ends with: the two-page brief on the model."""

from datetime import UTC, datetime

import streamlit as st

from agent.domain.session import Session
from agent.exchange import to_short_markdown
from ui import door
from ui.components.files import file_name
from ui.components.text import document

_MORE = "Export has the whole report."


def show_brief(session: Session) -> None:
    """The brief to read here, with a button to take it away."""
    name = file_name(session.model, session.version, "md", datetime.now(UTC).date())
    st.download_button(
        "Download the brief", lambda: _brief(session), name, "text/markdown", key="download_brief",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    with st.container(border=True, key="brief"):
        st.markdown(document(_brief(session)))


def _brief(session: Session) -> str:
    return to_short_markdown(session.model, door.desk().catalog, door.gaps_of(session), _MORE)
