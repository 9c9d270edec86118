"""The plan of one measure: who does it, by when, what shows that it is done, and a note."""

from datetime import date, timedelta

import streamlit as st

from agent.domain.changes.edits import PlanControl
from agent.domain.sessions.session import Session
from agent.domain.threats import Control
from ui import actions, state
from ui.components.form_messages import show_said, tell
from ui.components.widget_keys import tag_of


def show_plan_form(session: Session, control: Control, place: str) -> None:
    """The form; nothing is saved before its button is pressed."""
    name = f"{place}_{tag_of(control.owner, control.due, control.evidence, control.reason)}"
    today = date.today()
    with st.form(f"plan_{name}", border=False):
        left, right = st.columns(2)
        left.text_input("Who does it", value=control.owner, max_chars=120, key=f"plan_owner_{name}")
        right.date_input(
            "Due on", value=control.due, format="YYYY-MM-DD", key=f"plan_due_{name}",
            min_value=min(today, control.due or today) - timedelta(days=365), max_value=today + timedelta(days=3650),
        )  # fmt: skip
        st.text_input(
            "Evidence", value=control.evidence, max_chars=600, key=f"plan_evidence_{name}",
            placeholder="A link to the ticket, test or document, or words",
        )  # fmt: skip
        st.text_input("Note", value=control.reason, max_chars=600, key=f"plan_note_{name}")
        st.form_submit_button("Save plan", key=f"save_plan_{name}", on_click=_save, args=(session, control, name))
        show_said(f"plan_{name}")


def changed(control: Control, owner: str, due: object, evidence: str, note: str) -> PlanControl | None:
    """The edit for what was changed in the form; none where nothing was."""
    day = due if isinstance(due, date) else None
    edit = PlanControl(
        control=control.id,
        owner=_new(owner, control.owner),
        due=None if day == control.due else day or "",
        evidence=_new(evidence, control.evidence),
        reason=_new(note, control.reason),
    )
    return edit if edit != PlanControl(control=control.id) else None


def _new(written: str, kept: str) -> str | None:
    return None if written.strip() == kept else written.strip()


def _save(session: Session, control: Control, name: str) -> None:
    """Save what was typed beside the plan that the page showed, whatever others have saved since."""
    owner, evidence, note = (str(state.typed(f"plan_{field}_{name}") or "") for field in ("owner", "evidence", "note"))
    edit = changed(control, owner, state.typed(f"plan_due_{name}"), evidence, note)
    if edit is None:
        tell(f"plan_{name}", f"Nothing was changed for {control.id}.")
    else:
        actions.edit(session, [edit], reason=f"Planned {control.id}")
