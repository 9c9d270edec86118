"""A measure as a row: what it lowers, where it stands, and below it what to do, who does it and by when."""

from datetime import date

import streamlit as st

from agent.assessment.scoring.risk_reduction import Relief
from agent.domain.changes.edits import DecideControl
from agent.domain.sessions.session import Session
from agent.domain.threats import IN_PLACE, Control, ControlStatus, Threat
from ui import actions, app_services, state
from ui.components.plan.plan_form import show_plan_form
from ui.components.text import counted, link_or_text, plain, shortened
from ui.components.value_labels import CONTROL_KINDS, CONTROL_STATUSES, band_words

_MOST_SCORES, _MOST_THREATS = 4, 10
_OWNER = 60


def show_measures(session: Session, threat: Threat) -> None:
    """Folded: the measures against one threat, those that lower it most first, each with its status to set."""
    controls = [control for control in session.model.controls if threat.id in control.threats]
    if not controls:
        st.markdown("**Measures:** none is proposed for this threat yet.")
        return
    asking = state.recall_words("rejecting").startswith(f"{threat.id}_")
    title = f"Measures: {len(controls)}"
    with st.expander(title, key=f"measures_{threat.id}", on_change="rerun", type="compact", expanded=asking) as box:
        for control in controls if box.open else ():
            show_measure(session, control, threat.id)


def show_measure(session: Session, control: Control, place: str) -> None:
    """One measure with its status to choose; ``place`` is where on the page it stands, such as a threat's id."""
    name, relief = f"{place}_{control.id}", app_services.reliefs_of(session).of(control)
    with st.container(border=True, key=f"measure_{name}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_{name}"):
            st.markdown(f"**{control.id}** {plain(control.title)}", width="stretch")
            st.selectbox(
                f"Status of {control.id}", list(CONTROL_STATUSES), index=list(CONTROL_STATUSES).index(control.status),
                format_func=CONTROL_STATUSES.__getitem__, key=f"status_{name}_{control.status.value}", width=150,
                label_visibility="collapsed", on_change=_moved, args=(session, control, name),
            )  # fmt: skip
        if control.status is ControlStatus.REJECTED:
            st.markdown(f"Rejected: {plain(control.reason) or 'no reason was given'}")
        elif words := effect_words(relief, place):
            st.markdown(plain(words))
        st.caption(_facts(control, date.today()))
        if state.recall_words("rejecting") == name:
            _ask_reason(session, control, name)
        with st.expander(
            "What to do, how to check it, who and when", type="compact", key=f"details_{name}", on_change="rerun"
        ) as box:
            if box.open:
                _show_details(session, control, relief, name)


def effect_words(relief: Relief, place: str = "") -> str:
    """What a measure lowers in words; on the card of a threat this threat alone, once it is in place in numbers."""
    here = next((drop for drop in relief.drops if drop.threat == place), None)
    if relief.control.status in IN_PLACE:
        return f"Has lowered {scores_words(relief)}" if relief.drops else ""
    if here is None:
        return f"{relief.told[0].upper()}{relief.told[1:]}"
    others = len(relief.drops) - 1
    also = f", and {counted(others, 'other threat')} with it" if others else ""
    return f"Lowers this threat from {here.before.total} to {here.after.total}{also}"


def scores_words(relief: Relief) -> str:
    """The scores before and after, the largest drops first."""
    more = len(relief.scores) - _MOST_SCORES
    return "; ".join((*relief.scores[:_MOST_SCORES], *([f"and {more} more"] if more > 0 else [])))


def due_words(control: Control, today: date) -> str:
    """By when it shall be done, in words; a day that has passed stands out by its word."""
    if control.due is None:
        return ""
    if control.overdue(today):
        return f":red-badge[:material/event_busy: Overdue since {control.due.isoformat()}]"
    return f"due {control.due.isoformat()}"


def _facts(control: Control, today: date) -> str:
    number = len(control.threats)
    parts = [
        f"{CONTROL_KINDS[control.kind]} · {control.effort} effort",
        f"one measure helps with {number} threats" if number > 1 else "",
        plain(shortened(control.owner, _OWNER)) or control.usual,
        due_words(control, today),
        f"evidence: {link_or_text(control.evidence)}" if control.evidence else "",
    ]
    return " · ".join(part for part in parts if part)


def _show_details(session: Session, control: Control, relief: Relief, name: str) -> None:
    st.markdown(plain(control.action) or "No description.")
    if control.verify:
        st.markdown(f"**Check:** {plain(control.verify)}")
    if control.evidence_asked:
        st.markdown(f"**Attach when done:** {plain(control.evidence_asked)}")
    if control.reason and control.status is not ControlStatus.REJECTED:
        st.markdown(f"**Note:** {plain(control.reason)}")
    places = {drop.threat: place for place, drop in enumerate(relief.drops)}
    threats = [threat for threat in session.model.threats if threat.id in control.threats]
    threats.sort(key=lambda one: places.get(one.id, len(places)))
    scores = {drop.threat: f"{drop.before.total} → {drop.after.total}" for drop in relief.drops}
    lines = "\n".join(
        f"- {one.id} {plain(one.title)} ({scores.get(one.id) or f'{band_words(one.rating)}, unchanged'})"
        for one in threats[:_MOST_THREATS]
    )
    more = f"\n- and {len(threats) - _MOST_THREATS} more" if len(threats) > _MOST_THREATS else ""
    st.markdown(f"**Helps with**\n{lines or '- no threat of this model'}{more}")
    show_plan_form(session, control, name)


def _moved(session: Session, control: Control, name: str) -> None:
    status = state.typed(f"status_{name}_{control.status.value}")
    if not isinstance(status, ControlStatus):
        return
    state.remember("rejecting", name if status is ControlStatus.REJECTED else "")
    if status is not ControlStatus.REJECTED and status is not control.status:
        state.remember("moved_measure", control.id)
        actions.edit(session, [DecideControl(control=control.id, status=status)], reason=_line(control, status))


def _ask_reason(session: Session, control: Control, name: str) -> None:
    """A rejected measure needs a reason before anything is saved."""
    with st.form(f"reject_{name}", border=False):
        reason = st.text_input("Why is it rejected?", max_chars=600, key=f"reject_why_{name}")
        if st.form_submit_button("Reject this measure"):
            if not (reason or "").strip():
                st.error("Not saved: a rejected measure needs a reason.")
                return
            state.remember("rejecting", "")
            state.remember("moved_measure", control.id)
            edit = DecideControl(control=control.id, status=ControlStatus.REJECTED, reason=(reason or "").strip())
            actions.edit(session, [edit], reason=_line(control, ControlStatus.REJECTED))
            st.rerun()


def _line(control: Control, status: ControlStatus) -> str:
    return f"{control.id} is {CONTROL_STATUSES[status].lower()}"
