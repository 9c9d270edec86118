"""What people say about a threat beside it: comments, and sign-offs of what stands there."""

import streamlit as st

from agent.domain.sessions.principal import LEAST, Action
from agent.domain.sessions.session import Session
from agent.domain.sessions.sharing import MOST_COMMENT, Comment, SignOff
from agent.domain.threats import Threat
from ui import app_services, sharing, state
from ui.components.text import plain


def show_remarks(session: Session, threat: Threat) -> None:
    """Comments and sign-offs of one threat, folded; nothing where nobody signs in."""
    if not app_services.desk().settings.knows_people:
        return
    one = sharing.sharing()
    comments = one.comments(session.id, threat.id)
    signed = tuple(given for given in one.sign_offs(session.id) if given.threat == threat.id)
    _show_signed(session, threat, signed)
    open_ones = sum(comment.resolved_at is None for comment in comments)
    title = f"Comments: {open_ones} open" if comments else "Comments: none yet"
    # another number in its title makes it another fold, which is open for whoever just wrote or settled
    taking_part = bool(state.recall(sharing.talk_of(threat.id), 0))
    with st.expander(title, key=f"remarks_{threat.id}", on_change="rerun", type="compact", expanded=taking_part) as box:
        if box.open:
            _show_comments(session, threat, comments)


def _show_signed(session: Session, threat: Threat, signed: tuple[SignOff, ...]) -> None:
    """Who signed it off, and whether that still is what stands there; with one's own word."""
    me = sharing.sharing().principal.key
    if signed:
        st.markdown("**Signed off by** " + ", ".join(map(_signed_words, signed)))
    if not app_services.role_of(session.id).covers(LEAST[Action.SIGN_OFF]):
        return
    mine = next((given for given in signed if given.by == me), None)
    with st.container(horizontal=True, gap="xsmall", key=f"line_signing_{threat.id}"):
        if mine is None or mine.stale:
            st.button(
                "Sign off", key=f"sign_off_{threat.id}", icon=":material/verified:", on_click=sharing.sign_off,
                args=(session.id, threat.id, True), help="You looked at this threat and agree with what stands here.",
            )  # fmt: skip
        if mine is not None:
            st.button(
                "Take back my sign-off", key=f"unsign_{threat.id}", type="tertiary", on_click=sharing.sign_off,
                args=(session.id, threat.id, False),
            )  # fmt: skip


def _signed_words(given: SignOff) -> str:
    changed = " :orange-badge[changed since]" if given.stale else ""
    return f"{plain(given.author)} :gray[({given.at.date().isoformat()}, version {given.version})]{changed}"


def _show_comments(session: Session, threat: Threat, comments: tuple[Comment, ...]) -> None:
    may = app_services.role_of(session.id).covers(LEAST[Action.COMMENT])
    for comment in comments:
        with st.container(key=f"comment_{comment.id[:16]}", gap=None):
            settled = f" · settled by {plain(comment.resolved_by)}" if comment.resolved_at else ""
            st.caption(f"**{plain(comment.author)}** · {comment.at:%Y-%m-%d %H:%M} UTC{settled}")
            st.text(comment.text)
            if may:
                st.button(
                    "Open again" if comment.resolved_at else "Settle", key=f"settle_{comment.id[:16]}",
                    type="tertiary", on_click=sharing.resolve, args=(session.id, comment, not comment.resolved_at),
                )  # fmt: skip
    if not may:
        st.caption("As a viewer you read comments. An owner of the model can let you write them.")
        return
    key = f"comment_{threat.id}_{state.generation(f'comment_{threat.id}')}"
    with st.form(f"form_{key}", border=False):
        st.text_area("Write a comment", key=key, max_chars=MOST_COMMENT, height=80)
        st.form_submit_button("Add comment", on_click=sharing.comment, args=(session.id, threat.id, key))
