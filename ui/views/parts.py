"""Components, flows, boundaries and actors as tables to edit, and the facts that are known."""

import streamlit as st

from agent.domain.sessions.session import Session
from ui import app_services
from ui.components.system import tables
from ui.components.system.assets import NEEDS, asset_edits, asset_rows
from ui.components.system.edit_table import show_grid
from ui.components.system.facts import show_facts

_TABLES = {
    "facts": "Facts",
    "components": "Components",
    "flows": "Flows",
    "boundaries": "Boundaries",
    "actors": "Actors",
    "assets": "Assets",
}


def show_parts(session: Session) -> None:
    """The section with the tables; one at a time."""
    name = st.segmented_control(
        "Table", list(_TABLES), default="components", required=True, key="parts_table", format_func=_TABLES.__getitem__,
        label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    {
        "facts": lambda: show_facts(session, app_services.desk().catalog),
        "flows": lambda: _show_flows(session),
        "boundaries": lambda: _show_boundaries(session),
        "actors": lambda: _show_actors(session),
        "assets": lambda: _show_assets(session),
    }.get(str(name), lambda: _show_components(session))()


def _show_components(session: Session) -> None:
    model = session.model
    kinds = {kind: definition.label for kind, definition in app_services.desk().catalog.kinds.items()}
    zones = [*tables.choices(model, (one.id for one in model.boundaries)).values(), tables.OUTSIDE]
    column = st.column_config
    st.caption("The parts that do or store something. Add a row at the end; tick rows and press delete to remove them.")
    show_grid(
        session, "components", tables.component_rows(model, kinds),
        {
            "Id": column.TextColumn(width=56), "Name": column.TextColumn(max_chars=120, width="medium"),
            "Kind": column.SelectboxColumn(options=sorted(kinds.values())),
            "Boundary": column.SelectboxColumn(options=zones), "Does": column.TextColumn(max_chars=600, width="medium"),
        },
        lambda rows: tables.component_edits(model, rows, kinds), alt="Components, to edit",
    )  # fmt: skip


def _show_flows(session: Session) -> None:
    model = session.model
    ends = list(tables.choices(model, tables.ends(model)).values())
    column = st.column_config
    st.caption("What moves between parts and people. Tick “untrusted” where what arrives cannot be relied on.")
    show_grid(
        session, "flows", tables.flow_rows(model),
        {
            "Id": column.TextColumn(width=56), "From": column.SelectboxColumn(options=ends),
            "To": column.SelectboxColumn(options=ends), "What": column.TextColumn(max_chars=120),
            "Untrusted": column.CheckboxColumn(width="small"),
        },
        lambda rows: tables.flow_edits(model, rows), alt="Data flows, to edit",
    )  # fmt: skip


def _show_boundaries(session: Session) -> None:
    model, column = session.model, st.column_config
    st.caption("Lines between parts that do not trust each other equally; trust goes from 0, not at all, to 100.")
    show_grid(
        session, "boundaries", tables.boundary_rows(model),
        {
            "Id": column.TextColumn(width=56), "Name": column.TextColumn(max_chars=120, width="large"),
            "Trust": column.NumberColumn(min_value=0, max_value=100, step=5),
        },
        lambda rows: tables.boundary_edits(model, rows), alt="Trust boundaries, to edit",
    )  # fmt: skip


def _show_actors(session: Session) -> None:
    model, column = session.model, st.column_config
    zones = [*tables.choices(model, (one.id for one in model.boundaries)).values(), tables.OUTSIDE]
    st.caption("People and outside systems that send something in or get something out.")
    show_grid(
        session, "actors", tables.actor_rows(model),
        {
            "Id": column.TextColumn(width=56), "Name": column.TextColumn(max_chars=120, width="medium"),
            "Trusted": column.CheckboxColumn(width="small"), "Boundary": column.SelectboxColumn(options=zones),
        },
        lambda rows: tables.actor_edits(model, rows), alt="Actors, to edit",
    )  # fmt: skip


def _show_assets(session: Session) -> None:
    model, column = session.model, st.column_config
    holders = list(tables.choices(model, (part.id for part in model.components)).values())
    st.caption("What is worth protecting, what it needs, and which parts hold it.")
    show_grid(
        session, "assets", asset_rows(model),
        {
            "Id": column.TextColumn(width=56), "Name": column.TextColumn(max_chars=120, width="medium"),
            "Needs": column.MultiselectColumn(options=list(NEEDS), width="medium"),
            "Held by": column.MultiselectColumn(options=holders, width="medium"),
        },
        lambda rows: asset_edits(model, rows), alt="Assets, to edit",
    )  # fmt: skip
