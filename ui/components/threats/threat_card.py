"""One threat in full: what can go wrong, why we say so, how bad, what helps, and what was decided."""

import streamlit as st

from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from agent.exchange.reports.catalog_lookups import note_on_entry
from agent.exchange.reports.harm_to_people import people_words
from knowledge.catalog import Catalog
from ui import actions
from ui.components.plan.measure_row import show_measures
from ui.components.review.decision_form import show_decision
from ui.components.text import plain
from ui.components.threats.comments import show_remarks
from ui.components.threats.dread import show_dread, show_risk
from ui.components.threats.llm_advice import show_advice, show_own_idea, show_told
from ui.components.threats.own_wording import show_wording
from ui.components.threats.test_results import show_trials
from ui.components.threats.threat_evidence import show_names, show_reasons, show_sources
from ui.components.threats.threat_position import Ladder, show_placing


def show_card(session: Session, threat: Threat, catalog: Catalog, rungs: Ladder, why_here: str = "") -> None:
    """What would happen, what to decide, where and how bad; all the rest is folded and drawn when it is opened.

    ``why_here`` says why its place was computed.
    """
    model = session.model
    if threat.note:
        st.warning(f"**Look again.** {plain(threat.note)}", icon=":material/update:")
    show_own_idea(session, threat)
    show_told(threat)
    show_names(threat)
    show_decision(session, threat)
    st.markdown("**Where:** " + " ".join(f":gray-badge[{plain(model.name_of(one))}]" for one in threat.targets))
    show_risk(threat)
    show_trials(threat)
    show_advice(session, threat)
    show_measures(session, threat)
    title = "Why it applies, its place and its sources"
    with st.expander(title, key=f"grounds_{threat.id}", on_change="rerun", type="compact") as box:
        if box.open:
            _show_grounds(session, threat, catalog, rungs, why_here)
    show_dread(session, threat, catalog)
    show_remarks(session, threat)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Ask about this", key=f"ask_{threat.id}", type="tertiary", icon=":material/help:",
            on_click=actions.ask_about, args=(session, threat.id),
        )  # fmt: skip
        show_wording(session, threat)


def _show_grounds(session: Session, threat: Threat, catalog: Catalog, rungs: Ladder, why_here: str) -> None:
    """The facts and words behind it, its place and why, the catalog's explanation, and the sources."""
    show_reasons(threat, session.model, catalog)
    if why_here:
        title = "Why the computed place" if rungs.elsewhere(threat) else "Why it stands here"
        st.markdown(f"**{title}:** {plain(why_here)}.")
    if people := people_words(threat, catalog):
        st.markdown(f"**Harm to people:** {plain(people)}.")
    show_placing(session, threat, rungs)
    if threat.pattern in catalog.patterns:
        st.caption(plain(catalog.patterns[threat.pattern].explanation))
    elif missing := note_on_entry(threat, catalog):
        st.caption(f":material/info: {plain(missing)}, so no draft judges it anew. It is kept as it is.")
    show_sources(threat, catalog)
