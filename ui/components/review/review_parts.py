"""The ways into a review, from the list of threats and from a link, and where it is kept what it goes through."""

from collections.abc import Sequence

import streamlit as st

from agent.domain.findings.threat_ranking import Sections, sections
from agent.domain.sessions.session import Session
from ui import page_address, state
from ui.components.review.review_queue import START, Queue, queue_of
from ui.components.threats.threat_filter import Sieve, kept


def show_way_in(session: Session, told: Sections, sieve: Sieve) -> None:
    """The button that begins a review: of what to talk about, or of what the filters leave."""
    if sieve == Sieve():
        threats, label = told.main, "Review in ten minutes"
    else:
        threats = kept(told.in_turn, sieve, session.model)
        label = f"Review these {len(threats)}" if len(threats) != 1 else "Review this one"
    queue = Queue(threats)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="review_row"):
        waiting = f"{len(queue.waiting) or 'None'} of these {len(threats)}"
        verb = "waits" if len(queue.waiting) < 2 else "wait"
        st.caption(f"{waiting} {verb} for a decision.", width="content")
        st.button(
            label, key="review", icon=":material/play_arrow:", disabled=not threats, on_click=begin,
            args=(session, [one.id for one in threats]), help="One threat a screen, decided by keys or buttons.",
        )  # fmt: skip


def begin(session: Session, ids: Sequence[str]) -> None:
    """Begin a review of these threats with the first that waits."""
    state.remember(_name(session), " ".join(ids))
    page_address.show_review(START)


def go_on(session: Session, queue: Queue, ids: Sequence[str]) -> None:
    """Go on with more threats after those that a review went through; they are counted together."""
    begin(session, [*(one.id for one in queue.threats), *ids])


def queue_in(session: Session) -> Queue:
    """The review of this tab; one that was come to by a link goes through what to talk about, and what it names."""
    model = session.model
    kept_ids = state.recall_words(_name(session)).split()
    if not kept_ids:
        kept_ids = [one.id for one in sections(model.threats, model.controls).main]
        state.remember(_name(session), " ".join(kept_ids))
    named = page_address.review()
    known = [named] if model.threat(named) is not None and named not in kept_ids else []
    return queue_of(model, [*known, *kept_ids])


def _name(session: Session) -> str:
    return f"review_{session.id}"
