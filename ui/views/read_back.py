"""Your words: the owner's own text, sentence by sentence, what was understood underlined and mended in place."""

import streamlit as st

from agent.domain.sessions.session import Session
from agent.reading.readback.as_text import summary
from agent.reading.readback.read_back_result import ReadBack, Sentence, Standing
from ui import app_services, page_address, state
from ui.components.read_back.correction_form import CHANGED
from ui.components.read_back.sentence import show_legend, show_sentence
from ui.components.read_back.sentence_style import set_sentence_style
from ui.components.text import counted, plain

SHOWN = 30
"""How many sentences are drawn at once; the rest is one click away."""
WHICH = {"all": "All sentences", "unread": "Not understood", "unsure": "To confirm"}


def show_read_back(session: Session) -> None:
    """The section with the texts, the first one first."""
    state.remember(CHANGED, 0)
    back = app_services.read_back_of(session)
    if not back.sentences:
        st.markdown(
            "**Nothing to read back yet.** Describe the system in the chat, or attach a document; your own sentences "
            "appear here with what was understood of them."
        )
        return
    set_sentence_style()
    st.caption(plain(summary(back)))
    show_legend()
    _lead_to_list(session)
    shown = _chosen(back)
    opened = 0
    for text in back.texts():
        here = [one for one in text if (one.turn, one.start) in shown]
        if here:
            _show_text(session, here, opened, single=len(back.texts()) == 1)
        opened += len(here)
    _show_more(session, len(shown))


def _chosen(back: ReadBack) -> frozenset[tuple[int, int]]:
    """The places of the sentences that are looked at: all, those not understood, or those with something to confirm."""
    groups = {
        "all": back.sentences,
        "unread": back.of(Standing.UNREAD, Standing.FOREIGN),
        "unsure": tuple(one for one in back.sentences if one.waits),
    }
    found = {name: [(one.turn, one.start) for one in group] for name, group in groups.items() if group}
    if len(found) == 1:
        return frozenset(found["all"])
    which = st.segmented_control(
        "Which sentences", list(found), default="all", required=True, key="sentences_shown",
        label_visibility="collapsed", format_func=lambda name: f"{WHICH[name]} {len(found[name])}", wrap=True,
    ) or "all"  # fmt: skip
    return frozenset(found.get(which, found["all"]))


def _show_text(session: Session, sentences: list[Sentence], before: int, *, single: bool) -> None:
    first, room = sentences[0], _room(session) - before
    if room > 0 and (first.source or not single):
        st.markdown(f"## {plain(first.source) if first.source else 'What you wrote'}", anchors=False)
    for sentence in sentences[: max(0, room)]:
        show_sentence(session, sentence)


def _lead_to_list(session: Session) -> None:
    """Where a list waits in the chat, the way there; wide windows show both side by side."""
    question = session.question
    if question is None or not question.three_states:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_list_waits"):
        st.markdown(f"{counted(len(question.options), 'likely thing')} wait for your yes or no in the chat.")
        st.button("Go to the list", key="to_list", type="tertiary", on_click=page_address.show_pane, args=("chat",))


def _room(session: Session) -> int:
    return state.recall(f"words_{session.id}", SHOWN)


def _show_more(session: Session, number: int) -> None:
    left = number - _room(session)
    if left > 0:
        st.button(
            f"Show {min(left, SHOWN)} more of {number} sentences", key="more_words", type="tertiary",
            on_click=state.remember, args=(f"words_{session.id}", _room(session) + SHOWN),
        )  # fmt: skip
