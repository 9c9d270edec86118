"""Threats as rows that open one at a time, each to its whole card."""

from collections.abc import Callable, Sequence
from zlib import crc32

import streamlit as st

from agent.domain.session import Session
from agent.domain.threats import Threat, ThreatStatus
from ui import address, door, state
from ui.components.advice import marks_of
from ui.components.placing import Ladder
from ui.components.text import plain
from ui.components.threat_card import show_card
from ui.components.words import STATUSES, band_badge

PAGE = 15
"""Rows drawn at once in a folded section; more are a page away, so that hundreds stay quick."""


def show_rows(
    session: Session, threats: Sequence[Threat], rungs: Ladder, below: Callable[[Threat], None] | None = None
) -> None:
    """A row for each; ``below`` draws what stands under a closed row too."""
    with st.container(gap="xsmall" if below is None else "small"):
        for threat in threats:
            if below is None:
                _row(session, threat, rungs)
                continue
            with st.container(gap=None):
                _row(session, threat, rungs)
                below(threat)


def page_of(threats: tuple[Threat, ...], name: str) -> tuple[Threat, ...]:
    """The rows of the present page of a section; an opened threat brings its page with it."""
    pages = max(1, -(-len(threats) // PAGE))
    if pages == 1:
        return threats
    wanted = address.threat()
    place = next((index for index, threat in enumerate(threats) if threat.id == wanted), None)
    first = 1 if place is None else place // PAGE + 1
    ids = ",".join(threat.id for threat in threats)
    page = st.pagination(pages, default=first, key=f"page_{name}_{crc32(ids.encode())}")
    start = (int(page) - 1) * PAGE
    return threats[start : start + PAGE]


def _row(session: Session, threat: Threat, rungs: Ladder) -> None:
    is_open = address.threat() == threat.id
    status = "" if threat.status is ThreatStatus.OPEN else f" · {STATUSES[threat.status]}"
    key = f"card_{threat.id}_{state.generation('rows')}"
    label = f"{band_badge(threat.rating)} **{threat.id}** {plain(threat.title)}{status}{marks_of(threat, rungs)}"
    with st.expander(label, expanded=is_open, key=key, on_change=_toggle, args=(threat.id, key)) as card:
        if card.open:
            show_card(session, threat, door.desk().catalog, rungs, door.reasons_of(session).get(threat.id, ""))


def _toggle(threat_id: str, key: str) -> None:
    """Keep one card open: the address names it, and the others start closed."""
    is_open = bool(state.typed(key))
    address.show_threat(threat_id if is_open else None)
    if is_open:
        state.renew("rows")
