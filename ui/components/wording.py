"""A person's own words for a threat."""

import streamlit as st

from agent.domain.edits import RewordThreat
from agent.domain.facts import SYSTEM
from agent.domain.session import Session
from agent.domain.threats import Threat
from ui import acts
from ui.components.tags import tag_of


def show_wording(session: Session, threat: Threat) -> None:
    """A form for title, statement and targets, behind one button."""
    name = f"{threat.id}_{tag_of(threat.title, threat.statement, threat.targets)}"
    box = st.popover("Edit wording", type="tertiary", icon=":material/edit:", key=f"words_{threat.id}")
    with box, st.form(f"wording_{name}", border=False):
        title = st.text_input("Title", value=threat.title, max_chars=160, key=f"title_{name}")
        statement = st.text_area("Statement", value=threat.statement, max_chars=1400, height=180, key=f"said_{name}")
        places = [
            SYSTEM,
            *(part.id for part in session.model.components),
            *(flow.id for flow in session.model.flows),
        ]
        targets = st.multiselect(
            "Where it lands",
            places,
            default=list(threat.targets),
            format_func=session.model.name_of,
            key=f"at_{name}",
        )
        if st.form_submit_button("Save wording", type="primary"):
            _save(session, threat, (title or "").strip(), (statement or "").strip(), tuple(map(str, targets)))


def _save(session: Session, threat: Threat, title: str, statement: str, targets: tuple[str, ...]) -> None:
    if not (title and statement and targets):
        st.error("Not saved: a threat needs a title, a statement and at least one place.")
        return
    edit = RewordThreat(
        threat=threat.id,
        title=title if title != threat.title else None,
        statement=statement if statement != threat.statement else None,
        targets=targets if targets != threat.targets else None,
    )
    acts.edit(session, [edit], reason=f"New wording for {threat.id}")
    st.rerun()
