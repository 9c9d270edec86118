"""The plan: the ten measures that help most for their effort, the rest by where they stand, and the accepted risks."""

from collections import Counter
from datetime import date

import streamlit as st

from agent.domain.sessions.session import Session
from agent.domain.threats import IN_PLACE, Control, ControlStatus
from ui import actions, app_services, state
from ui.components.ledger.table_filter import show_narrowing
from ui.components.plan.measure_row import scores_words, show_measure
from ui.components.plan.plan_rows import found_by, groups, overdue
from ui.components.text import counted, plain
from ui.components.threats.accepted_risks import show_accepted
from ui.components.value_labels import CONTROL_STATUSES

PAGE = 12
"""Rows drawn at once in a group."""
_MOST_NAMED = 5


def show_plan(session: Session) -> None:
    """The section with the measures and the register of accepted risks."""
    today = date.today()
    if session.model.controls:
        _show_news(session, today)
        _show_measures(session, today)
    else:
        st.markdown(
            "**No measures yet.** They come with the draft; each says what to do and how to check that it works."
        )
        if not session.model.threats:
            st.button("Draft with what we have", key="draft_plan", on_click=actions.draft, args=(session,))
    show_accepted(session, today)


def _show_news(session: Session, today: date) -> None:
    """How many stand where, what is late, and what the measure that was moved last has brought."""
    numbers = Counter(control.status for control in session.model.controls)
    st.markdown(
        " · ".join(f"**{numbers[one]}** {words.lower()}" for one, words in CONTROL_STATUSES.items() if numbers[one])
    )
    if late := overdue(session.model, today):
        named = "; ".join(f"{one.id} {plain(one.title)} (since {one.due})" for one in late[:_MOST_NAMED])
        more = f"; and {len(late) - _MOST_NAMED} more" if len(late) > _MOST_NAMED else ""
        st.warning(f"**{counted(len(late), 'measure')} overdue.** {named}{more}", icon=":material/event_busy:")
    moved = session.model.control(state.recall_words("moved_measure"))
    if moved is not None and moved.decided:
        _show_moved(session, moved)


def _show_moved(session: Session, control: Control) -> None:
    words = f"**{control.id} is {CONTROL_STATUSES[control.status].lower()}.**"
    if control.status in IN_PLACE:
        relief = app_services.reliefs_of(session).every[control.id]
        scores = scores_words(relief) or "It lowers no score beyond what other measures do"
        st.success(f"{words} {plain(scores)}.", icon=":material/check_circle:")
    elif control.status is not ControlStatus.REJECTED:
        st.info(f"{words} {plain(control.title)}.", icon=":material/event_note:")


def _show_measures(session: Session, today: date) -> None:
    status, words = show_narrowing("plan", "Status", _present(session), "Find a measure")
    if status is not None or words.strip():
        _show_found(session, status, words, today)
        return
    first = app_services.reliefs_of(session).ten
    if first:
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="line_plan_ten"):
            st.markdown(f"## First {'ten' if len(first) == 10 else counted(len(first), 'measure')}", width="stretch")
            waiting = [one.control for one in first if one.control.status is ControlStatus.PROPOSED]
            if waiting:
                st.button(
                    f"Plan all {len(waiting)}" if len(waiting) > 1 else f"Plan {waiting[0].id}", key="plan_ten",
                    on_click=actions.plan_measures, args=(session, waiting),
                )  # fmt: skip
        st.caption(
            "Most risk removed for the effort first; each adds to those above it. The words say what it lowers by "
            "itself, beside the measures in place."
        )
        for relief in first:
            show_measure(session, relief.control, "first")
    st.markdown("## All measures")
    for one, controls in groups(session.model, app_services.reliefs_of(session).every, today):
        _show_group(session, one, controls)


def _present(session: Session) -> dict[ControlStatus, str]:
    """The statuses that some measure has."""
    here = {control.status for control in session.model.controls}
    return {status: words for status, words in CONTROL_STATUSES.items() if status in here}


def _show_found(session: Session, status: ControlStatus | None, words: str, today: date) -> None:
    found = [
        control
        for one, controls in groups(session.model, app_services.reliefs_of(session).every, today)
        if status in (None, one)
        for control in found_by(controls, words)
    ]
    st.caption(f"{counted(len(found), 'measure')} of {len(session.model.controls)}")
    _show_page(session, tuple(found), f"found_{status.value if status else 'all'}")


def _show_group(session: Session, status: ControlStatus, controls: tuple[Control, ...]) -> None:
    """The measures of one status, folded; only an open group is drawn."""
    title = f"**{CONTROL_STATUSES[status]}: {len(controls)}**"
    unfolded = bool(state.recall(f"unfolded_plan_{status.value}", 0))
    key = f"plan_group_{status.value}"
    with st.expander(title, expanded=unfolded, key=key, on_change=_unfold, args=(status,)) as box:
        if box.open:
            _show_page(session, controls, f"in_{status.value}")


def _unfold(status: ControlStatus) -> None:
    """Keep a group open or folded; the page's own memory of it ends when the number in its title changes."""
    is_open = bool(state.typed(f"plan_group_{status.value}"))
    state.remember(f"unfolded_plan_{status.value}", int(is_open))


def _show_page(session: Session, controls: tuple[Control, ...], name: str) -> None:
    pages = max(1, -(-len(controls) // PAGE))
    page = int(st.pagination(pages, key=f"plan_page_{name}_{pages}")) if pages > 1 else 1
    for control in controls[(page - 1) * PAGE : page * PAGE]:
        show_measure(session, control, name)
