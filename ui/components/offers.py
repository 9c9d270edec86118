"""Changes that were offered in a reply: ticks and a yes while they stand, plain history after that."""

import streamlit as st

from agent.domain.accepting import LEAVE, reason_of
from agent.domain.session import Offer, Session, Turn
from ui import acts
from ui.components.text import plain


def show_offers(session: Session, turn: Turn, standing: bool) -> None:
    """The offers of a turn; they can be accepted as long as nothing was said after them."""
    offers = turn.reply.offers if turn.reply else ()
    if not offers:
        return
    with st.container(border=True, key=f"offers_{turn.number}", gap="xsmall"):
        if standing:
            _ask(session, turn.number, offers)
        else:
            st.caption("Offered at that time")
            for place, offer in enumerate(offers, start=1):
                st.text(f"{place}. {offer.line}")


def _ask(session: Session, number: int, offers: tuple[Offer, ...]) -> None:
    st.markdown("**Shall this be changed?**")
    chosen = tuple(
        offer
        for place, offer in enumerate(offers, start=1)
        if st.checkbox(f"{place}\\. {plain(offer.line)}", value=not offer.back, key=f"offer_{number}_{place}")
    )
    with st.container(horizontal=True, gap="xsmall", key=f"offer_answers_{number}"):
        st.button(
            "Accept chosen", key="accept_offers", type="primary", icon=":material/check:", disabled=not chosen,
            shortcut="Ctrl+Enter", on_click=_accept, args=(session, chosen),
        )  # fmt: skip
        st.button(LEAVE, key="leave_offers", icon=":material/close:", on_click=_leave, args=(session,))


def _accept(session: Session, chosen: tuple[Offer, ...]) -> None:
    acts.edit(session, [edit for offer in chosen for edit in offer.edits], reason=reason_of(chosen))


def _leave(session: Session) -> None:
    acts.tell(session, LEAVE)
