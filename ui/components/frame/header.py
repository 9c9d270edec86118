"""The line above the model: its name, what is saved, and the way back and forth."""

import streamlit as st

from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.session import Session
from ui import actions, state
from ui.components.text import plain
from ui.components.widget_keys import tag_of


def show_header(session: Session, busy: bool) -> None:
    """Name with rename, saved state with version, undo and redo."""
    name = session.model.system.name
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_model_header"):
        st.markdown(f"# {plain(name) or 'Untitled model'}", anchors=False, width="stretch")
        with st.popover("Rename", type="tertiary", icon=":material/edit:", key="rename"):
            _rename(session)
        st.caption(f"Saved · version {session.version}" if not busy else "Working on it …", width="content")
        st.button(
            "Undo", key="undo", icon=":material/undo:", disabled=busy or not session.can_undo, shortcut="Alt+Shift+Z",
            on_click=actions.undo, args=(session,), help="Takes the last change back. Alt+Shift+Z",
        )  # fmt: skip
        st.button(
            "Redo", key="redo", icon=":material/redo:", disabled=busy or not session.can_redo, shortcut="Alt+Shift+Y",
            on_click=actions.redo, args=(session,), help="Takes the change that was undone again. Alt+Shift+Y",
        )  # fmt: skip


def _rename(session: Session) -> None:
    system = session.model.system
    tag = tag_of(system.name, system.purpose, system.owner)
    with st.form(f"rename_{tag}", border=False):
        st.text_input("What is it called?", value=system.name, max_chars=120, key=f"name_{tag}")
        st.text_input("What is it for?", value=system.purpose, max_chars=600, key=f"purpose_{tag}")
        st.text_input("Who answers for it?", value=system.owner, max_chars=120, key=f"owner_{tag}")
        st.form_submit_button("Save", type="primary", on_click=_save, args=(session, tag))


def _save(session: Session, tag: str) -> None:
    """Keep what was typed; it was typed on the version that the page showed, whatever others have saved since."""
    given = {field: str(state.typed(f"{field}_{tag}") or "").strip() for field in ("name", "purpose", "owner")}
    changes = {field: new for field, new in given.items() if new != getattr(session.model.system, field)}
    if changes:
        actions.edit(session, [DescribeSystem(**changes)], reason="Described the system")
