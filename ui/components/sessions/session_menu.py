"""The menu of one model in the list: rename, duplicate, archive, export, delete."""

from datetime import UTC, datetime

import streamlit as st

from agent.domain.sessions.principal import LEAST, Action
from agent.domain.sessions.session_list import SessionLine
from ui import app_services, session_management, state
from ui.components.file_names import file_name
from ui.components.widget_keys import tag_of
from ui.downloads import handed_out


def show_menu(line: SessionLine) -> None:
    """One popover; what is in it is drawn only while it is open."""
    with st.popover(
        "More", key=f"menu_{line.id}", type="tertiary", icon=":material/more_vert:", on_change="rerun"
    ) as box:
        if box.open:
            _show_open(line)


def _show_open(line: SessionLine) -> None:
    if line.role.covers(LEAST[Action.EDIT]):
        _show_rename(line)
    st.button(
        "Duplicate", key=f"duplicate_{line.id}", icon=":material/content_copy:", width="stretch",
        on_click=session_management.duplicate, args=(line.id,),
        help="A second model with the same conversation and history.",
    )  # fmt: skip
    if line.role.covers(LEAST[Action.PUT_AWAY]):
        word = "Take out of the archive" if line.archived else "Archive"
        st.button(
            word, key=f"archive_{line.id}", icon=":material/archive:", width="stretch",
            on_click=session_management.archive, args=(line.id, not line.archived),
        )  # fmt: skip
    _show_exports(line)
    if line.role.covers(LEAST[Action.DELETE]):
        st.button(
            "Delete", key=f"delete_{line.id}", icon=":material/delete:", width="stretch",
            on_click=session_management.delete, args=(line.id,), help="It can be brought back for a day.",
        )  # fmt: skip


def _show_rename(line: SessionLine) -> None:
    key = f"name_{line.id}_{tag_of(line.name)}"
    with st.form(f"rename_{key}", border=False):
        st.text_input("Name", value=line.name, max_chars=120, key=key)
        st.form_submit_button("Rename", icon=":material/edit:", on_click=_rename, args=(line, key))


def _rename(line: SessionLine, key: str) -> None:
    session_management.rename(line, str(state.typed(key) or ""))


def _show_exports(line: SessionLine) -> None:
    model = app_services.desk().facilitator.open(line.id).model
    st.download_button(
        "Export as Threatparley file",
        handed_out(line.id, "json", lambda facilitator: session_management.native_file(facilitator, line.id)),
        file_name(model, line.version, "json", datetime.now(UTC).date()), "application/json", key=f"export_{line.id}",
        icon=":material/download:", on_click="ignore", width="stretch",
        help="Everything of the model, to open here again or elsewhere.",
    )  # fmt: skip
    st.button(
        "Export in another format", key=f"formats_{line.id}", icon=":material/description:", width="stretch",
        on_click=session_management.show_exports, args=(line.id,),
    )  # fmt: skip
