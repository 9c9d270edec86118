"""Export: one format after the other, with what it includes and what the file is called."""

from datetime import UTC, datetime

import streamlit as st

from agent.domain.session import Session
from ui import door
from ui.components.files import KINDS, FileKind, content_of, file_name
from ui.components.text import counted


def show_export(session: Session) -> None:
    """The section with the files."""
    model = session.model
    if not model.threats:
        st.info("There is no draft yet. A file exported now holds the system and what is known, without threats.")
    st.caption(
        f"Version {session.version} with {counted(len(model.components), 'component')}, "
        f"{counted(len(model.threats), 'threat')} and {counted(len(model.controls), 'measure')}. "
        "Files are made on this machine and go nowhere else."
    )
    for kind in KINDS:
        _show_kind(session, kind)
    with st.expander("Preview the report", key="preview", on_change="rerun") as preview:
        if preview.open:
            st.code(_content(session, KINDS[1]), language="markdown", wrap_lines=True, height=420)


def _show_kind(session: Session, kind: FileKind) -> None:
    name = file_name(session.model, session.version, kind.ending, datetime.now(UTC).date())
    with st.container(border=True, key=f"file_{kind.ending}"):
        words, button = st.columns([78, 22], vertical_alignment="center")
        words.markdown(f"**{kind.name}**  \n{kind.includes}  \n`{name}`")
        button.download_button(
            "Download", lambda: _content(session, kind), name, kind.mime, key=f"download_{kind.ending}",
            icon=":material/download:", on_click="ignore", width="stretch",
        )  # fmt: skip


def _content(session: Session, kind: FileKind) -> str:
    desk = door.desk()
    return content_of(
        kind, session.model, desk.catalog, lambda: door.ledger_of(session), lambda: door.gaps_of(session),
        lambda: door.alike_of(session),
    )  # fmt: skip
