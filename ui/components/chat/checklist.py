"""A list to answer line by line: what is likely, the owner's own sentence beside it, and yes, no or not known."""

import streamlit as st

from agent.domain.sessions.checklists import State, as_sent
from agent.domain.sessions.session import Option, Question, Session
from agent.domain.wording.names_in_sentences import capital
from ui import actions, state
from ui.components.text import plain, quoted, shortened

STATES = {State.YES: "Yes", State.NO: "No", State.UNKNOWN: "Not known"}
_MOST_QUOTED = 160


def show_lines(session: Session, question: Question) -> None:
    """The lines with three states each; nothing is sent before the button is pressed, and untouched stays open."""
    keys = {option.value: f"state_{question.id}_{len(session.turns)}_{place}"
            for place, option in enumerate(question.options)}  # fmt: skip
    with st.form(f"lines_{question.id}_{len(session.turns)}", border=False):
        before = ""
        for place, option in enumerate(question.options, start=1):
            _line(place, option, keys[option.value], again=option.quote == before)
            before = option.quote
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="send_row"):
            st.form_submit_button(
                "Send answers", type="primary", key="send_lines", on_click=_send, args=(session, question, keys)
            )
            st.caption("What you leave alone stays open.", width="content")


def _line(place: int, option: Option, key: str, again: bool) -> None:
    """One line; the sentence of the line above it is not said again."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"line_{key}"):
        with st.container(gap=None, key=f"words_{key}"):
            st.markdown(f"{place}\\. {plain(option.label)}")
            if option.quote and again:
                st.caption("The same sentence.")
            elif option.quote:
                st.caption(f"“{plain(shortened(quoted(option.quote), _MOST_QUOTED))}”")
            elif option.reason:
                st.caption(plain(shortened(capital(option.reason), _MOST_QUOTED)))
        st.segmented_control(
            option.label, list(STATES), key=key, format_func=lambda one: STATES[State(one)],
            label_visibility="collapsed", width="content",
        )  # fmt: skip


def _send(session: Session, question: Question, keys: dict[str, str]) -> None:
    chosen = {line: state.typed(key) for line, key in keys.items()}
    actions.answer(session, question.id, [as_sent(line, State(str(one))) for line, one in chosen.items() if one])
