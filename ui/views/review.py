"""The review: one threat a screen, decided by keys, and at the end what was decided with the brief on the model."""

from functools import partial

import streamlit as st

from agent.assessment.scoring.mitigation_order import measures_for
from agent.domain.findings.threat_ranking import sections
from agent.domain.sessions.session import Session, Turn
from agent.domain.threats import Threat
from ui import actions, app_services, page_address, state
from ui.components.frame.help import show_help
from ui.components.frame.keyboard import listen
from ui.components.review.decision_edits import ACCEPT, CHOICES, FIX, NOT_HERE, Choice, is_settled
from ui.components.review.decision_form import show_form, treatment_words
from ui.components.review.review_brief import show_brief
from ui.components.review.review_parts import begin, go_on, queue_in
from ui.components.review.review_queue import END, START, Queue, next_ten
from ui.components.text import counted, plain
from ui.components.threats.llm_advice import show_told
from ui.components.threats.threat_evidence import show_names, show_reasons, show_sources
from ui.components.threats.threat_row_text import SURE, Grounds
from ui.components.value_labels import band_words, status_words
from ui.components.widget_keys import tag_of

_WHY, _ASKED = "review_why", "review_asked"
"""Under these names the tab keeps which threat's grounds are shown, and which decision is asked for."""


def show_review(session: Session, pending: Turn | None) -> None:
    """The whole page of a review; the conversation and the other sections wait."""
    queue, place = queue_in(session), page_address.review()
    if place == START or not (place == END or queue.place(place)):
        place = next((one.id for one in queue.waiting), END)
        page_address.show_review(place)
    if pending is not None:
        _wait(session.id, pending.number)
    with st.container(key="review", gap="medium"):
        _show_top(session, queue, busy=pending is not None)
        threat = session.model.threat(place)
        if threat is None:
            _show_end(session, queue)
        else:
            _show_threat(session, queue, threat, busy=pending is not None)
    listen()


@st.fragment(run_every=1)
def _wait(session_id: str, number: int) -> None:
    """Draw the page again once a decision is kept that took longer than a page waits; say so if it could not be."""
    turns = app_services.desk().turns
    if stopped := turns.stopped(session_id, number):
        st.error(f"**Not saved.** {plain(stopped.message)} Go back to the list to try it again.")
        return
    st.caption("Saving …")
    if turns.wait(session_id, number, 0):
        st.rerun()


def _show_top(session: Session, queue: Queue, busy: bool) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="line_review_top"):
        st.caption(f"Review of {plain(session.model.system.name) or 'an untitled model'}", width="stretch")
        st.button(
            "Undo", key="review_undo", icon=":material/undo:", shortcut="U", disabled=busy or not session.can_undo,
            on_click=_undo, args=(session, queue), help="Takes the last change back.",
        )  # fmt: skip
        st.button(
            "Back to the list",
            key="leave_review",
            icon=":material/list:",
            on_click=page_address.show_review,
            args=("",),
        )
        show_help()


def _show_threat(session: Session, queue: Queue, threat: Threat, busy: bool) -> None:
    place, total = queue.place(threat.id), len(queue.threats)
    decided = total - len(queue.waiting)
    st.progress(decided / total, text=f"**{place} of {total}** · {decided or 'none'} decided")
    st.markdown(f"# {plain(threat.title)}", anchors=False)
    _show_facts(session, threat)
    _show_keys(queue, threat, busy)
    _ask(session, queue, threat)
    if state.recall_words(_WHY) == threat.id:
        _show_why(session, threat)


def _show_facts(session: Session, threat: Threat) -> None:
    """What would happen, where, why, and what helps first: enough to decide on, also when it is read aloud."""
    catalog = app_services.desk().catalog
    with st.container(key="review_told", gap="small"):
        if threat.note:
            st.warning(f"**Look again.** {plain(threat.note)}", icon=":material/update:")
        show_told(threat)
        grounds, first = Grounds(session.model, catalog), measures_for(threat, session.model, catalog)[:1]
        sure = f" ({SURE[threat.certainty]})" if SURE[threat.certainty] else ""
        because = grounds.harm(threat) or grounds.because(threat)
        helps = plain(f"{first[0].id} {first[0].title}") if first else "no measure is proposed that is still to be done"
        lines = [
            f"**Where:** {plain(grounds.where(threat, most=3, letters=60))}",
            f"**Because:** {plain(because)}{sure}" if because else "",
            f"**Risk now:** {band_words(threat.rating)} · **as planned:** {band_words(threat.target_rating)}",
            f"**What helps first:** {helps}",
        ]
        st.markdown("  \n".join(line for line in lines if line))
        if is_settled(threat):
            st.success(f"**{status_words(threat)}.** {treatment_words(threat)}", icon=":material/check:")


