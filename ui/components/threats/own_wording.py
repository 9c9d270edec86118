"""A person's own words for a threat."""

import streamlit as st

from agent.domain.changes.edits import RewordThreat
from agent.domain.facts import SYSTEM
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from ui import actions, state
from ui.components.widget_keys import tag_of


def show_wording(session: Session, threat: Threat) -> None:
    """A form for title, statement and targets, behind one button."""
    name = f"{threat.id}_{tag_of(threat.title, threat.statement, threat.targets)}"
    box = st.popover("Edit wording", type="tertiary", icon=":material/edit:", key=f"words_{threat.id}")
    with box, st.form(f"wording_{name}", border=False):
        st.text_input("Title", value=threat.title, max_chars=160, key=f"title_{name}")
        st.text_area("Statement", value=threat.statement, max_chars=1400, height=180, key=f"said_{name}")
        places = [
            SYSTEM,
            *(part.id for part in session.model.components),
            *(flow.id for flow in session.model.flows),
        ]
        st.multiselect(
            "Where it lands",
            places,
            default=list(threat.targets),
            format_func=session.model.name_of,
            key=f"at_{name}",
        )
        st.form_submit_button("Save wording", type="primary", on_click=_save, args=(session, threat, name))


def _save(session: Session, threat: Threat, name: str) -> None:
    """Keep what was typed on the version that the page showed, whatever others have saved since."""
    title, statement = (str(state.typed(f"{field}_{name}") or "").strip() for field in ("title", "said"))
    chosen = state.typed(f"at_{name}")
    targets = tuple(map(str, chosen)) if isinstance(chosen, list | tuple) else ()
    if not (title and statement and targets):
        why = "Not saved: a threat needs a title, a statement and at least one place."
        state.notify(state.Notice(kind="refused", text=why))
        return
    edit = RewordThreat(
        threat=threat.id,
        title=title if title != threat.title else None,
        statement=statement if statement != threat.statement else None,
        targets=targets if targets != threat.targets else None,
    )
    actions.edit(session, [edit], reason=f"New wording for {threat.id}")
