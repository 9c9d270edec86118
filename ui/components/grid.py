"""A table to edit, with an explicit Save and nothing kept before it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from agent.domain.edits import Edit
from agent.domain.session import Session
from ui import acts, state
from ui.components.tables import Incomplete, Row
from ui.components.tags import tag_of

Reader = Callable[[Sequence[Row]], "tuple[Edit, ...] | Incomplete"]


def show_grid(
    session: Session, name: str, rows: Sequence[dict[str, object]], columns: Mapping[str, Any], read: Reader, alt: str
) -> None:
    """Draw the rows in a table that can be added to, changed and deleted from; Save hands the difference on."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    tag = tag_of(rows, state.generation("parts"))
    with st.form(f"form_{name}_{tag}", border=False):
        edited = st.data_editor(
            frame, num_rows="dynamic", hide_index=True, width="stretch", column_config=dict(columns), alt=alt,
            key=f"grid_{name}_{tag}", disabled=["Id"],
        )  # fmt: skip
        if st.form_submit_button(f"Save {name}", key=f"save_grid_{name}"):
            _save(session, name, read(rows_of(edited)))


def rows_of(frame: Any) -> list[Row]:
    """The rows of an edited table, each by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _save(session: Session, name: str, result: "tuple[Edit, ...] | Incomplete") -> None:
    if isinstance(result, Incomplete):
        st.error(f"Not saved: {result.message}.")
    elif not result:
        st.info(f"Nothing was changed in the {name}.")
    else:
        acts.edit(session, result, reason=f"Changed the {name} in the table")
        st.rerun()
