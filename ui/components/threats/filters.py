"""What a list of threats can be narrowed down by: side of the system, words, part, risk and status."""

from collections import Counter
from dataclasses import dataclass

import streamlit as st

from agent.domain.facts import SYSTEM
from agent.domain.findings.threat_ranking import live
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.threats import ThreatStatus
from knowledge.vocabulary import Aspect
from ui.components.review.bulk_decision import is_choosing
from ui.components.threats.threat_filter import Sieve
from ui.components.threats.threat_order import SORTS
from ui.components.value_labels import ASPECTS, BANDS, SHAPES, STATUSES


@dataclass(frozen=True)
class Wanted:
    """How a person wants to see the list."""

    sieve: Sieve
    sort: str
    choosing: bool
    """Whether rows have a box to choose them by."""


def show_filters(model: ThreatModel) -> Wanted:
    """The filters and the order, most of them behind one button, and the switch to choose several."""
    aspects = Counter(threat.aspect for threat in live(model.threats))
    here = [aspect for aspect in ASPECTS if aspects[aspect]]
    aspect = st.segmented_control(
        "Side of the system", ["all", *(one.value for one in here)], default="all", required=True, key="sieve_aspect",
        format_func=lambda one: _aspect_words(one, aspects),
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="sieve"):
        words = st.text_input(
            "Find", key="sieve_words", placeholder="Find in threats", label_visibility="collapsed", width=200,
            icon=":material/search:",
        )  # fmt: skip
        with st.popover("Filter and sort", icon=":material/tune:", key="sieve_more"):
            part, band, status, sort = _selects(model)
        choosing = is_choosing()
    sieve = Sieve(
        aspect=None if aspect in (None, "all") else Aspect(str(aspect)), part=part,
        band=Band(band) if band else None, status=status, words=words or "",
    )  # fmt: skip
    return Wanted(sieve, sort, choosing)


def filter_words(sieve: Sieve, model: ThreatModel) -> str:
    """What is chosen behind the button, in words, so that nothing narrows the list out of sight."""
    part = model.name_of(sieve.part) if sieve.part else ""
    band = BANDS[sieve.band] if sieve.band else ""
    status = STATUSES[ThreatStatus(sieve.status)] if sieve.status else ""
    return ", ".join(one for one in (part, band, status) if one)


def _selects(model: ThreatModel) -> tuple[str, str, str, str]:
    """Part, band, status and order; empty where nothing is chosen."""
    part = st.selectbox(
        "Part", ["", *_places(model)], key="sieve_part",
        format_func=lambda one: model.name_of(one) if one else "Any part",
    )  # fmt: skip
    band = st.selectbox(
        "Risk now", ["", *BANDS], key="sieve_band",
        format_func=lambda one: f"{SHAPES[Band(one)]} {BANDS[Band(one)]}" if one else "Any risk",
    )  # fmt: skip
    status = st.selectbox(
        "Status", ["", *STATUSES], key="sieve_status",
        format_func=lambda one: STATUSES[ThreatStatus(one)] if one else "Any status",
    )  # fmt: skip
    sort = st.selectbox("Sort", list(SORTS), key="sieve_sort", format_func=SORTS.__getitem__)
    return str(part or ""), str(band or ""), str(status or ""), str(sort or "order")


def _aspect_words(name: str, numbers: Counter[Aspect]) -> str:
    return f"All {sum(numbers.values())}" if name == "all" else f"{ASPECTS[Aspect(name)]} {numbers[Aspect(name)]}"


def _places(model: ThreatModel) -> list[str]:
    """Parts that some threat lands on, in the model's order."""
    used = {target for threat in model.threats for target in threat.targets}
    order = [SYSTEM, *(part.id for part in model.components), *(flow.id for flow in model.flows)]
    return [one for one in order if one in used]
