"""Why a threat is in the model: the facts, the owner's words, and what the field says."""

from datetime import date

import streamlit as st

from agent.domain.findings.llm_advice import OWN_IDEA, is_models_own
from agent.domain.model import ThreatModel
from agent.domain.threats import Threat
from knowledge.catalog import Catalog
from knowledge.publications import incidents
from knowledge.publications.citations import Cited, cited
from knowledge.search.entry_names import called
from knowledge.vocabulary import Reference
from ui.components.text import plain
from ui.components.value_labels import CERTAINTIES


def show_names(threat: Threat) -> None:
    """What practitioners call it: the words under which the field writes about it."""
    if told := called(threat.also_known_as):
        st.caption(f"Practitioners call this {plain(told)}.")


def show_reasons(threat: Threat, model: ThreatModel, catalog: Catalog) -> None:
    """The facts and assumptions it rests on, the owner's words, and how sure that is."""
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


def show_sources(threat: Threat, catalog: Catalog) -> None:
    """The framework items behind it, with their editions, and where it has happened."""
    if threat.references:
        groups = cited(threat.references, catalog, date.today())
        st.markdown("**Sources**\n" + "\n".join(f"- {_source_line(one, catalog)}" for one in groups))
    else:
        whose = f"{OWN_IDEA}." if is_models_own(threat) else "no citation: this is your own threat."
        st.markdown(f"**Sources**\n- {whose[0].upper()}{whose[1:]}")
    told = [catalog.precedents[one] for one in threat.precedents if one in catalog.precedents]
    if told:
        lines = [f"- {plain(one.title)} ({plain(one.date)}, {one.kind}): {plain(one.line)}" for one in told]
        st.markdown("**It has happened** (shown for context, never used to rank)\n" + "\n".join(lines))
    _show_incidents(threat, catalog)


def _show_incidents(threat: Threat, catalog: Catalog) -> None:
    """How often it was recorded elsewhere, with the latest entries and where they come from."""
    records = incidents.records()
    count = records.of(threat.references, catalog) if records else None
    if records is None or count is None:
        return
    links = ", ".join(
        f"[{plain(one.title)}]({one.url}) ({plain(one.date)})" if one.url.startswith("https://") else plain(one.title)
        for one in count.latest
    )
    st.markdown(f"**On record** (shown, never used to rank)\n- {plain(count.line)}: {links}")
    st.caption(f"Source: {plain(records.source)}.")


def _source_line(group: Cited, catalog: Catalog) -> str:
    """The closest item of a framework with its edition and age, then the others."""
    others = ", ".join(_item(one, catalog) for one in group.more)
    also = f"; also {others}" if others else ""
    return f"{plain(group.source)}: {_item(group.leading, catalog)}{also}"


def _item(reference: Reference, catalog: Catalog) -> str:
    name, url = catalog.name_of(reference), catalog.url_of(reference)
    shown = plain(f"{reference.id} {name}") if reference.id not in name else plain(name)
    return f"[{shown}]({url})" if url.startswith("https://") else shown
