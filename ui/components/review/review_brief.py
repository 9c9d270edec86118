"""What a review ends with: the two-page brief on the model."""

import streamlit as st

from agent.domain.sessions.session import Session
from agent.exchange import Extent
from agent.exchange.formats import format_of, written
from agent.exchange.reports.brief import brief
from ui import app_services
from ui.components.document_blocks import show_blocks
from ui.components.file_names import file_name
from ui.dossiers import of_session
from ui.downloads import handed_out

_FORM = format_of("pdf")


def show_brief(session: Session) -> None:
    """The brief to read here, with a button to take it away."""
    dossier = of_session(session, app_services.desk().facilitator)
    name = file_name(session.model, session.version, _FORM.ending, dossier.cover.day or session.created.date())
    st.download_button(
        "Download the brief",
        handed_out(session.id, _FORM.id, lambda _: written(_FORM, dossier, Extent.BRIEF).data), name, _FORM.mime,
        key="download_brief", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    with st.container(border=True, key="brief"):
        show_blocks(brief(dossier), below=1)
