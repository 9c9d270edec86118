"""The measures against one threat, and where each stands."""

import streamlit as st

from agent.domain.edits import DecideControl
from agent.domain.session import Session
from agent.domain.threats import Control, ControlStatus, Threat
from ui import acts, state
from ui.components.text import counted, plain
from ui.components.words import CONTROL_KINDS, CONTROL_STATUSES, FACTORS


def show_measures(session: Session, threat: Threat) -> None:
    """Folded: each measure with what to do, how to check it, and its status to set."""
    controls = [control for control in session.model.controls if threat.id in control.threats]
    if not controls:
        st.markdown("**Measures:** none is proposed for this threat yet.")
        return
    asking = state.recall_words("rejecting").startswith(f"{threat.id}_")
    title = f"Measures: {len(controls)}"
    with st.expander(title, key=f"measures_{threat.id}", on_change="rerun", type="compact", expanded=asking) as box:
        for control in controls if box.open else ():
            _show_measure(session, threat, control)


def effect_words(control: Control) -> str:
    """What a measure lowers, such as ``lowers damage by up to 2 points``."""
    lowered = [f"{FACTORS[effect.factor].lower()} by up to {effect.by * 2} points" for effect in control.effects]
    return f"lowers {', '.join(lowered)}" if lowered else "lowers no factor"


def _show_measure(session: Session, threat: Threat, control: Control) -> None:
    name = f"{threat.id}_{control.id}"
    with st.container(border=True, key=f"measure_{name}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_{name}"):
            st.markdown(f"**{control.id}** {plain(control.title)}", width="stretch")
            st.selectbox(
                f"Status of {control.id}", list(CONTROL_STATUSES), index=list(CONTROL_STATUSES).index(control.status),
                format_func=CONTROL_STATUSES.__getitem__, key=f"status_{name}_{control.status.value}", width=150,
                label_visibility="collapsed", on_change=_moved, args=(session, control, name),
            )  # fmt: skip
        others = len(control.threats) - 1
        also = f" · also helps with {counted(others, 'other threat')}" if others else ""
        st.caption(f"{CONTROL_KINDS[control.kind]} · {control.effort} effort · {effect_words(control)}{also}")
        if state.recall_words("rejecting") == name:
            _ask_reason(session, control, name)
        with st.expander("What to do, and how to check it", type="compact"):
            st.markdown(plain(control.action) or "No description.")
            if control.verify:
                st.markdown(f"**Check:** {plain(control.verify)}")
            if control.reason:
                st.markdown(f"**Reason:** {plain(control.reason)}")


def _moved(session: Session, control: Control, name: str) -> None:
    status = state.typed(f"status_{name}_{control.status.value}")
    if not isinstance(status, ControlStatus):
        return
    state.remember("rejecting", name if status is ControlStatus.REJECTED else "")
    if status is not ControlStatus.REJECTED and status is not control.status:
        acts.edit(session, [DecideControl(control=control.id, status=status)], reason=_line(control, status))


def _ask_reason(session: Session, control: Control, name: str) -> None:
    """A rejected measure needs a reason before anything is saved."""
    with st.form(f"reject_{name}", border=False):
        reason = st.text_input("Why is it rejected?", max_chars=600, key=f"reject_why_{name}")
        if st.form_submit_button("Reject this measure"):
            if not (reason or "").strip():
                st.error("Not saved: a rejected measure needs a reason.")
                return
            state.remember("rejecting", "")
            edit = DecideControl(control=control.id, status=ControlStatus.REJECTED, reason=(reason or "").strip())
            acts.edit(session, [edit], reason=_line(control, ControlStatus.REJECTED))
            st.rerun()


def _line(control: Control, status: ControlStatus) -> str:
    return f"{control.id} is {CONTROL_STATUSES[status].lower()}"
