"""Changes that wait for the owner's yes: what is held now, what would be, the words behind it; history after that."""

from collections.abc import Sequence

import streamlit as st

from agent.domain.changes.edits import DecideControl, DecideThreat
from agent.domain.sessions.offer_replies import LEAVE, reason_of
from agent.domain.sessions.session import Offer, Session, Turn
from ui import actions
from ui.components.text import plain, quoted, shortened

_MOST_QUOTED = 200


def show_offers(session: Session, turn: Turn, standing: bool) -> None:
    """The offers of a turn; they can be accepted as long as nothing was changed after them."""
    offers = _offered(turn)
    if not offers:
        return
    with st.container(border=True, key=f"offers_{turn.number}", gap="xsmall"):
        if not standing:
            st.caption("Offered at that time")
            for place, offer in enumerate(offers, start=1):
                st.text(f"{place}. {offer.line}")
        elif len(offers) > 1 and all(offer.either for offer in offers):
            _ask_which(session, turn.number, offers)
        elif len(offers) == 1 and offers[0].newer:
            _ask_which_holds(session, turn.number, offers[0])
        elif len(offers) == 1:
            _ask_one(session, turn.number, offers[0])
        else:
            _ask_several(session, turn.number, offers)


def _offered(turn: Turn) -> tuple[Offer, ...]:
    """The offers of a turn but those that are asked above the model, as a choice between two people's values."""
    if turn.reply is None:
        return ()
    choices = [one.edits for one in turn.reply.conflicts]
    return tuple(one for one in turn.reply.offers if one.edits not in choices)


def _ask_which_holds(session: Session, number: int, offer: Offer) -> None:
    """A contradiction: both sayings with their words, and a button for each."""
    st.markdown("**You said both. Which holds?**")
    earlier, newer = st.columns(2, gap="small")
    with earlier.container(key=f"earlier_{number}", gap="xsmall"):
        _saying("Earlier", offer.before, offer.earlier)
        st.button("Keep the earlier", key="leave_offers", icon=":material/history:", on_click=_leave, args=(session,))
    with newer.container(key=f"newer_{number}", gap="xsmall"):
        _saying("Now", offer.after, offer.words)
        _accept_button("Take the newer", session, (offer,))


def _ask_one(session: Session, number: int, offer: Offer) -> None:
    st.markdown("**Shall this be changed?**")
    _told(offer)
    with st.container(horizontal=True, gap="xsmall", key=f"offer_answers_{number}"):
        _accept_button("Accept the change", session, (offer,))
        _leave_button(session)


def _ask_which(session: Session, number: int, offers: Sequence[Offer]) -> None:
    """Ways to understand a sentence, of which one can be so."""
    st.markdown("**What did you mean?**")
    with st.container(key=f"offer_answers_{number}", gap="xsmall"):
        for place, offer in enumerate(offers, start=1):
            st.button(plain(offer.line), key=f"choose_offer_{place}", on_click=_accept, args=(session, (offer,)))
        _leave_button(session)


def _ask_several(session: Session, number: int, offers: Sequence[Offer]) -> None:
    st.markdown("**Shall this be changed?**")
    chosen = []
    for place, offer in enumerate(offers, start=1):
        if st.checkbox(f"{place}\\. {plain(offer.line)}", value=_ticked(offer, session), key=f"offer_{number}_{place}"):
            chosen.append(offer)
        _told(offer, line=False)
    with st.container(horizontal=True, gap="xsmall", key=f"offer_answers_{number}"):
        _accept_button("Accept chosen", session, tuple(chosen))
        _leave_button(session)


def _ticked(offer: Offer, session: Session) -> bool:
    """Whether an offer is ticked beforehand: not what takes back, nor a decision that the owner did not ask for."""
    decides = any(isinstance(edit, DecideThreat | DecideControl) for edit in offer.edits)
    asked = bool(session.turns and session.turns[-1].said.text)
    return not offer.back and (asked or not decides)


def _told(offer: Offer, line: bool = True) -> None:
    """What an offer says: its line, what is held now and what would be, and the words behind it."""
    if line:
        st.markdown(plain(offer.line))
    if offer.after:
        st.markdown(f"Now: {plain(offer.before or 'not known')}\n\nThen: {plain(offer.after)}")
    if offer.words:
        st.caption(f"Your words: “{plain(shortened(quoted(offer.words), _MOST_QUOTED))}”")


def _saying(when: str, meaning: str, words: str) -> None:
    st.markdown(f"{when}: {plain(meaning)}")
    if words:
        st.caption(f"“{plain(shortened(quoted(words), _MOST_QUOTED))}”")


def _accept_button(label: str, session: Session, chosen: tuple[Offer, ...]) -> None:
    st.button(
        label, key="accept_offers", type="primary", icon=":material/check:", disabled=not chosen,
        shortcut="Ctrl+Enter", on_click=_accept, args=(session, chosen),
    )  # fmt: skip


def _leave_button(session: Session) -> None:
    st.button(LEAVE, key="leave_offers", icon=":material/close:", on_click=_leave, args=(session,))


def _accept(session: Session, chosen: tuple[Offer, ...]) -> None:
    actions.edit(session, [edit for offer in chosen for edit in offer.edits], reason=reason_of(chosen))


def _leave(session: Session) -> None:
    actions.tell(session, LEAVE)
