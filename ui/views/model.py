"""The living model: its header, the sections to choose from, and the one that is open."""

from collections.abc import Callable

import streamlit as st

from agent.domain.findings.threat_ranking import live
from agent.domain.sessions.session import Session
from ui import page_address, state
from ui.components.chat.turn_progress import show_coming
from ui.components.frame.header import show_header
from ui.components.threats.unseen_threats import keep_first_sight
from ui.views.checks import show_checks, waiting
from ui.views.diagram import show_diagram
from ui.views.export import show_export
from ui.views.history import show_history
from ui.views.ledger import show_ledger
from ui.views.open_points import open_points, show_points
from ui.views.overview import show_overview
from ui.views.parts import show_parts
from ui.views.plan import show_plan
from ui.views.read_back import show_read_back
from ui.views.risk import show_risk
from ui.views.threats import show_threats
from ui.views.what_if import show_what_if

_VIEWS: dict[str, Callable[[Session], None]] = {
    "overview": show_overview,
    "diagram": show_diagram,
    "words": show_read_back,
    "parts": show_parts,
    "threats": show_threats,
    "risk": show_risk,
    "plan": show_plan,
    "what_if": show_what_if,
    "points": show_points,
    "checks": show_checks,
    "ledger": show_ledger,
    "history": show_history,
    "export": show_export,
}


def show_model(session: Session, busy: bool) -> None:
    """The right pane of the workspace; only the open section is drawn."""
    show_header(session, busy)
    keep_first_sight(session)
    if busy and not session.model.threats and not session.model.components:
        show_coming()
        return
    opened = page_address.section(drafted=bool(session.model.threats))
    if state.typed("section") != opened:
        state.preset("section", opened)
    st.segmented_control(
        "Section", list(page_address.SECTIONS), required=True, key="section", on_change=_turn_to,
        format_func=lambda name: _title(session, name), label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    with st.container(key=f"section_{opened}"):
        _VIEWS[opened](session)


def _turn_to() -> None:
    page_address.show_section(str(state.typed("section")))


def _title(session: Session, name: str) -> str:
    """A section's name with how much is in it."""
    number = {
        "threats": lambda: len(live(session.model.threats)),
        "plan": lambda: len(session.model.controls),
        "points": lambda: open_points(session),
        "checks": lambda: waiting(session),
    }.get(name, lambda: 0)()
    return f"{page_address.SECTIONS[name]} {number}" if number else page_address.SECTIONS[name]
