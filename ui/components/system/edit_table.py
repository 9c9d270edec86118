"""A table to edit, with an explicit Save and nothing kept before it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from agent.domain.changes.edits import Edit
from agent.domain.sessions.session import Session
from ui import actions, state
from ui.components.form_messages import refuse, show_said, tell
from ui.components.system.tables import Incomplete, Row
from ui.components.widget_keys import tag_of

Reader = Callable[[Sequence[Row]], "tuple[Edit, ...] | Incomplete"]


def show_grid(
    session: Session, name: str, rows: Sequence[dict[str, object]], columns: Mapping[str, Any], read: Reader, alt: str
) -> None:
    """Draw the rows in a table that can be added to, changed and deleted from; Save hands the difference on."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    key = f"grid_{name}_{tag_of(rows, state.generation('parts'))}"
    with st.form(f"form_{key}", border=False):
        st.data_editor(
            frame, num_rows="dynamic", hide_index=True, width="stretch", column_config=dict(columns), alt=alt,
            key=key, disabled=["Id"],
        )  # fmt: skip
        st.form_submit_button(
            f"Save {name}", key=f"save_grid_{name}", on_click=_save, args=(session, name, key, tuple(rows), read)
        )
        show_said(name)


def changed_rows(rows: Sequence[Row], changes: object) -> list[Row]:
    """The rows with what the editor of a table tells: cells by row and column, rows added, and rows deleted."""
    told = changes if isinstance(changes, Mapping) else {}
    cells = {int(place): dict(values) for place, values in told.get("edited_rows", {}).items()}
    gone = {int(place) for place in told.get("deleted_rows", ())}
    kept = [{**row, **cells.get(place, {})} for place, row in enumerate(rows) if place not in gone]
    return [*kept, *(dict(row) for row in told.get("added_rows", ()))]


def _save(session: Session, name: str, key: str, rows: Sequence[Row], read: Reader) -> None:
    """Save what was changed in the rows that the page showed, whatever others have saved since."""
    result = read(changed_rows(rows, state.typed(key)))
    if isinstance(result, Incomplete):
        refuse(name, f"Not saved: {result.message}.")
    elif not result:
        tell(name, f"Nothing was changed in the {name}.")
    else:
        actions.edit(session, result, reason=f"Changed the {name} in the table")
