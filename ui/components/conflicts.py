"""Fields that somebody else changed while one was at them: theirs beside yours, and a choice for each."""

import streamlit as st

from agent.domain.session import Conflict, Session, Turn
from ui import acts, door, state
from ui.components.text import plain


def show_conflicts(session: Session, busy: bool) -> None:
    """The choices that wait for whoever looks, until each is made; theirs stands meanwhile."""
    waiting = _waiting(session)
    if not waiting:
        return
    with st.container(border=True, key="conflicts", gap="small"):
        st.markdown("## Somebody else was faster", anchors=False)
        st.markdown(
            "These fields changed while you had the page open. Theirs stands until you choose; nothing is lost."
        )
        for turn, place, one in waiting:
            _show_one(session, turn, place, one, busy)


def _waiting(session: Session) -> list[tuple[Turn, int, Conflict]]:
    """What was not chosen yet of one's own turns, the oldest first."""
    me = door.desk().facilitator.principal.key
    return [
        (turn, place, one)
        for turn in session.turns
        if turn.reply is not None and turn.said.by in (None, "", me)
        for place, one in enumerate(turn.reply.conflicts)
        if not state.recall(_name(session, turn, place), 0) and not _taken(session, turn, one)
    ]


def _taken(session: Session, turn: Turn, one: Conflict) -> bool:
    """Whether one's own side was chosen since, in whichever window."""
    return any(later.number > turn.number and later.said.edits == one.edits for later in session.turns)


def _show_one(session: Session, turn: Turn, place: int, one: Conflict, busy: bool) -> None:
    key = f"{turn.number}_{place}"
    st.markdown(f"**{plain(one.field[:1].upper() + one.field[1:])}**")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_conflict_{key}"):
        st.markdown(
            f"{plain(one.who)}, {one.at:%Y-%m-%d %H:%M} UTC: “{plain(one.theirs)}”  \nYou: “{plain(one.yours)}”",
            width="stretch",
        )
        st.button(
            "Keep theirs", key=f"theirs_{key}", on_click=_choose, args=(session, turn, place, None), disabled=busy,
        )  # fmt: skip
        st.button(
            "Take yours", key=f"yours_{key}", type="primary", on_click=_choose, args=(session, turn, place, one),
            disabled=busy,
        )  # fmt: skip


def _choose(session: Session, turn: Turn, place: int, yours: Conflict | None) -> None:
    """Put a choice away; one's own value is one more edit, made on the version that stands now."""
    if yours is None or acts.edit(session, yours.edits, reason=f"Chose one's own {yours.field}"):
        state.remember(_name(session, turn, place), 1)


def _name(session: Session, turn: Turn, place: int) -> str:
    return f"conflict_{session.id}_{turn.number}_{place}"
