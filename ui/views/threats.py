"""The threats: filters, then the list in its sections, most important first; a row opens to the whole card."""

from collections import Counter
from collections.abc import Callable

import streamlit as st

from agent.domain.advising import done
from agent.domain.arranging import TITLES, Sections, computed_sections, live, sections
from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.session import Session
from agent.domain.threats import Threat, ThreatStatus
from knowledge.vocabulary import Aspect
from ui import acts, address, door, state
from ui.components.advice import BY_MODEL, set_aside_because, show_way_back
from ui.components.alike import show_alike
from ui.components.own_threat import show_own_threat
from ui.components.placing import Ladder, ladder
from ui.components.sieve import Sieve, kept
from ui.components.text import counted, plain
from ui.components.threat_rows import page_of, show_rows
from ui.components.words import ASPECTS, BANDS, SHAPES, STATUSES

_HINTS = {
    "also": "They apply too. Move one up, or decide on it, and it joins the list above.",
    "unconfirmed": "Only likeness to your words or to other systems speaks for these. No fact does yet.",
    "probably_not": "The language model thinks that these cannot happen in your system. By your facts they apply, so "
    "they are kept and counted until you decide.",
    "gone": "You dismissed these, or a fact ruled them out after you had decided on them.",
}
"""What the folded sections hold, in a sentence each."""


def show_threats(session: Session) -> None:
    """The section with all threats."""
    model = session.model
    if not model.threats:
        _show_empty(session)
        return
    sieve = _filters(model)
    touched = any(one.heeded is not None or one.placed is not None for one in model.threats)
    order = door.order_of(session) if touched else ()
    computed = touched and _show_head(model, order)
    told = computed_sections(model.threats, order) if computed else sections(model.threats)
    _show_count(model, told, sieve)
    rungs = ladder(model.threats, order, computed)
    for name in TITLES:
        _show_section(session, name, told, sieve, rungs)
    show_alike(door.alike_of(session))
    show_own_threat(session, door.desk().catalog.anchors)


def _show_empty(session: Session) -> None:
    st.markdown(
        "**No threats yet.** They appear here once there is a draft, most important first, each with its reasons."
    )
    st.button("Draft with what we have", key="draft_threats", on_click=acts.draft, args=(session,))
    show_own_threat(session, door.desk().catalog.anchors)


def _show_head(model: ThreatModel, order: tuple[str, ...]) -> bool:
    """What a language model did to the list, and a switch to see the list without it; gives back the switch."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="line_threats_head"):
        line = done(model.threats, order).line
        st.markdown(f"{BY_MODEL} {line}" if line else "Some threats were placed by hand.", width="stretch")
        return st.toggle(
            "Computed order", key="computed_order",
            help="Shows the list as it is computed alone: without the language model, and without places that people "
            "gave. It only shows it; nothing is changed.",
        )  # fmt: skip


def _show_section(session: Session, name: str, told: Sections, sieve: Sieve, rungs: Ladder) -> None:
    """One section: the main list open, each other one folded under its title and number."""
    threats: tuple[Threat, ...] = getattr(told, name)
    found = kept(threats, sieve, session.model)
    if not threats:
        return
    number = str(len(threats)) if sieve == Sieve() else f"{len(found)} of {len(threats)}"
    if name == "main":
        st.markdown(f"## {TITLES[name]}: {number}", anchors=False)
        with st.container(key="rows"):
            show_rows(session, found, rungs)
        return
    _follow(name, found)
    is_open = bool(state.recall(f"unfolded_{name}", 0))
    title = f"**{TITLES[name]}: {number}**"
    with st.expander(title, expanded=is_open, key=f"section_{name}", on_change=_unfold, args=(name,)) as box:
        if box.open:
            st.caption(_HINTS[name])
            below = {"probably_not": _show_aside(session), "gone": _show_gone}.get(name)
            show_rows(session, page_of(found, name), rungs, below)


def _unfold(name: str) -> None:
    """Keep a section open or folded; the page's own memory of it ends whenever the number in its title changes."""
    state.remember(f"unfolded_{name}", int(bool(state.typed(f"section_{name}"))))


def _follow(name: str, threats: tuple[Threat, ...]) -> None:
    """Unfold a section once when the opened card comes into it; after that its reader may fold it."""
    wanted = address.threat()
    if wanted in {one.id for one in threats} and state.recall_words("followed") != f"{name} {wanted}":
        state.remember("followed", f"{name} {wanted}")
        state.remember(f"unfolded_{name}", 1)


def _show_aside(session: Session) -> Callable[[Threat], None]:
    def show(threat: Threat) -> None:
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"line_aside_{threat.id}"):
            st.caption(f"Why: {set_aside_because(threat)}", width="stretch")
            show_way_back(session, threat, "row")

    return show


def _show_gone(threat: Threat) -> None:
    reason = threat.treatment.reason if threat.treatment else ""
    why = threat.note if threat.status is ThreatStatus.RETIRED else reason
    st.caption(f"Why: {plain(why) or 'No reason was given.'}")


def _filters(model: ThreatModel) -> Sieve:
    aspects = Counter(threat.aspect for threat in live(model.threats))
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
            "Status", ["", *STATUSES], key="sieve_status", label_visibility="collapsed", width=170,
            format_func=lambda one: STATUSES[ThreatStatus(one)] if one else "Any status",
        )  # fmt: skip
    return Sieve(
        aspect=None if aspect in (None, "all") else Aspect(str(aspect)), part=str(part or ""),
        band=Band(band) if band else None, status=str(status or ""), words=words or "",
    )  # fmt: skip


def _aspect_words(name: str, numbers: Counter[Aspect]) -> str:
    return f"All {sum(numbers.values())}" if name == "all" else f"{ASPECTS[Aspect(name)]} {numbers[Aspect(name)]}"


def _places(model: ThreatModel) -> list[str]:
    """Parts that some threat lands on, in the model's order."""
    used = {target for threat in model.threats for target in threat.targets}
    order = [SYSTEM, *(part.id for part in model.components), *(flow.id for flow in model.flows)]
    return [one for one in order if one in used]


def _show_count(model: ThreatModel, told: Sections, sieve: Sieve) -> None:
    """How many stand in each section, so that nothing is out of sight; and what fits the filters."""
    fitting = len(kept(model.threats, sieve, model))
    if not fitting:
        st.markdown("**No threat fits these filters.** Take a filter back to see more.")
    elif sieve != Sieve():
        st.caption(f"{counted(fitting, 'threat')} of {len(model.threats)} fit these filters.")
    st.caption(" · ".join(f"{title}: {len(threats)}" for title, threats in told.named()))
