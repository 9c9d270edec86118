"""Threats as rows that open one at a time, each to its whole card; closed rows draw no card."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import streamlit as st

from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from ui import app_services, page_address, state
from ui.components.review.bulk_decision import show_tick
from ui.components.threats.llm_advice import marks_of
from ui.components.threats.threat_card import show_card
from ui.components.threats.threat_position import Ladder
from ui.components.threats.threat_row_text import Grounds, row_label
from ui.components.threats.unseen_threats import have_seen

PAGE = 15
"""Rows drawn at once in a folded section; more are a page away, so that hundreds stay quick."""


@dataclass(frozen=True)
class Rack:
    """What all rows of one drawing share."""

    session: Session
    rungs: Ladder
    grounds: Grounds
    fresh: Mapping[str, str]
    """What is new or changed since this tab came to the model, by id, in a word."""
    first: frozenset[str]
    """The ids of the threats to talk about."""
    picking: bool = False
    """Whether rows have a box to choose them by."""
    drawn: list[str] = field(default_factory=list)
    """The ids of the rows that were drawn."""


def show_rows(
    rack: Rack,
    threats: Sequence[Threat],
    before: Mapping[str, str],
    below: Callable[[Threat], None] | None = None,
) -> None:
    """A row for each; ``before`` says why one goes before higher scores, ``below`` draws what a closed row has too."""
    with st.container(gap="xsmall" if below is None else "small"):
        for threat in threats:
            rack.drawn.append(threat.id)
            if below is None:
                _ticked_row(rack, threat, before.get(threat.id, ""))
                continue
            with st.container(gap=None):
                _ticked_row(rack, threat, before.get(threat.id, ""))
                below(threat)


def page_of(threats: tuple[Threat, ...], name: str) -> tuple[Threat, ...]:
    """The rows of the present page of a section; an opened threat brings its page with it."""
    pages = max(1, -(-len(threats) // PAGE))
    if pages == 1:
        return threats
    wanted = page_address.threat()
    place = next((index for index, threat in enumerate(threats) if threat.id == wanted), None)
    first = 1 if place is None else place // PAGE + 1
    ids = ",".join(threat.id for threat in threats)
    page = st.pagination(pages, default=first, key=f"page_{name}_{crc32(ids.encode())}")
    start = (int(page) - 1) * PAGE
    return threats[start : start + PAGE]


def _ticked_row(rack: Rack, threat: Threat, before: str) -> None:
    if not rack.picking:
        _row(rack, threat, before)
        return
    with st.container(horizontal=True, gap="xsmall", key=f"pickrow_{threat.id}"):
        show_tick(threat)
        _row(rack, threat, before)


def _row(rack: Rack, threat: Threat, before: str) -> None:
    is_open = page_address.threat() == threat.id
    key = f"card_{threat.id}_{state.generation('rows')}"
    marks, fresh = marks_of(threat, rack.rungs), rack.fresh.get(threat.id, "")
    label = row_label(threat, rack.grounds, marks, fresh, before, threat.id in rack.first)
    with st.expander(label, expanded=is_open, key=key, on_change=_toggle, args=(threat.id, key)) as card:
        if card.open:
            have_seen(rack.session, threat)
            reasons = app_services.reasons_of(rack.session)
            show_card(rack.session, threat, app_services.desk().catalog, rack.rungs, reasons.get(threat.id, ""))


def _toggle(threat_id: str, key: str) -> None:
    """Keep one card open: the address names it, and the others start closed."""
    is_open = bool(state.typed(key))
    page_address.show_threat(threat_id if is_open else None)
    if is_open:
        state.renew("rows")
