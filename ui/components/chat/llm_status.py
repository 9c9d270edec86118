"""The language model's part, in sight at all times: where texts go, what was used, and the switch that stops it."""

import streamlit as st

from agent.domain.changes.edits import StayOffline
from agent.domain.sessions.session import Session, TurnStatus
from agent.llm.costs.usage import ModelAccount
from ui import actions, app_services, state
from ui.components.text import plain


def show_destination() -> None:
    """On the start page: where the texts of a new model will go, and the switch that keeps them here."""
    settings = app_services.desk().settings
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_destination"):
        _show_sentence(settings.destination_of(actions.offline_only()))
        if settings.asks_model:
            st.toggle(
                "Offline only", key="offline_only", value=actions.offline_only(), on_change=_choose,
                help="Models that you begin here are never sent to a language model, from their first word on.",
            )  # fmt: skip


def show_model_part(session: Session) -> None:
    """In the workspace: where this model's texts go, what was used of the language model, and the switch."""
    settings = app_services.desk().settings
    if stays_here():
        return
    offline = _wanted(session)
    account = app_services.desk().facilitator.account(session) if settings.asks_model else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_model_part"):
        _show_sentence(settings.destination_of(offline))
        if account is not None:
            with st.popover(f"Used: {account.tokens_session:,} tokens", type="tertiary", key="account"):
                _show_account(account)
        if settings.asks_model:
            key = f"offline_{session.id}_{offline}"
            st.toggle(
                "Offline only", key=key, value=offline, on_change=_switch, args=(session, key),
                help="Nothing of this model is sent to a language model while this is on; the rules go on alone. "
                "Undo and redo never switch it off.",
            )  # fmt: skip
    if account is not None and account.reached:
        st.warning(plain(account.reached), icon=":material/block:")


def stays_here() -> bool:
    """Whether nothing can leave this machine: no language model is asked, and all that is kept is kept here."""
    return not app_services.desk().settings.asks_model and "but to" not in app_services.desk().settings.destination


def show_stay() -> None:
    """Where nothing leaves this machine: one small mark that says so, as the start page has said it in full."""
    if stays_here():
        with st.popover("Stays here", type="tertiary", icon=":material/lock:", key="stay"):
            st.caption(plain(app_services.desk().settings.destination))


def show_estimate(session: Session) -> None:
    """Beside the draft: what it would take of the language model, in a few words."""
    account = app_services.desk().facilitator.account(session) if app_services.desk().settings.asks_model else None
    if account is not None:
        with st.container(key="estimate"):
            st.caption(f"Language model: {plain(account.estimate)}.")


def _show_sentence(sentence: str) -> None:
    st.caption(f":material/lock: {plain(sentence)}")


def _show_account(account: ModelAccount) -> None:
    lines = [plain(account.used()), plain(account.limits()), f"A draft now: {plain(account.estimate)}."]
    st.markdown("\n\n".join(lines))
    if account.uses:
        st.caption("By model")
        st.markdown(
            "\n".join(f"- {plain(use.model)} at {plain(use.host)}: {plain(use.words())}" for use in account.uses)
        )
    if account.note:
        st.caption(plain(account.note))


def _wanted(session: Session) -> bool:
    """Whether the model stays offline, also by the word of turns that are still at work."""
    said = (edit for turn in session.turns if turn.status is TurnStatus.ACCEPTED for edit in turn.said.edits)
    switched = [edit.offline for edit in said if isinstance(edit, StayOffline)]
    return switched[-1] if switched else session.model.offline


def _choose() -> None:
    actions.choose_offline(bool(state.typed("offline_only")))


def _switch(session: Session, key: str) -> None:
    """Change over, unless nothing changes: the page may tell of a switch that was only drawn anew."""
    wanted = state.typed(key)
    if isinstance(wanted, bool) and wanted is not _wanted(session):
        actions.stay_offline(session, wanted)
