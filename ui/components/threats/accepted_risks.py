"""The register of accepted risks on a page: who answers for each, why and until when, late ones first."""

from datetime import date

import streamlit as st

from agent.domain.changes.edits import DecideThreat
from agent.domain.findings.accepted_risks import AcceptedRisk, accepted_risks
from agent.domain.sessions.session import Session
from agent.domain.threats import ThreatStatus
from ui import actions, page_address
from ui.components.text import counted, plain
from ui.components.value_labels import band_badge


def show_accepted(session: Session, today: date) -> None:
    """Every accepted risk, to be opened again with one click."""
    risks = accepted_risks(session.model, today)
    if not risks:
        if session.model.threats:
            st.markdown("## Accepted risks")
            st.caption(
                "None. A risk is accepted on its threat's card, with a reason, an owner and a day to look again."
            )
        return
    st.markdown(f"## Accepted risks: {len(risks)}")
    if late := [one for one in risks if one.overdue]:
        st.warning(
            f"**{counted(len(late), 'accepted risk')} to look at again.** The day has passed for "
            f"{', '.join(one.threat for one in late)}.",
            icon=":material/event_busy:",
        )
    for one in risks:
        _show_risk(session, one)


def _show_risk(session: Session, risk: AcceptedRisk) -> None:
    with st.container(border=True, gap="xsmall", key=f"accepted_{risk.threat}"):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"line_accepted_{risk.threat}"
        ):
            st.markdown(f"{band_badge(risk.rating)} **{risk.threat}** {plain(risk.title)}", width="stretch")
            st.button("Show threat", key=f"show_{risk.threat}", type="tertiary",
                      on_click=page_address.show_threat, args=(risk.threat,))  # fmt: skip
            st.button("Open again", key=f"reopen_{risk.threat}", icon=":material/undo:",
                      on_click=_reopen, args=(session, risk))  # fmt: skip
        st.markdown(plain(risk.reason) or "No reason was given.")
        day = risk.review_by.isoformat() if risk.review_by else ""
        until = f":red-badge[:material/event_busy: Look again: was due {day}]" if risk.overdue else f"until {day}"
        whose = f"{plain(risk.owner)} answers for it" if risk.owner else "nobody answers for it"
        by = f" · decided by {plain(risk.author)}" if risk.author else ""
        st.caption(f"{whose} · {until if day else 'no day to look again'}{by}")


def _reopen(session: Session, risk: AcceptedRisk) -> None:
    edit = DecideThreat(threat=risk.threat, status=ThreatStatus.OPEN)
    actions.edit(session, [edit], reason=f"{risk.threat} is open again")
