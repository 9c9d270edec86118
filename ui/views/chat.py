"""The conversation: what was said and understood, the question that waits, and the line to write on."""

import streamlit as st

from agent.domain.findings.llm_advice import BY_RULES
from agent.domain.sessions.session import Session, Turn, TurnStatus
from ui import actions, app_services, state
from ui.components.chat.composer import show_composer
from ui.components.chat.llm_status import show_estimate
from ui.components.chat.message import show_reply, show_said
from ui.components.chat.question import show_question
from ui.components.chat.suggested_messages import show_sayable
from ui.components.chat.turn_progress import show_named_steps
from ui.components.frame.error_message import show_failed, show_stopped
from ui.components.text import counted, plain, prose
from ui.turns import Steps

_SHOWN = 14
_WELCOME = (
    "Describe your system in a few sentences: what it does, who uses it, which models it runs, what data it reads, "
    "which tools it can call. Or press **Draft with what we have** at any time; what is unknown becomes an assumption "
    "that you can change."
)
_TAKEN_IN = (
    "Your files gave {held}; look them over beside this. They do not tell what the system is for: say in a sentence or "
    "two what it does, who uses it, and what it may do by itself. Or press **Draft with what we have**."
)
_OPENED = (
    "This model was opened as it was saved, without its conversation. Ask about it, or say what has changed. The "
    "question below is about something that the model does not say."
)


def show_chat(session: Session, pending: Turn | None) -> None:
    """The left pane of the workspace."""
    with st.container(key="talk_title"):
        st.markdown("## Conversation", anchors=False)
    with st.container(key="talk", height=560, border=False, autoscroll=True):
        _show_messages(session, pending)
    if session.question is not None and pending is None:
        show_question(session, session.question)
    show_composer(session, busy=pending is not None)
    show_sayable(session, busy=pending is not None)
    _show_actions(session, busy=pending is not None)


def _show_messages(session: Session, pending: Turn | None) -> None:
    if not session.turns:
        with st.chat_message("assistant", avatar=":material/shield:"):
            st.markdown(_opening(session))
    for turn in _recent(session):
        show_said(turn, app_services.desk().catalog)
        newest = turn.number == len(session.turns)
        if turn.status is TurnStatus.FAILED:
            _show_failed(session, turn)
        show_reply(turn, session, newest)
    if pending is not None:
        _show_pending(session, pending)
    elif session.can_undo and session.turns and session.turns[-1].reply and session.turns[-1].reply.changes:
        st.button(
            "Not right? Undo this", key="undo_reply", type="tertiary", icon=":material/undo:", on_click=actions.undo,
            args=(session,),
        )  # fmt: skip


def _opening(session: Session) -> str:
    """The first words of a conversation, by what the model holds before anybody has said anything."""
    model = session.model
    if model.threats:
        return _OPENED
    if not model.components:
        return _WELCOME
    held = f"{counted(len(model.components), 'part')} and {counted(len(model.flows), 'flow')}"
    return _TAKEN_IN.format(held=held)


def _show_failed(session: Session, turn: Turn) -> None:
    """A turn that was given up; what was said can be sent once more."""
    with st.chat_message("assistant", avatar=":material/shield:"):
        show_failed(turn)
        st.button(
            "Send it again", key=f"again_{turn.number}", icon=":material/replay:", on_click=actions.repeat,
            args=(session, turn),
        )  # fmt: skip


def _recent(session: Session) -> tuple[Turn, ...]:
    earlier = len(session.turns) - _SHOWN
    name = f"earlier_{session.id}"
    if earlier > 0 and not state.recall(name, 0):
        if st.button(f"Show {earlier} earlier messages", key="earlier", type="tertiary"):
            state.remember(name, 1)
            st.rerun()
        return session.turns[earlier:]
    return session.turns


def _show_pending(session: Session, pending: Turn) -> None:
    stopped = app_services.desk().turns.stopped(session.id, pending.number)
    if stopped is not None:
        if show_stopped(stopped, key=f"again_{pending.number}"):
            app_services.desk().turns.again(session.id, pending.number)
            st.rerun()
        return
    _poll(session.id, pending.number, first=not session.model.threats)


@st.fragment(run_every=0.4)
def _poll(session_id: str, number: int, first: bool) -> None:
    """Look again until the turn has ended, then draw the page anew."""
    desk = app_services.desk()
    steps = desk.turns.steps(session_id, number)
    if steps is None and (desk.turns.stopped(session_id, number) or _ended(session_id, number)):
        st.rerun()
    desk.turns.begin(session_id, number)
    _show_steps(steps or Steps(), first)
    if desk.turns.can_stop(session_id, number):
        st.button(
            "Stop", key=f"stop_{number}", icon=":material/stop_circle:", on_click=_stop, args=(session_id, number),
            help="The language model stops; the rules finish this turn, and nothing is lost.",
        )  # fmt: skip


def _stop(session_id: str, number: int) -> None:
    app_services.desk().turns.stop(session_id, number)


def _ended(session_id: str, number: int) -> bool:
    """Whether a turn has been worked on to its end, here or by another process."""
    turns = app_services.desk().facilitator.open(session_id).turns
    return any(turn.number == number and turn.status is not TurnStatus.ACCEPTED for turn in turns)


def _show_steps(steps: Steps, first: bool) -> None:
    count = f": {steps.done} of {max(steps.total, steps.done)} steps done" if steps.done else ""
    if steps.ahead is not None:
        count = f": {counted(steps.ahead, 'turn')} before it" if steps.ahead else ": it is next"
        with st.status(f"Kept, and waiting for its turn{count}", expanded=False).container():
            st.caption("Several people are at work. What you sent is kept; its time begins when it is begun.")
        return
    # Left as a block, the box would show a tick as if all were done.
    with st.status(f"Working on it{count}", expanded=True).container():
        show_named_steps(steps, first)
        by_rules = [passage for passage in steps.words if passage.startswith(BY_RULES)]
        by_model = [passage for passage in steps.words if passage not in by_rules]
        for passage in by_rules:
            st.markdown(prose(passage))
        if by_model:
            st.caption("From the language model, each passage checked:")
        for passage in by_model:
            st.markdown(plain(passage))
        if steps.hushed:
            st.caption("The language model was stopped. The rules finish this turn.")


def _show_actions(session: Session, busy: bool) -> None:
    closed = session.model.interview_closed
    with st.container(horizontal=True, gap="xsmall", key="chat_actions"):
        if closed:
            st.button(
                "Ask me more questions", key="ask_on", icon=":material/forum:", disabled=busy,
                on_click=actions.ask_on, args=(session,),
            )  # fmt: skip
        else:
            st.button(
                actions.no_more(session), key="draft", icon=":material/edit_note:", disabled=busy,
                on_click=actions.draft, args=(session,),
            )  # fmt: skip
            if not busy:
                show_estimate(session)
