"""The question that waits, with its quick replies, and what hangs on the answer."""

import streamlit as st

from agent.domain.sessions.session import Question, Session
from ui import actions, state
from ui.components.chat.checklist import show_lines
from ui.components.text import plain, prose


def show_question(session: Session, question: Question) -> None:
    """One question: its text, an example, the quick replies and why it is asked."""
    with st.container(border=True, key="question", gap="small"):
        st.markdown(f"**{prose(question.text)}**")
        if question.example:
            st.caption(f"For example: {plain(question.example)}")
        if question.three_states or len(question.facts) > 1:
            show_lines(session, question)
            with st.container(horizontal=True, gap="xsmall", key="replies"):
                _way_out(session, question)
        elif question.several:
            _several(session, question)
        else:
            _one(session, question)
        _why(question)


def _one(session: Session, question: Question) -> None:
    with st.container(horizontal=True, gap="xsmall", key="replies"):
        for option in question.options:
            _reply(session, question, option.label, option.value)
        _way_out(session, question)


def _several(session: Session, question: Question) -> None:
    labels = {option.value: option.label for option in question.options}
    key = f"ticks_{question.id}_{len(session.turns)}"
    ticked = st.pills(
        "Tick all that fit; what you leave counts as no", list(labels), selection_mode="multi", key=key, wrap=True,
        format_func=lambda value: plain(labels[str(value)]),
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", key="replies"):
        st.button(
            f"Send {len(ticked)} ticked" if ticked else "Send what is ticked", type="primary", key="send_ticks",
            disabled=not ticked, on_click=_send_ticks, args=(session, question, key),
        )  # fmt: skip
        st.button("None of these", key="none_of_these", on_click=actions.answer, args=(session, question.id, ()))
        _way_out(session, question)


def _reply(session: Session, question: Question, label: str, value: str) -> None:
    st.button(
        plain(label), key=f"reply_{question.id}_{value}", on_click=actions.answer, args=(session, question.id, (value,))
    )


def _way_out(session: Session, question: Question) -> None:
    for label, value, icon in (("Not sure", "not_sure", ":material/help:"), ("Skip", "skip", ":material/skip_next:")):
        st.button(
            label, type="tertiary", key=f"reply_{value}", icon=icon, on_click=actions.answer,
            args=(session, question.id, (value,)),
        )  # fmt: skip


def _send_ticks(session: Session, question: Question, key: str) -> None:
    ticked = state.typed(key)
    actions.answer(session, question.id, [str(one) for one in ticked] if isinstance(ticked, list) else ())


def _why(question: Question) -> None:
    with st.expander("Why this question?", key="why", type="compact"):
        st.markdown(prose(question.why))
        if question.threats:
            st.markdown("What hangs on the answer:\n" + "\n".join(f"- {plain(one)}" for one in question.threats))
