"""One threat in full: what can go wrong, why we say so, how bad, what helps, and what was decided."""

import streamlit as st

from agent.domain.advising import OWN_IDEA, is_models_own
from agent.domain.model import ThreatModel
from agent.domain.session import Session
from agent.domain.threats import Threat
from agent.exchange.installed import note_on_entry
from knowledge.catalog import Catalog
from knowledge.vocabulary import Reference
from ui import acts
from ui.components.advice import show_advice, show_own_idea, show_told
from ui.components.decision import show_decision
from ui.components.dread import show_dread
from ui.components.measures import show_measures
from ui.components.placing import Ladder, show_placing
from ui.components.text import plain
from ui.components.wording import show_wording
from ui.components.words import CERTAINTIES


def show_card(session: Session, threat: Threat, catalog: Catalog, rungs: Ladder, why_here: str = "") -> None:
    """Everything about a threat, with the controls that change it; ``why_here`` says why its place was computed."""
    model = session.model
    if threat.note:
        st.warning(f"**Look again.** {plain(threat.note)}", icon=":material/update:")
    show_own_idea(session, threat)
    show_told(threat)
    show_advice(session, threat)
    show_placing(session, threat, rungs)
    st.markdown("**Where:** " + " ".join(f":gray-badge[{plain(model.name_of(one))}]" for one in threat.targets))
    if threat.pattern in catalog.patterns:
        st.caption(plain(catalog.patterns[threat.pattern].explanation))
    elif missing := note_on_entry(threat, catalog):
        st.caption(f":material/info: {plain(missing)}, so no draft judges it anew. It is kept as it is.")
    _show_reasons(threat, model, catalog)
    if why_here:
        title = "Why the computed place" if rungs.elsewhere(threat) else "Why it stands here"
        st.markdown(f"**{title}:** {plain(why_here)}.")
    show_dread(session, threat, catalog.anchors)
    show_measures(session, threat)
    show_decision(session, threat)
    _show_sources(threat, catalog)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Ask about this", key=f"ask_{threat.id}", type="tertiary", icon=":material/help:",
            on_click=acts.ask_about, args=(session, threat.id),
        )  # fmt: skip
        show_wording(session, threat)


def _show_reasons(threat: Threat, model: ThreatModel, catalog: Catalog) -> None:
    lines = [f"- {_fact_line(fact, model, catalog)}" for fact in threat.evidence.facts]
    lines += [f"- Assumed: {_assumed_line(fact, model, catalog)}" for fact in threat.evidence.assumed]
    lines += [f"- {plain(hit)}" for hit in threat.evidence.hits]
    lines += [f"- You said: “{plain(quote.text)}”" for quote in threat.evidence.quotes]
    certainty = "" if is_models_own(threat) else CERTAINTIES[threat.certainty]  # its mark says whose idea it is
    if certainty:
        lines.append(f"- :material/info: {certainty}; confirm or reject it under Open points.")
    if lines:
        st.markdown("**Why it applies here**\n" + "\n".join(lines))


def _fact_line(fact: str, model: ThreatModel, catalog: Catalog) -> str:
    definition, value = catalog.facts.get(fact), model.value_of(fact)
    if definition is None or value is None:
        return plain(catalog.fact_label(fact))
    return plain(catalog.fact_meaning(fact, value))


def _assumed_line(fact: str, model: ThreatModel, catalog: Catalog) -> str:
    assumption = next((one for one in model.assumptions if one.fact == fact), None)
    if assumption is not None:
        return plain(assumption.text)
    return plain(catalog.fact_label(fact))


def _show_sources(threat: Threat, catalog: Catalog) -> None:
    if threat.references:
        st.markdown("**Sources**\n" + "\n".join(f"- {_reference_line(one, catalog)}" for one in threat.references))
    else:
        whose = f"{OWN_IDEA}." if is_models_own(threat) else "no citation: this is your own threat."
        st.markdown(f"**Sources**\n- {whose[0].upper()}{whose[1:]}")
    told = [catalog.precedents[one] for one in threat.precedents if one in catalog.precedents]
    if told:
        lines = [f"- {plain(one.title)} ({plain(one.date)}, {one.kind}): {plain(one.line)}" for one in told]
        st.markdown("**It has happened** (shown for context, never used to rank)\n" + "\n".join(lines))


def _reference_line(reference: Reference, catalog: Catalog) -> str:
    name, url = catalog.name_of(reference), catalog.url_of(reference)
    shown = plain(f"{reference.id} {name}") if reference.id not in name else plain(name)
    link = f"[{shown}]({url})" if url.startswith("https://") else shown
    return f"{plain(catalog.title_of(reference.framework))} {plain(reference.edition)}: {link}"
