"""Say what went wrong: what happened, what is safe, what to do, with details folded and an id to name."""

import logging
import secrets

import streamlit as st

from agent.domain.sessions.session import Turn
from agent.errors import (
    AnalystError,
    InputError,
    InviteRefused,
    OverLimit,
    RoleTooLow,
    SessionBusy,
    SessionNotFound,
    SettingsError,
    SignInNeeded,
    StoreUnavailable,
    VersionConflict,
    trace_of,
)
from knowledge.errors import CatalogError, IndexUnavailable, ThreatparleyError
from ui import app_services, state
from ui.components.text import plain, prose
from ui.turns import Stopped

_LOG = logging.getLogger("threatparley.ui")

_ADVICE: tuple[tuple[type[ThreatparleyError], str], ...] = (
    (InputError, "Change the input as the message says, and send it again."),
    (SessionBusy, "Wait a moment, then try again."),
    (SignInNeeded, "Sign in, then do it again."),
    (RoleTooLow, "Ask an owner of the model for another role; they find it under Share."),
    (InviteRefused, "Ask whoever invited you for a new link."),
    (SessionNotFound, "Check the address, or go back to the start page."),
    (OverLimit, "Do as the message says; what you wrote is still here."),
    (VersionConflict, "Look at the model as it is now, and make the change again."),
    (StoreUnavailable, "Check that the data folder or database can be written, then try again."),
    (SettingsError, "Correct the setting, then start Threatparley again."),
    (CatalogError, "Run python -m knowledge check to see what is wrong with the catalog."),
    (IndexUnavailable, "Try again; if it stays, remove the search index, which is rebuilt by itself."),
    (AnalystError, "Try again; if it stays, carry on with quick replies and tables, which still work."),
)


def notice_of(error: ThreatparleyError, safe: str) -> state.Notice:
    """An error of ours as something the page can say; it is logged under the id that is shown."""
    number = secrets.token_hex(4)
    _LOG.warning("shown on a page, error %s: %s", number, trace_of(error))
    do = next((advice for kind, advice in _ADVICE if isinstance(error, kind)), "Try again.")
    return state.Notice(kind="trouble", text=str(error), safe=safe, do=do, detail=type(error).__name__, id=number)


def show_notices() -> None:
    """Everything there is to say after the last action."""
    for notice in state.notices():
        if notice.kind == "saved":
            st.toast(plain(notice.text), icon=":material/check:")
        elif notice.kind == "told":
            st.info(plain(notice.text), icon=":material/info:")
            if notice.lines:
                with st.expander("What was read, and what was left out"):
                    st.markdown("\n".join(f"- {plain(line)}" for line in notice.lines))
        elif notice.kind == "refused":
            st.warning("\n".join([f"**{plain(notice.text)}**", "", *(f"- {plain(line)}" for line in notice.lines)]))
        else:
            show_trouble(notice)


def show_search_trouble() -> None:
    """While the search goes on without its store: what that means and what to do."""
    trouble = app_services.desk().facilitator.search_trouble()
    if trouble:
        st.warning(plain(trouble), icon=":material/manage_search:")


def show_trouble(notice: state.Notice) -> None:
    """One error as a panel."""
    with st.container(border=True, key=f"trouble_{notice.id}"):
        st.error(f"**What happened.** {prose(notice.text)}", icon=":material/error:")
        st.markdown(f"**What is safe.** {plain(notice.safe)}\n\n**What to do.** {plain(notice.do)}")
        if notice.unsent:
            with st.expander("What you wrote, to send again"):
                st.text(notice.unsent[:20_000])
        with st.expander("Details"):
            st.text(f"Error id {notice.id}, kind {notice.detail}. The log has more under this id.")


def show_stopped(stopped: Stopped, key: str) -> bool:
    """A turn that an error stopped; gives back whether to try it again."""
    st.error(f"**This step could not be finished.** {prose(stopped.message)}", icon=":material/error:")
    st.markdown("**What is safe.** What you sent is kept, and the model is as it was before.")
    again = st.button("Try again", key=key, icon=":material/replay:")
    with st.expander("Details"):
        st.text(f"Error id {stopped.id}, kind {stopped.detail}. The log has more under this id.")
    return again


def show_failed(turn: Turn) -> None:
    """A turn that was given up."""
    st.error(f"**This could not be worked on.** {prose(turn.problem)}", icon=":material/error:")


def show_unforeseen(error: Exception) -> None:
    """An error that no page foresaw; only its kind and an id are shown, the rest is in the log."""
    number = secrets.token_hex(4)
    _LOG.error("a page stopped, error %s: %s", number, trace_of(error))
    show_trouble(
        state.Notice(
            kind="trouble",
            text="This page could not be drawn.",
            do="Reload the page; if it stays, open another section.",
            safe="Your model is saved; nothing was changed.",
            detail=type(error).__name__,
            id=number,
        )
    )