def _show_keys(queue: Queue, threat: Threat, busy: bool) -> None:
    """The decisions and the ways on, each with its key."""
    go = page_address.show_review
    with st.container(horizontal=True, gap="xsmall", key="review_keys"):
        for choice, icon, key in ((FIX, "build", "F"), (ACCEPT, "verified_user", "A"), (NOT_HERE, "block", "N")):
            st.button(
                choice.label, key=f"review_{choice.name}", icon=f":material/{icon}:", shortcut=key, disabled=busy,
                type="primary" if choice is FIX else "secondary", on_click=state.remember,
                args=(_ASKED, f"{threat.id} {choice.name}"),
            )  # fmt: skip
        st.button(
            "Later", key="review_later", icon=":material/schedule:", shortcut="L", on_click=go,
            args=(queue.after(threat.id),),
        )  # fmt: skip
        st.button("Why", key="review_why", icon=":material/help:", shortcut="W", on_click=_why, args=(threat.id,))
    with st.container(horizontal=True, gap="xsmall", key="review_steps"):
        before = queue.before(threat.id)
        st.button(
            "Back", key="review_back", shortcut="Left", type="tertiary",
            disabled=not before, on_click=go, args=(before,),
        )  # fmt: skip
        st.button(
            "Next", key="review_next", shortcut="Right", type="tertiary", on_click=go,
            args=(queue.following(threat.id),),
        )  # fmt: skip


def _ask(session: Session, queue: Queue, threat: Threat) -> None:
    """What the chosen decision needs, in a dialog; when it is saved, the next one that waits comes."""
    asked = state.recall_words(_ASKED).split()
    choice = next((one for one in CHOICES if asked == [threat.id, one.name]), None)
    if choice is not None:
        form = partial(_form, session, queue, threat, choice)
        st.dialog(f"{choice.label}: {threat.id}", on_dismiss=_put_away)(form)()


def _form(session: Session, queue: Queue, threat: Threat, choice: Choice) -> None:
    if state.recall_words(_ASKED) != f"{threat.id} {choice.name}":
        st.rerun()
    st.markdown(plain(threat.title))
    name = f"review_{threat.id}_{tag_of(threat.status, threat.treatment)}"
    show_form(session, [threat], choice, name, partial(_decided, queue.after(threat.id)))


def _decided(following: str) -> None:
    """Close the dialog of a decision that was taken, and go on."""
    _put_away()
    page_address.show_review(following)


def _put_away() -> None:
    state.remember(_ASKED, "")


def _show_why(session: Session, threat: Threat) -> None:
    catalog = app_services.desk().catalog
    with st.container(border=True, key="review_because", gap="small"):
        show_reasons(threat, session.model, catalog)
        if here := app_services.reasons_of(session).get(threat.id, ""):
            st.markdown(f"**Why it stands here:** {plain(here)}.")
        if threat.pattern in catalog.patterns:
            st.caption(plain(catalog.patterns[threat.pattern].explanation))
        show_names(threat)
        show_sources(threat, catalog)


def _why(threat_id: str) -> None:
    state.remember(_WHY, "" if state.recall_words(_WHY) == threat_id else threat_id)


def _undo(session: Session, queue: Queue) -> None:
    """Take the last change back, and show the threat that it was about."""
    actions.undo(session)
    after = app_services.desk().facilitator.open(session.id).model
    for one in queue.threats:
        now = after.threat(one.id)
        if now is not None and (now.status, now.treatment) != (one.status, one.treatment):
            page_address.show_review(one.id)
            return


def _show_end(session: Session, queue: Queue) -> None:
    """What was decided, what is left, and the brief."""
    left = len(queue.waiting)
    st.markdown("# Review finished" if not left else "# Review: the end for now", anchors=False)
    counts = " · ".join(f"**{number}** {words.lower()}" for words, number in queue.counts())
    st.markdown(f"{counted(len(queue.threats), 'threat')}: {counts}" if counts else "There was nothing to review.")
    more = next_ten(sections(session.model.threats, session.model.controls), queue)
    with st.container(horizontal=True, gap="xsmall", key="review_end"):
        if left:
            ids = [one.id for one in queue.threats]
            st.button(
                f"Go through {'the one' if left == 1 else f'the {left}'} left for later", key="review_left",
                type="primary", icon=":material/schedule:", on_click=begin, args=(session, ids),
            )  # fmt: skip
        if more:
            st.button(
                f"Go on with the next {len(more)}", key="review_more", icon=":material/arrow_forward:",
                on_click=go_on, args=(session, queue, more),
            )  # fmt: skip
    st.markdown("## The brief", anchors=False)
    show_brief(session)
