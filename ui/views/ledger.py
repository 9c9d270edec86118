"""The ledger: what every catalogued threat came to for this system, and because of which fact."""

from datetime import date

import streamlit as st

from agent.domain.ledger import Finding
from agent.domain.sessions.session import Session
from knowledge.publications import incidents
from knowledge.publications.edition_age import edition_and_age
from ui import app_services
from ui.components.ledger.ledger_rows import FINDINGS, LedgerRow, found_rows, ledger_rows
from ui.components.ledger.table_filter import show_narrowing
from ui.components.text import counted, plain
from ui.views.standings import choose_view, show_standings


def show_ledger(session: Session) -> None:
    """The section with the verdicts as one table to search, or with one framework item by item."""
    if (framework := choose_view()) is not None:
        show_standings(session, framework)
        return
    ledger, catalog = app_services.ledger_of(session), app_services.desk().catalog
    rows = ledger_rows(ledger, session.model, catalog)
    numbers = {finding: len(ledger.of(finding)) for finding in Finding}
    st.markdown(
        f"Of {counted(len(ledger.verdicts), 'catalogued threat')}, **{numbers[Finding.APPLIES]} apply**, "
        f"**{numbers[Finding.RULED_OUT]} are ruled out** by a named fact, and **{numbers[Finding.OPEN]} are open** "
        "until a named fact is known."
    )
    st.caption("This says what was considered. It is not a proof that nothing else can happen.")
    finding, words = show_narrowing("ledger", "Verdict", FINDINGS, "Find a threat, fact or id")
    found = found_rows(rows, finding, words)
    if not found:
        st.markdown("**Nothing fits.** Take the filter or a word back to see more.")
        return
    _show_table(found)
    with st.expander("Frameworks and their editions", type="compact"):
        lines = [
            f"- {plain(one.title)}, edition {plain(edition_and_age(one, date.today()))}: {one.carried} {one.caution}"
            for one in catalog.frameworks.values()
        ]
        st.markdown("\n".join(lines))
        records = incidents.records()
        st.caption(f"Recorded incidents: {plain(records.source)}." if records else plain(incidents.HINT))


def _show_table(found: tuple[LedgerRow, ...]) -> None:
    st.dataframe(
        [
            {"Verdict": one.verdict, "Threat": one.title, "Because": one.because, "References": one.references,
             "Where": one.where, "Side": one.aspect}
            for one in found
        ],
        hide_index=True, width="stretch", height=480, key="ledger_table", alt="Verdicts on every catalogued threat",
        column_config={
            "Verdict": st.column_config.TextColumn(width=100), "Threat": st.column_config.TextColumn(width=300),
        },
    )  # fmt: skip
