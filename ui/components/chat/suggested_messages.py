"""Three or four things one can say here, as buttons below the line to write on; a click says it."""

import streamlit as st

from agent.domain.sessions.session import Session
from ui import actions, page_address

HELP = "What can I say here?"


def show_sayable(session: Session, busy: bool) -> None:
    """What fits the present state: nothing known yet, a question that waits, a draft, an open threat."""
    with st.container(horizontal=True, gap="xsmall", key="sayable"):
        for place, words in enumerate(sayable(session, _open_threat(session)), start=1):
            st.button(words, key=f"say_{place}", type="tertiary", disabled=busy, on_click=_say, args=(session, words))


def _say(session: Session, words: str) -> None:
    actions.tell(session, words)


def sayable(session: Session, threat: str = "") -> tuple[str, ...]:
    """The sentences, most useful first; each is understood as it stands."""
    if threat:
        return (f"How would {threat} happen?", f"What would lower {threat}?", f"Why {threat}?", HELP)
    if not session.model.threats:
        return ("What is open?", HELP) if session.turns else (HELP,)
    if session.question is not None:
        return ("Why this question?", "What have you understood?", "What should I do first?", HELP)
    return ("What should I do first?", "Top five", "What is open?", HELP)


def _open_threat(session: Session) -> str:
    named = page_address.threat() or ""
    return named if page_address.section() == "threats" and session.model.threat(named) is not None else ""
