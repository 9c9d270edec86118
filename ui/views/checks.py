"""Control checks: the safeguards a system should have, which of them are missing, and which nobody has told of yet."""

import streamlit as st

from agent.coverage.control_checks import Checked, CheckState, checked, states_line
from agent.domain.facts import SYSTEM
from agent.domain.sessions.session import Session
from agent.exchange.reports.checks_section import TOLD
from ui import actions, app_services
from ui.components.system.facts import fact_edits
from ui.components.text import counted, plain

_HEADS = {
    CheckState.MISSING: "Missing, as you say",
    CheckState.NOT_KNOWN: "Not known yet",
    CheckState.IN_PLACE: "In place",
}


def show_checks(session: Session) -> None:
    """The section with the safeguards, those that are missing first; what is not known can be answered here."""
    found = checked(session.model, app_services.desk().catalog)
    if not found:
        st.markdown("**No safeguard is asked for yet.** They depend on what the system is and what it does.")
        return
    st.markdown(f"Of {counted(len(found), 'safeguard')} that such a system should have: **{states_line(found)}**.")
    st.caption(TOLD)
    for state, head in _HEADS.items():
        ones = [one for one in found if one.state is state]
        if ones:
            st.markdown(f"#### {head} ({len(ones)})", anchors=False)
        for one in ones:
            _show(session, one)


def waiting(session: Session) -> int:
    """How many safeguards are missing, by the owner's own word."""
    return sum(one.state is CheckState.MISSING for one in checked(session.model, app_services.desk().catalog))


def _show(session: Session, one: Checked) -> None:
    """One safeguard with what follows without it and what helps, and the answers that would settle it."""
    with st.container(border=True, key=f"check_{one.check}"):
        st.markdown(f"**{plain(one.title)}**  \n{plain(one.words)}")
        if one.state is not CheckState.IN_PLACE:
            st.caption(f"{plain(one.why)} What helps: {plain('; '.join(one.measures))}.")
        if one.state is CheckState.NOT_KNOWN:
            with st.container(horizontal=True, gap="small"):
                _button(session, one, "It is in place", True)
                _button(session, one, "It is missing", False)


def _button(session: Session, one: Checked, words: str, value: bool) -> None:
    """A button that tells whether the safeguard is there."""
    fact = app_services.desk().catalog.control_checks[one.check].fact
    st.button(
        words, key=f"check_{one.check}_{value}", on_click=actions.take,
        args=(session, fact_edits(session.model, SYSTEM, {fact: value}), f"{words}: {one.title}"),
    )  # fmt: skip
