"""What goes on around a page: who else has the model open, and what another window or person has changed."""

import streamlit as st

from agent.domain.sessions.sharing import Here
from agent.errors import RoleTooLow, SessionNotFound, SignInNeeded
from ui import app_services, sharing
from ui.components.text import plain


@st.fragment(run_every=5)
def look_around(session_id: str, version: int, turns: int) -> None:
    """Notice what happens meanwhile; showing a change is left to the reader, and a loss of access is shown at once."""
    try:
        now = app_services.desk().facilitator.open(session_id)
        others = _others(session_id)
    except (SessionNotFound, SignInNeeded, RoleTooLow):
        st.rerun()
    if others:
        st.caption(f":material/group: Also here: {', '.join(plain(one.name) for one in others)}")
    if (now.version, len(now.turns)) != (version, turns):
        with st.container(horizontal=True, vertical_alignment="center", key="line_changed"):
            st.markdown(f":material/sync: This model was changed {_where()}.", width="stretch")
            if st.button("Show it as it is now", key="catch_up"):
                st.rerun()


def _where() -> str:
    return "by somebody else or in another window" if app_services.desk().settings.knows_people else "in another window"


def _others(session_id: str) -> tuple[Here, ...]:
    if not app_services.desk().settings.knows_people:
        return ()
    one = sharing.sharing()
    return tuple(here for here in one.here(session_id) if here.key != one.principal.key)
