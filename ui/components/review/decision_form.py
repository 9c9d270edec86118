"""The decision about one threat or many: one choice, and a form with just what that choice needs."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import streamlit as st

from agent.assessment.scoring.mitigation_order import measures_for
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from ui import actions, app_services, state
from ui.components.form_messages import refuse, show_said
from ui.components.review.decision_edits import (
    FIX,
    REOPEN,
    Choice,
    Given,
    choices_for,
    edits_for,
    is_settled,
    missing,
    told,
)
from ui.components.text import counted, plain
from ui.components.value_labels import status_words
from ui.components.widget_keys import tag_of

LOOK_AGAIN = timedelta(days=182)
"""When a risk that is accepted now is looked at again, unless a person says otherwise."""
_LONGEST = timedelta(days=3650)


def show_decision(session: Session, threat: Threat) -> None:
    """What was decided about a threat, and the choices with the form of the one that is chosen."""
    if is_settled(threat):
        st.markdown(f"**{status_words(threat)}.** {treatment_words(threat)}")
    name = f"{threat.id}_{tag_of(threat.status, threat.treatment)}"
    choice = _choose(f"decide_{name}", [threat])
    if choice is not None:
        show_form(session, [threat], choice, name)


def show_many(session: Session, threats: Sequence[Threat], saved: Callable[[], None]) -> None:
    """The same for several threats at once: one decision, one step back."""
    name = f"many_{state.generation('decided_many')}"
    choice = _choose(f"decide_{name}", threats)

    def decided() -> None:
        state.renew("decided_many")
        saved()

    if choice is not None:
        show_form(session, threats, choice, name, decided)


def treatment_words(threat: Threat) -> str:
    """Why it was decided so, who answers for it, and when to look again."""
    treatment = threat.treatment
    if treatment is None:
        return ""
    owner = f" Answers for it: {plain(treatment.owner)}." if treatment.owner else ""
    review = f" Look again on {treatment.review_by.isoformat()}." if treatment.review_by else ""
    end = "" if treatment.reason.endswith((".", "!", "?", "…")) else "."
    return f"{plain(treatment.reason)}{end}{owner}{review}"


def show_form(
    session: Session,
    threats: Sequence[Threat],
    choice: Choice,
    name: str,
    saved: Callable[[], object] = lambda: None,
) -> None:
    """What one choice needs; ``saved`` is called once that was taken."""
    key = f"{choice.name}_{name}"
    many = len(threats) > 1
    with st.form(f"decision_{key}", border=False):
        st.caption(choice.hint)
        if choice is FIX and not many:
            _ask_measures(session, threats[0], key)
        elif choice is FIX:
            st.caption("Each plans the first measure that is proposed against it.")
        if choice is not REOPEN:
            _ask_reason(threats[0], choice, key, many)
        if choice.needs_owner or choice is FIX:
            _ask_who_and_when(session, threats[0], choice, key)
        label = f"{choice.deed}: {counted(len(threats), 'threat')}" if many else choice.deed
        st.form_submit_button(
            label, type="primary", key=f"save_{key}", on_click=_save, args=(session, tuple(threats), choice, key, saved)
        )
    show_said(f"decision_{key}")


def _choose(key: str, threats: Sequence[Threat]) -> Choice | None:
    choices = {one.name: one for one in choices_for(threats)}
    chosen = st.segmented_control(
        "Decide", list(choices), key=key, format_func=lambda one: choices[one].label, wrap=True
    )
    return choices.get(chosen or "")


def _ask_measures(session: Session, threat: Threat, key: str) -> None:
    here = {one.id: one for one in measures_for(threat, session.model, app_services.desk().catalog)}
    if not here:
        st.caption("No measure is proposed that is not in place already. Say what shall be done.")
        return
    st.multiselect(
        "Measures to plan", list(here), default=list(here)[:1], key=f"measures_{key}",
        format_func=lambda one: f"{one} {here[one].title}",
    )  # fmt: skip


def _ask_reason(threat: Threat, choice: Choice, key: str, many: bool) -> None:
    before = threat.treatment.reason if threat.treatment and not many and choice.status is threat.status else ""
    label = "Reason" if choice.needs_reason else "What shall be done, or why" if choice is FIX else "Why"
    st.text_area(label, value=before, max_chars=600, height=68, key=f"decide_why_{key}")


def _ask_who_and_when(session: Session, threat: Threat, choice: Choice, key: str) -> None:
    """Who answers for it, and when to look again; the last one who was named is proposed."""
    known = threat.treatment.owner if threat.treatment else ""
    label = "Who answers for it" if choice.needs_owner else "Who does it"
    proposed = known or state.recall_words("last_owner") or session.model.system.owner
    left, right = st.columns(2) if choice.needs_owner else (st.container(), None)
    left.text_input(label, value=proposed[:120], max_chars=120, key=f"decide_owner_{key}")
    if right is None:
        return
    kept = threat.treatment.review_by if threat.treatment else None
    today = date.today()
    right.date_input(
        "Look again on", value=max(kept or today + LOOK_AGAIN, today), key=f"decide_review_{key}",
        min_value=today, max_value=today + _LONGEST, format="YYYY-MM-DD",
    )  # fmt: skip


def _given(key: str) -> Given:
    """What the form of a choice holds; a field that it does not show is empty."""
    reason, owner = (str(state.typed(f"decide_{field}_{key}") or "") for field in ("why", "owner"))
    day, chosen = state.typed(f"decide_review_{key}"), state.typed(f"measures_{key}")
    measures = tuple(map(str, chosen)) if isinstance(chosen, list | tuple) else ()
    return Given(reason, owner, day if isinstance(day, date) else None, measures)


def _save(session: Session, threats: Sequence[Threat], choice: Choice, key: str, saved: Callable[[], object]) -> None:
    """Decide as the form says about the threats that the page showed, whatever others have saved since."""
    given = _given(key)
    if needs := missing(choice, given, len(threats) > 1):
        refuse(f"decision_{key}", f"Not saved: {choice.label.lower()} needs {' and '.join(needs)}.")
        return
    state.remember("last_owner", given.owner.strip())
    edits = edits_for(threats, session.model, choice, given, app_services.desk().catalog)
    if actions.edit(session, edits, reason=told(threats, choice)) or not edits:
        saved()
