"""Fields that somebody else changed while one was at them: theirs beside yours, and a choice for each."""

import streamlit as st

from agent.domain.sessions.offer_replies import LEAVE
from agent.domain.sessions.session import Conflict, Session, Turn
from ui import actions, app_services, state
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
    return [
        (turn, place, one)
        for turn in session.turns
        if turn.reply is not None and _is_mine(turn)
        for place, one in enumerate(turn.reply.conflicts)
        if not state.recall(_name(session, turn, place), 0) and not _taken(session, turn, one)
    ]


def _is_mine(turn: Turn) -> bool:
    return turn.said.by in ("", app_services.desk().facilitator.principal.key)


def _taken(session: Session, turn: Turn, one: Conflict) -> bool:
    """Whether one's own side was chosen since, or all of theirs left as it is, in whichever window."""
    later = [one for one in session.turns if one.number > turn.number]
    left = any(one.said.text == LEAVE and _is_mine(one) for one in later[:1])
    return left or any(said.said.edits == one.edits for said in later)


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
    """Put a choice away; one's own value is one more edit, made on the version that stands now.

    Where theirs is kept and nothing else of the turn waits, that is said in the conversation and so outlives this tab.
    """
    if yours is not None and not actions.edit(session, yours.edits, reason=f"Chose one's own {yours.field}"):
        return
    state.remember(_name(session, turn, place), 1)
    others = any(waits.number == turn.number for waits, _, _ in _waiting(session))
    if yours is None and not others and session.turns[-1].number == turn.number:
        actions.tell(session, LEAVE)


def _name(session: Session, turn: Turn, place: int) -> str:
    return f"conflict_{session.id}_{turn.number}_{place}"
