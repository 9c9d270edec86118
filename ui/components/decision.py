"""The decision about a threat: its status, with the reason, owner and review date it needs."""

from datetime import date, timedelta

import streamlit as st

from agent.domain.edits import DecideThreat
from agent.domain.session import Session
from agent.domain.threats import Threat, ThreatStatus
from ui import acts
from ui.components.tags import tag_of
from ui.components.text import plain
from ui.components.words import STATUSES

_CHOICES = tuple(status for status in ThreatStatus if status is not ThreatStatus.RETIRED)
_NEEDS = {
    ThreatStatus.OPEN: "Open: nothing is decided yet.",
    ThreatStatus.MITIGATED: "Mitigated: the measures in place are enough.",
    ThreatStatus.ACCEPTED: "Accepted: the risk is taken. Needs a reason, an owner and a review date.",
    ThreatStatus.TRANSFERRED: "Transferred: somebody else carries it. Needs a reason.",
    ThreatStatus.AVOIDED: "Avoided: the part it needs goes away. Needs a reason.",
    ThreatStatus.DISMISSED: "Not applicable: it cannot happen here. Needs a reason.",
}


def show_decision(session: Session, threat: Threat) -> None:
    """The status in force, and a form to change it."""
    if threat.treatment is not None:
        st.markdown(f"**{STATUSES[threat.status]}.** {_treatment(threat)}")
    with st.expander(
        f"Decide: {STATUSES[threat.status].lower()} now", key=f"decide_{threat.id}", on_change="rerun"
    ) as box:
        if box.open:
            _form(session, threat)


def _form(session: Session, threat: Threat) -> None:
    name = f"{threat.id}_{tag_of(threat.status, threat.treatment)}"
    treatment = threat.treatment
    start = threat.status if threat.status in _CHOICES else ThreatStatus.OPEN
    with st.form(f"decision_{name}", border=False):
        status = st.radio(
            "Status", _CHOICES, index=_CHOICES.index(start), format_func=_NEEDS.__getitem__, key=f"decide_status_{name}"
        )
        reason = st.text_area(
            "Reason", value=treatment.reason if treatment else "", max_chars=600, height=68, key=f"decide_why_{name}"
        )
        left, right = st.columns(2)
        owner = left.text_input(
            "Who answers for it", value=treatment.owner if treatment else "", max_chars=120, key=f"decide_owner_{name}"
        )
        review = right.date_input(
            "Look again on", value=treatment.review_by if treatment else None, key=f"decide_review_{name}",
            min_value=date.today(), max_value=date.today() + timedelta(days=3650), format="YYYY-MM-DD",
        )  # fmt: skip
        if st.form_submit_button("Save decision", type="primary"):
            _save(session, threat, ThreatStatus(status), reason or "", owner or "", review)


def missing(status: ThreatStatus, reason: str, owner: str, review: date | None) -> tuple[str, ...]:
    """What a status still needs, in words."""
    needs: list[str] = []
    if status not in (ThreatStatus.OPEN, ThreatStatus.MITIGATED) and not reason.strip():
        needs.append("a reason")
    if status is ThreatStatus.ACCEPTED:
        needs += [] if owner.strip() else ["who answers for it"]
        needs += [] if review else ["when to look again"]
    return tuple(needs)


def _save(session: Session, threat: Threat, status: ThreatStatus, reason: str, owner: str, review: object) -> None:
    day = review if isinstance(review, date) else None
    if needs := missing(status, reason, owner, day):
        st.error(f"Not saved: {STATUSES[status].lower()} needs {' and '.join(needs)}.")
        return
    edit = DecideThreat(threat=threat.id, status=status, reason=reason.strip(), owner=owner.strip(), review_by=day)
    acts.edit(session, [edit], reason=f"{threat.id} is {STATUSES[status].lower()}")
    st.rerun()


def _treatment(threat: Threat) -> str:
    treatment = threat.treatment
    if treatment is None:
        return ""
    owner = f" Answers for it: {plain(treatment.owner)}." if treatment.owner else ""
    review = f" Look again on {treatment.review_by.isoformat()}." if treatment.review_by else ""
    return f"{plain(treatment.reason)}{owner}{review}"
