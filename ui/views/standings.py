"""The ledger of one framework: where each of its items stands for this system, and because of what."""

import streamlit as st

from agent.coverage import CAPTION, counted, coverage, standings, stride_grid
from agent.coverage.evidence import evidence, requirements, told
from agent.domain.sessions.session import Session
from knowledge.vocabulary import Framework
from ui import app_services
from ui.components.ledger.standing_rows import PLACES, group_rows, item_rows, stride_rows
from ui.components.ledger.table_filter import show_narrowing

THREATS = "threats"


def choose_view() -> Framework | None:
    """What to look at: the catalogued threats (none), or one framework."""
    catalog = app_services.desk().catalog
    titles = {THREATS: "Catalogued threats"} | {one.value: m.title for one, m in catalog.frameworks.items()}
    chosen = st.selectbox("Look at", list(titles), format_func=lambda one: titles[one], key="ledger_view", width=420)
    return None if chosen in (None, THREATS) else Framework(chosen)


def show_standings(session: Session, framework: Framework) -> None:
    """The groups of a framework, then its items as one table to search; for requirements what is evidence for each."""
    catalog, ledger = app_services.desk().catalog, app_services.ledger_of(session)
    if framework in requirements(catalog):
        _show_evidence(session, framework)
        return
    found = standings(session.model, catalog, ledger, (framework,))
    numbers = counted(found)
    st.markdown(", ".join(f"**{numbers[place]}** {words.lower()}" for place, words in PLACES.items()))
    st.caption(CAPTION)
    if framework is Framework.STRIDE:
        cells = stride_grid(session.model, catalog, ledger)
        st.dataframe(
            stride_rows(cells, session.model), hide_index=True, width="stretch", key="standing_grid",
            alt="STRIDE categories at each part",
        )  # fmt: skip
        return
    rows = coverage(found, catalog, framework)
    if any(sum(row.counts.values()) > 1 for row in rows):
        st.dataframe(
            group_rows(rows), hide_index=True, width="stretch", key="standing_groups", alt="Groups of the framework"
        )
    place, words = show_narrowing("standing", "Stands", PLACES, "Find an item, fact or threat")
    listed = item_rows(found, place, words)
    if not listed:
        st.markdown("**Nothing fits.** Take the filter or a word back to see more.")
        return
    st.dataframe(
        listed, hide_index=True, width="stretch", height=480, key="standing_table", alt="Items and where they stand",
        column_config={name: st.column_config.TextColumn(width=120) for name in ("Stands", "Item")},
    )  # fmt: skip


def _show_evidence(session: Session, framework: Framework) -> None:
    """Every requirement with the measures of this model that help to meet it."""
    catalog = app_services.desk().catalog
    rows = evidence(session.model, catalog, framework)
    st.markdown(f"**{told(rows)}.**")
    st.caption(catalog.manifest_of(framework).caution)
    st.dataframe(
        [
            {"Requirement": row.id, "What it asks": row.name, "Level": row.level or row.applies_from,
             "Measures": ", ".join(row.controls), "In place": row.in_place}
            for row in rows
        ],
        hide_index=True, width="stretch", height=480, key="evidence_table", alt="Requirements and measures for them",
    )  # fmt: skip
