"""The threats: filters, then the list in its sections, most important first; a row opens to the whole card."""

from collections.abc import Callable

import streamlit as st

from agent.domain.findings.llm_advice import done
from agent.domain.findings.threat_ranking import TITLES, Sections, computed_sections, sections
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat, ThreatStatus
from ui import actions, app_services, page_address, state
from ui.components.review.bulk_decision import show_bar
from ui.components.review.review_parts import show_way_in
from ui.components.sessions.similar_systems import show_alike
from ui.components.text import counted, plain
from ui.components.threats.filters import filter_words, show_filters
from ui.components.threats.llm_advice import BY_MODEL, set_aside_because, show_way_back
from ui.components.threats.own_threat import show_own_threat
from ui.components.threats.threat_filter import Sieve, kept
from ui.components.threats.threat_order import GROUPS, grouped, sorted_by
from ui.components.threats.threat_position import ladder
from ui.components.threats.threat_row_text import Grounds, before_higher
from ui.components.threats.threat_rows import PAGE, Rack, page_of, show_rows
from ui.components.threats.unseen_threats import fresh_in

_HINTS = {
    "also": "They apply too. Give one a place among the first, and it joins the list above.",
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
    wanted = show_filters(model)
    sieve = wanted.sieve
    touched = any(one.heeded is not None or one.placed is not None for one in model.threats)
    order = app_services.order_of(session) if touched else ()
    computed = touched and _show_head(model, order)
    as_computed = computed_sections(model.threats, order, model.controls) if computed else None
    told = as_computed or sections(model.threats, model.controls)
    show_way_in(session, told, sieve)
    _show_count(model, told, sieve)
    bar = st.container()
    rungs = ladder(model, order, computed)
    first = frozenset(one.id for one in told.main)
    rack = Rack(session, rungs, Grounds(model, app_services.desk().catalog), fresh_in(session), first, wanted.choosing)
    for name in TITLES:
        _show_section(rack, name, getattr(told, name), sieve, wanted.sort)
    if wanted.choosing:
        with bar:
            show_bar(session, rack.drawn)
    show_alike(app_services.alike_of(session))
    show_own_threat(session, app_services.desk().catalog.anchors)


def _show_empty(session: Session) -> None:
    st.markdown(
        "**No threats yet.** They appear here once there is a draft, most important first, each with its reasons."
    )
    st.button("Draft with what we have", key="draft_threats", on_click=actions.draft, args=(session,))
    show_own_threat(session, app_services.desk().catalog.anchors)


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


def _show_section(rack: Rack, name: str, threats: tuple[Threat, ...], sieve: Sieve, sort: str) -> None:
    """One section: the main list open, each other one folded under its title and number."""
    model = rack.session.model
    found = sorted_by(kept(threats, sieve, model), sort, model)
    if not threats:
        return
    number = str(len(threats)) if sieve == Sieve() else f"{len(found)} of {len(threats)}"
    if name == "main":
        st.markdown(f"## {TITLES[name]}: {number}", anchors=False)
        with st.container(key="rows"):
            _show_page(rack, found, sort)
        return
    _follow(name, found)
    is_open = bool(state.recall(f"unfolded_{name}", 0))
    title = f"**{TITLES[name]}: {number}**"
    with st.expander(title, expanded=is_open, key=f"section_{name}", on_change=_unfold, args=(name,)) as box:
        if box.open:
            st.caption(_HINTS[name])
            if name == "also" and sort == "order" and sieve == Sieve() and len(found) > PAGE:
                _show_groups(rack, found)
                return
            below = {"probably_not": _show_aside(rack.session), "gone": _show_gone}.get(name)
            _show_page(rack, page_of(found, name), sort, below)


def _show_page(
    rack: Rack, threats: tuple[Threat, ...], sort: str, below: Callable[[Threat], None] | None = None
) -> None:
    """Rows with the reasons of their order, where they stand in it."""
    here = sort == "order" and below is None
    show_rows(rack, threats, before_higher(threats, app_services.reasons_of(rack.session)) if here else {}, below)


def _show_groups(rack: Rack, threats: tuple[Threat, ...]) -> None:
    """A long section, folded by part or by kind of harm; a group draws its rows when it is opened."""
    by = st.segmented_control(
        "Group", list(GROUPS), default="part", required=True, key="also_by", format_func=GROUPS.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    for group in grouped(threats, str(by), rack.session.model):
        name = f"also_{by}_{group.key}"
        _follow(name, group.threats)
        title = f"{plain(group.title)}: {len(group.threats)}"
        is_open = bool(state.recall(f"unfolded_{name}", 0))
        with st.expander(title, expanded=is_open, key=f"section_{name}", on_change=_unfold, args=(name,)) as box:
            if box.open:
                _show_page(rack, page_of(group.threats, name), "order")


def _unfold(name: str) -> None:
    """Keep a section open or folded; the page's own memory of it ends whenever the number in its title changes."""
    state.remember(f"unfolded_{name}", int(bool(state.typed(f"section_{name}"))))


def _follow(name: str, threats: tuple[Threat, ...]) -> None:
    """Unfold a section or a group once when the opened card comes into it; after that its reader may fold it."""
    wanted = page_address.threat()
    if wanted in {one.id for one in threats} and state.recall_words(f"followed_{name}") != wanted:
        state.remember(f"followed_{name}", wanted or "")
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


def _show_count(model: ThreatModel, told: Sections, sieve: Sieve) -> None:
    """How many stand in each section, so that nothing is out of sight; and what fits the filters."""
    fitting = len(kept(model.threats, sieve, model))
    if not fitting:
        st.markdown("**No threat fits these filters.** Take a filter back to see more.")
    elif sieve != Sieve():
        narrowed = f" ({plain(filter_words(sieve, model))})" if filter_words(sieve, model) else ""
        st.caption(f"{counted(fitting, 'threat')} of {len(model.threats)} fit these filters{narrowed}.")
    else:
        st.caption(" · ".join(f"{title}: {len(threats)}" for title, threats in told.named()))
