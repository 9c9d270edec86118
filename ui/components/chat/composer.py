"""The line to write on: free text, with a document if there is one."""

import streamlit as st
from streamlit.elements.widgets.chat import ChatInputValue

from agent.domain.sessions.session import Session
from agent.errors import InputError
from ui import actions, state
from ui.components.frame.error_message import notice_of
from ui.uploading.documents import LIMIT_MB, TYPES, read_document


def show_composer(session: Session, busy: bool) -> None:
    """Take what is written or attached, and hand it on as an answer to the question that waits."""
    waiting = session.question
    hint = "Answer in your own words, or tell me more" if waiting else "Tell me about the system, or what changed"
    st.chat_input(
        hint, key="composer", disabled=busy, accept_file=True, file_type=list(TYPES), max_upload_size=LIMIT_MB,
        on_submit=_sent, args=(session,),
    )  # fmt: skip


def _sent(session: Session) -> None:
    value = state.typed("composer")
    if not isinstance(value, ChatInputValue):
        return
    question = session.question.id if session.question else None
    if not value.files:
        if value.text.strip():
            actions.tell(session, value.text, question=question)
        return
    try:
        document = read_document(value.files[0].name, value.files[0].getvalue())
    except InputError as error:
        state.notify(notice_of(error, safe=actions.SAFE))
        return
    text = f"{value.text.strip()}\n\n{document.text}" if value.text.strip() else document.text
    actions.tell(session, text, source=document.name)
