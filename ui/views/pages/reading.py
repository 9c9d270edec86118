"""The page of a model for whoever reads it, or reads and comments: nothing is offered that their role cannot do."""

from collections.abc import Callable

import streamlit as st

from agent.domain.findings.threat_ranking import sections
from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Session
from agent.domain.threats import Control, Threat
from ui import app_services, page_address, session_management, state
from ui.components.frame.error_message import show_notices
from ui.components.frame.help import show_help_and_settings
from ui.components.sessions.presence import look_around
from ui.components.sessions.share_dialog import ROLES, show_share_button
from ui.components.text import plain
from ui.components.threats.comments import show_remarks
from ui.components.threats.threat_evidence import show_names, show_reasons, show_sources
from ui.components.value_labels import CONTROL_STATUSES, STATUSES, band_badge
from ui.views.diagram import show_diagram
from ui.views.export import show_export
from ui.views.history import show_history
from ui.views.ledger import show_ledger

_PAGE = 20


def show_reading(session: Session, role: Role) -> None:
    """The whole page: who one is to the model, and its sections to read."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top"):
        st.button(
            "All models", key="home", type="tertiary", icon=":material/arrow_back:", on_click=session_management.leave,
            args=(session,),
        )  # fmt: skip
        show_share_button(session)
        show_help_and_settings(session)
    show_notices()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_model_header"):
        st.markdown(f"# {plain(session.model.system.name) or 'Untitled model'}", anchors=False, width="stretch")
        st.caption(f"Saved · version {session.version}", width="content")
    st.caption(f":material/visibility: You are here as {ROLES[role]}. Ask an owner if you need more.")
    look_around(session.id, session.version, len(session.turns))
    _show_sections(session)


def _show_sections(session: Session) -> None:
    views: dict[str, Callable[[Session], None]] = {
        "threats": _show_threats, "diagram": show_diagram, "plan": _show_plan, "ledger": show_ledger,
        "history": show_history, "export": show_export,
    }  # fmt: skip
    named = page_address.section(drafted=True)
    opened = named if named in views else "threats"
    if state.typed("section") != opened:
        state.preset("section", opened)
    st.segmented_control(
        "Section", list(views), required=True, key="section", on_change=_turn_to, label_visibility="collapsed",
        format_func=page_address.SECTIONS.__getitem__, wrap=True,
    )  # fmt: skip
    with st.container(key=f"section_{opened}"):
        views[opened](session)


def _turn_to() -> None:
    page_address.show_section(str(state.typed("section")))


def _show_threats(session: Session) -> None:
    """Every threat in its order, one to a fold; what is inside is drawn once it is opened."""
    model = session.model
    if not model.threats:
        st.markdown("**No threats yet.** They appear here once an editor drafts them.")
    for title, threats in sections(model.threats, model.controls).named():
        if not threats:
            continue
        st.markdown(f"## {title}: {len(threats)}", anchors=False)
        shown = _PAGE * state.recall(f"more_{title}", 1)
        for threat in threats[:shown]:
            with st.expander(_row(threat), key=f"read_{threat.id}", on_change="rerun") as box:
                if box.open:
                    _show_threat(session, threat)
        if len(threats) > shown and st.button(f"Show more of {len(threats)}", key=f"more_{title}"):
            state.remember(f"more_{title}", shown // _PAGE + 1)
            st.rerun()


def _row(threat: Threat) -> str:
    return f"**{threat.id}** {plain(threat.title)} {band_badge(threat.rating)}"


def _show_threat(session: Session, threat: Threat) -> None:
    catalog, model = app_services.desk().catalog, session.model
    show_names(threat)
    st.markdown(plain(threat.statement))
    st.markdown("**Where:** " + " ".join(f":gray-badge[{plain(model.name_of(one))}]" for one in threat.targets))
    st.markdown(f"**Decided:** {STATUSES[threat.status]}")
    helps = [control for control in model.controls if threat.id in control.threats]
    if helps:
        st.markdown("**What helps**\n" + "\n".join(f"- {_measure(one)}" for one in helps))
    show_reasons(threat, model, catalog)
    show_sources(threat, catalog)
    show_remarks(session, threat)


def _measure(control: Control) -> str:
    return f"{plain(control.title)} :gray[({CONTROL_STATUSES[control.status]})]"


def _show_plan(session: Session) -> None:
    """The measures with their state, as a table to read."""
    model = session.model
    rows = [
        {"Measure": one.title, "State": CONTROL_STATUSES[one.status], "Threats": ", ".join(one.threats)}
        for one in model.controls
    ]
    if rows:
        st.dataframe(rows, hide_index=True, width="stretch", alt="Measures with their state")
    else:
        st.markdown("**No measures yet.**")
