"""The workspace: progress across the top, the conversation beside the living model."""

import streamlit as st

from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Session, Turn, TurnStatus
from agent.errors import SessionNotFound
from ui import app_services, page_address, session_management, state
from ui.components.chat.llm_status import show_model_part, show_stay
from ui.components.chat.progress_bar import show_strip
from ui.components.frame.error_message import show_notices, show_search_trouble
from ui.components.frame.help import show_help_and_settings
from ui.components.frame.keyboard import listen
from ui.components.sessions.catalog_news import show_news
from ui.components.sessions.conflicts import show_conflicts
from ui.components.sessions.presence import look_around
from ui.components.sessions.share_dialog import show_share_button
from ui.components.text import counted
from ui.views.chat import show_chat
from ui.views.model import show_model
from ui.views.pages.not_found import show_missing
from ui.views.pages.reading import show_reading
from ui.views.review import show_review

PATIENCE = 0.45
"""Seconds a page waits for a turn before it shows the steps instead."""


def show_workspace(session_id: str) -> None:
    """The page of one model; an unknown address leads to a page that says so."""
    try:
        session = app_services.desk().facilitator.open(session_id)
    except SessionNotFound:
        show_missing()
        return
    session, pending = _caught_up(session)
    role = app_services.role_of(session.id)
    st.set_page_config(page_title=f"{session.model.system.name or 'Untitled model'} · Threatparley")
    _tell_outcome(session, pending)
    if not role.covers(Role.EDITOR):
        show_reading(session, role)
        listen()
        return
    if page_address.review() and session.model.threats:
        show_notices()
        show_review(session, pending)
        return
    _show_top(session)
    show_model_part(session)
    show_search_trouble()
    show_news(session)
    show_notices()
    show_conflicts(session, busy=pending is not None)
    if pending is None:
        look_around(session.id, session.version, len(session.turns))
    with st.container(key="panes"):
        _show_switch()
        chat, model = st.columns([42, 58], gap="medium")
        with chat, st.container(key="chat_pane"):
            show_chat(session, pending)
        with model, st.container(key="model_pane"):
            show_model(session, busy=pending is not None)
    listen()
    state.remember(f"shown_{session.id}", session.version)


def _caught_up(session: Session) -> tuple[Session, Turn | None]:
    """The session after the turns that end soon, and the turn that is still at work, if one is."""
    turns = app_services.desk().turns
    while (pending := _accepted(session)) is not None:
        turns.begin(session.id, pending.number)
        if not turns.wait(session.id, pending.number, PATIENCE):
            return session, pending
        reached = app_services.desk().facilitator.open(session.id)
        again = _accepted(reached)
        if again is not None and again.number == pending.number:
            return reached, again
        session = reached
    return session, None


def _accepted(session: Session) -> Turn | None:
    return next((turn for turn in session.turns if turn.status is TurnStatus.ACCEPTED), None)


def _tell_outcome(session: Session, pending: Turn | None) -> None:
    """What came of this tab's own edits: a short word when they are saved, the reasons when they are not."""
    number = state.watched()
    turn = next((turn for turn in session.turns if turn.number == number), None)
    if turn is None or turn.status is TurnStatus.ACCEPTED or pending is turn:
        return
    state.watch(None)
    if not turn.said.edits or turn.reply is None:
        return
    if turn.reply.refused:
        lines = tuple(refusal.reason for refusal in turn.reply.refused)
        title = f"{counted(len(lines), 'change')} could not be made"
        state.notify(state.Notice(kind="refused", text=title, lines=lines))
    else:
        state.notify(state.Notice(kind="saved", text=f"Saved as version {session.version}"))


def _show_top(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top"):
        st.button(
            "All models", key="home", type="tertiary", icon=":material/arrow_back:",
            on_click=session_management.leave, args=(session,),
            help="Back to the start page; this model stays saved.",
        )  # fmt: skip
        show_strip(session.model, app_services.gaps_of(session), app_services.desk().catalog)
        show_stay()
        show_share_button(session)
        show_help_and_settings(session)


def _show_switch() -> None:
    """For narrow windows: the chat or the model, one at a time; wide windows show both and hide this."""
    shown = page_address.pane()
    if state.typed("pane_switch") != shown:
        state.preset("pane_switch", shown)
    with st.container(key="switch"):
        st.segmented_control(
            "Show", ["chat", "model"], required=True, key="pane_switch", on_change=_turn_pane, width="stretch",
            format_func={"chat": "Chat", "model": "Model"}.__getitem__, label_visibility="collapsed",
        )  # fmt: skip
    hidden = "model_pane" if shown == "chat" else "chat_pane"
    st.html(f"<style>@media (max-width: 1199px) {{ .stColumn:has(.st-key-{hidden}) {{ display: none; }} }}</style>")


def _turn_pane() -> None:
    page_address.show_pane(str(state.typed("pane_switch")))
