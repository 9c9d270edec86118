"""What a language model says of a threat, always said to be from it, and the one click that takes it back."""

import streamlit as st

from agent.domain.changes.edits import ConfirmThreat, DropAdvice
from agent.domain.findings.llm_advice import OWN_IDEA, is_models_own, maker, verdict
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat, ThreatStatus
from agent.exchange.reports.advice_section import whose
from ui import actions
from ui.components.text import plain
from ui.components.threats.threat_position import Ladder

BY_MODEL = ":material/smart_toy:"
"""The sign beside everything that a language model did; words beside it say the same."""


def marks_of(threat: Threat, rungs: Ladder) -> str:
    """Badges for a row: what a language model did to the threat, and whether a person placed it."""
    did = [word for word, is_so in (
        ("own idea", threat.unvouched), ("moved", rungs.moved(threat)),
        ("told", threat.heeded is not None and bool(threat.heeded.scenario)),
        ("set aside", threat.set_aside),
    ) if is_so]  # fmt: skip
    by_model = f" :blue-badge[{BY_MODEL} by model: {', '.join(did)}]" if did else ""
    by_hand = " :gray-badge[placed by hand]" if threat.placed is not None and threat.id in rungs.now else ""
    return by_model + by_hand


def show_told(threat: Threat) -> None:
    """What can go wrong: a model's scenario first where there is one, and the statement below it in every case."""
    advice = threat.heeded
    if advice is None or not advice.scenario:
        st.markdown(plain(threat.statement))
        return
    with st.container(border=True, gap="xsmall", key=f"told_{threat.id}"):
        st.caption(f"{BY_MODEL} How it would happen here, told by the language model ({plain(maker(threat))})")
        st.markdown(plain(advice.scenario))
    if advice.scenario != threat.statement:
        st.markdown(f"**{whose(threat)}:** {plain(threat.statement)}")


def show_own_idea(session: Session, threat: Threat) -> None:
    """The mark on a threat that only a language model speaks for, and the button of a person who vouches for it."""
    if not is_models_own(threat) or threat.status in (ThreatStatus.DISMISSED, ThreatStatus.RETIRED):
        return
    by = f"{BY_MODEL} {OWN_IDEA[0].upper()}{OWN_IDEA[1:]} ({plain(maker(threat))})"
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"line_own_{threat.id}"):
        if threat.unvouched:
            st.markdown(f"**{by}.** It counts in no figure of risk until you confirm it.", width="stretch")
            st.button(
                "It belongs here", key=f"confirm_threat_{threat.id}", icon=":material/check:",
                on_click=_confirm, args=(session, threat, True),
            )  # fmt: skip
        elif threat.confirmed:
            st.markdown(f"{by}, confirmed by a person.", width="stretch")
            st.button(
                "Take the confirmation back", key=f"unconfirm_{threat.id}", type="tertiary", icon=":material/undo:",
                on_click=_confirm, args=(session, threat, False),
            )  # fmt: skip
        else:
            st.markdown(f"{by}, which a person has put their hand to.", width="stretch")


def show_advice(session: Session, threat: Threat) -> None:
    """What a model says of the threat's place and why, with the words it names, and the way back."""
    advice = threat.advice
    if advice is None:
        return
    with st.container(border=True, gap="xsmall", key=f"advice_{threat.id}"):
        st.markdown(f"{BY_MODEL} {_says(threat)}")
        if advice.dropped:
            st.button(
                "Let it count again", key=f"heed_{threat.id}", icon=":material/redo:",
                on_click=_drop, args=(session, threat, False),
            )  # fmt: skip
            return
        if advice.words:
            st.markdown(f"You said: “{plain(advice.words)}”")
        show_way_back(session, threat, "card")


def show_way_back(session: Session, threat: Threat, where: str) -> None:
    """The button that makes what a model says of a threat no longer count."""
    label = f"Bring back {threat.id}" if threat.set_aside else "Take back what it says"
    st.button(
        label, key=f"drop_{where}_{threat.id}", icon=":material/undo:", on_click=_drop, args=(session, threat, True),
        help="Its place, its reason and its words no longer count for this threat. You can let them count again.",
    )  # fmt: skip


def set_aside_because(threat: Threat) -> str:
    """Why a model set a threat aside, and which model."""
    reason = threat.advice.because if threat.advice else ""
    return f"{BY_MODEL} {plain(reason) or 'No reason was given.'} ({plain(maker(threat))})"


def _says(threat: Threat) -> str:
    """Such as "The language model (wise-1) puts it at place 1. Why: ..."."""
    advice, by = threat.advice, f"The language model ({plain(maker(threat))})"
    if advice is None:
        return ""
    because = f" **Why:** {plain(advice.because)}" if advice.because else ""
    said = verdict(threat)
    if advice.dropped:
        return f"You took back that {by[0].lower()}{by[1:]} {said or 'tells how it would happen here'}.{because}"
    but = " You decided otherwise, so it is listed." if advice.set_aside and not threat.set_aside else ""
    return f"{by} {said or 'tells how it would happen here'}.{but}{because}"


def _drop(session: Session, threat: Threat, dropped: bool) -> None:
    done = "taken back" if dropped else "counts again"
    edits = [DropAdvice(threat=threat.id, dropped=dropped)]
    actions.edit(session, edits, reason=f"What the language model says of {threat.id} {'is ' if dropped else ''}{done}")


def _confirm(session: Session, threat: Threat, confirmed: bool) -> None:
    reason = f"{threat.id} belongs here" if confirmed else f"{threat.id} is no longer confirmed"
    actions.edit(session, [ConfirmThreat(threat=threat.id, confirmed=confirmed)], reason=reason)
