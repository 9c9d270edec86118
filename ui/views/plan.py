"""The plan: every measure with the threats it helps with, where it stands and who does it."""

from collections import Counter

import streamlit as st

from agent.domain.edits import Edit
from agent.domain.session import Session
from ui import acts, state
from ui.components.grid import rows_of
from ui.components.plan_rows import plan_edits, plan_order, plan_rows
from ui.components.tables import Incomplete
from ui.components.tags import tag_of
from ui.components.text import plain
from ui.components.words import CONTROL_STATUSES, band_words


def show_plan(session: Session) -> None:
    """The section with the measures; most helpful for the least effort first."""
    model = session.model
    if not model.controls:
        st.markdown(
            "**No measures yet.** They come with the draft; each says what to do and how to check that it works."
        )
        st.button("Draft with what we have", key="draft_plan", on_click=acts.draft, args=(session,))
        return
    numbers = Counter(control.status for control in model.controls)
    st.markdown(
        " · ".join(f"**{numbers[one]}** {words.lower()}" for one, words in CONTROL_STATUSES.items() if numbers[one])
    )
    st.caption(
        "Sorted by how much risk a measure can still take away for its effort. "
        "Done and verified measures count for the risk now, planned ones for the risk as planned."
    )
    _show_table(session)
    _show_details(session)


def _show_table(session: Session) -> None:
    import pandas as pd

    column = st.column_config
    rows = plan_rows(session.model)
    tag = tag_of(rows, state.generation("plan"))
    with st.form(f"plan_{tag}", border=False):
        edited = st.data_editor(
            pd.DataFrame(rows), hide_index=True, width="stretch", key=f"plan_table_{tag}",
            alt="Measures with status, owner and reason to edit", height=460,
            disabled=["Id", "Measure", "Threats", "Effort", "Effect", "Helps with"],
            column_config={
                "Id": column.TextColumn(width=56), "Measure": column.TextColumn(width=300),
                "Status": column.SelectboxColumn(options=list(CONTROL_STATUSES.values()), required=True, width=110),
                "Owner": column.TextColumn(max_chars=120, width=110), "Effort": column.TextColumn(width=70),
                "Threats": column.NumberColumn(width=60),
                "Reason": column.TextColumn(max_chars=600),
            },
        )  # fmt: skip
        if st.form_submit_button("Save plan", type="primary", key="save_plan"):
            _save(session, plan_edits(session.model, rows_of(edited)))


def _show_details(session: Session) -> None:
    """What to do for one measure, how to check it, and what it helps with."""
    controls = {control.id: control for control in plan_order(session.model)}
    chosen = st.selectbox(
        "What to do, and how to check it", list(controls), index=None, key="plan_details",
        placeholder="Choose a measure",
        format_func=lambda one: f"{one} {controls[one].title}" if one in controls else one,
    )  # fmt: skip
    control = controls.get(chosen or "")
    if control is None:
        return
    threats = [threat for threat in session.model.threats if threat.id in control.threats]
    lines = "\n".join(f"- {one.id} {plain(one.title)} ({band_words(one.rating)})" for one in threats)
    check = f"\n\n**Check:** {plain(control.verify)}" if control.verify else ""
    st.markdown(f"{plain(control.action)}{check}\n\n**Helps with**\n{lines or 'no threat of this model'}")


def _save(session: Session, result: tuple[Edit, ...] | Incomplete) -> None:
    if isinstance(result, Incomplete):
        st.error(f"Not saved: {result.message}.")
    elif not result:
        st.info("Nothing was changed in the plan.")
    else:
        acts.edit(session, result, reason="Changed the plan in the table")
        st.rerun()
