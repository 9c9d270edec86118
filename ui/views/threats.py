"""The threats: filters, then one row each, most important first; a row opens to the whole card."""

from collections import Counter
from zlib import crc32

import streamlit as st

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.session import Session
from agent.domain.threats import Threat, ThreatStatus
from knowledge.catalog import Catalog
from knowledge.vocabulary import Aspect
from ui import acts, address, door, state
from ui.components.alike import show_alike
from ui.components.own_threat import show_own_threat
from ui.components.sieve import LIVE, Sieve, kept
from ui.components.text import counted, plain
from ui.components.threat_card import show_card
from ui.components.words import ASPECTS, BANDS, SHAPES, STATUSES, band_badge

PAGE = 15
"""Rows drawn at once; more are a page away, so that hundreds stay quick."""


def show_threats(session: Session) -> None:
    """The section with all threats."""
    model, catalog = session.model, door.desk().catalog
    if not model.threats:
        _show_empty(session)
        return
    sieve = _filters(model)
    found = kept(model.threats, sieve, model)
    _show_count(model, found, sieve)
    with st.container(gap="xsmall", key="rows"):
        for threat in _page(found, sieve):
            _row(session, threat, catalog)
    show_alike(door.alike_of(session))
    show_own_threat(session, door.desk().catalog.anchors)


def _show_empty(session: Session) -> None:
    st.markdown(
        "**No threats yet.** They appear here once there is a draft, most important first, each with its reasons."
    )
    st.button("Draft with what we have", key="draft_threats", on_click=acts.draft, args=(session,))
    show_own_threat(session, door.desk().catalog.anchors)


def _filters(model: ThreatModel) -> Sieve:
    aspects = Counter(threat.aspect for threat in kept(model.threats, Sieve(), model))
    here = [aspect for aspect in ASPECTS if aspects[aspect]]
    aspect = st.segmented_control(
        "Side of the system", ["all", *(one.value for one in here)], default="all", required=True, key="sieve_aspect",
        format_func=lambda one: _aspect_words(one, aspects),
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", key="sieve"):
        words = st.text_input(
            "Find", key="sieve_words", placeholder="Find in threats", label_visibility="collapsed", width=200,
            icon=":material/search:",
        )  # fmt: skip
        part = st.selectbox(
            "Part", ["", *_places(model)], key="sieve_part", label_visibility="collapsed", width=180,
            format_func=lambda one: model.name_of(one) if one else "Any part",
        )  # fmt: skip
        band = st.selectbox(
            "Band", ["", *BANDS], key="sieve_band", label_visibility="collapsed", width=140,
            format_func=lambda one: f"{SHAPES[Band(one)]} {BANDS[Band(one)]}" if one else "Any risk",
        )  # fmt: skip
        status = st.selectbox(
            "Status", [LIVE, "", *STATUSES], key="sieve_status", label_visibility="collapsed", width=170,
            format_func=lambda one: {LIVE: "Still applying", "": "Any status"}.get(one) or STATUSES[ThreatStatus(one)],
        )  # fmt: skip
    return Sieve(
        aspect=None if aspect in (None, "all") else Aspect(str(aspect)), part=str(part or ""),
        band=Band(band) if band else None, status=str(status if status is not None else LIVE), words=words or "",
    )  # fmt: skip


def _aspect_words(name: str, numbers: Counter[Aspect]) -> str:
    return f"All {sum(numbers.values())}" if name == "all" else f"{ASPECTS[Aspect(name)]} {numbers[Aspect(name)]}"


def _places(model: ThreatModel) -> list[str]:
    """Parts that some threat lands on, in the model's order."""
    used = {target for threat in model.threats for target in threat.targets}
    order = [SYSTEM, *(part.id for part in model.components), *(flow.id for flow in model.flows)]
    return [one for one in order if one in used]


def _show_count(model: ThreatModel, found: tuple[Threat, ...], sieve: Sieve) -> None:
    if not found:
        st.markdown("**No threat fits these filters.** Take a filter back to see more.")
        return
    if sieve != Sieve():
        st.caption(f"{counted(len(found), 'threat')} of {len(model.threats)} fit these filters.")


def _page(found: tuple[Threat, ...], sieve: Sieve) -> tuple[Threat, ...]:
    """The rows of the present page; an opened threat brings its page with it."""
    pages = max(1, -(-len(found) // PAGE))
    if pages == 1:
        return found
    wanted = address.threat()
    place = next((index for index, threat in enumerate(found) if threat.id == wanted), None)
    first = 1 if place is None else place // PAGE + 1
    key = f"page_{crc32(sieve.model_dump_json().encode())}_{len(found)}"
    page = st.pagination(pages, default=first, key=key)
    start = (int(page) - 1) * PAGE
    return found[start : start + PAGE]


def _row(session: Session, threat: Threat, catalog: Catalog) -> None:
    is_open = address.threat() == threat.id
    status = "" if threat.status is ThreatStatus.OPEN else f" · {STATUSES[threat.status]}"
    key = f"card_{threat.id}_{state.generation('rows')}"
    label = f"{band_badge(threat.rating)} **{threat.id}** {plain(threat.title)}{status}"
    with st.expander(label, expanded=is_open, key=key, on_change=_toggle, args=(threat.id, key)) as card:
        if card.open:
            show_card(session, threat, catalog, door.reasons_of(session).get(threat.id, ""))


def _toggle(threat_id: str, key: str) -> None:
    """Keep one card open: the address names it, and the others start closed."""
    is_open = bool(state.typed(key))
    address.show_threat(threat_id if is_open else None)
    if is_open:
        state.renew("rows")
