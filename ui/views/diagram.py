"""The data-flow diagram, and the same in words below it."""

import streamlit as st

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.session import Session
from agent.domain.threats import ThreatStatus
from agent.exchange import to_dot, to_mermaid
from agent.exchange.diagram import described
from ui import address, door
from ui.components.layout import direction
from ui.components.text import counted, plain

INKS = {"light": ("#334155", "#9a3412"), "dark": ("#d5dde7", "#f5a623")}
"""The colours of lines and words, and of untrusted flows, in each theme."""


def show_diagram(session: Session) -> None:
    """The section with the picture."""
    model, catalog = session.model, door.desk().catalog
    if not model.components:
        st.markdown(
            "**Nothing to draw yet.** Say in the chat which parts the system has, such as a chat page, a language "
            "model or a database, and they appear here with what flows between them."
        )
        st.button("Add parts in a table", key="go_parts", on_click=address.show_section, args=("parts",))
        return
    ink, alarm = INKS.get(st.context.theme.type or "light", INKS["light"])
    dot = to_dot(model, catalog, ink=ink, alarm=alarm).replace("rankdir=LR", f"rankdir={direction(model)}", 1)
    with st.container(key="diagram"):
        st.graphviz_chart(dot, width="content", alt=described(model))
    st.caption("Boxes with dashed lines are trust boundaries. Dashed arrows marked “untrusted” are entry points.")
    _show_flows(model)
    _show_parts(model)
    with st.popover("Download the source", type="tertiary", icon=":material/download:", key="diagram_source"):
        st.download_button("Graphviz", dot, "diagram.dot", "text/vnd.graphviz", key="dot", on_click="ignore")
        st.download_button(
            "Mermaid", lambda: to_mermaid(model, catalog), "diagram.mmd", "text/plain", key="mmd", on_click="ignore"
        )


def _show_flows(model: ThreatModel) -> None:
    st.markdown("## What flows where")
    if not model.flows:
        st.caption("No flows are known yet. Add them under Components & facts.")
        return
    st.table(
        [
            {
                "From": plain(model.name_of(flow.source)), "To": plain(model.name_of(flow.target)),
                "What": plain(flow.label) or "-", "Trust": "untrusted" if flow.untrusted else "trusted",
            }
            for flow in model.flows
        ],
        border="horizontal", hide_index=True, alt="Data flows of the diagram",
    )  # fmt: skip


def _show_parts(model: ThreatModel) -> None:
    """Each part with its boundary and open threats; the button leads to those threats."""
    st.markdown("## Parts and their open threats")
    kinds = door.desk().catalog.kinds
    for part in model.components:
        number = sum(part.id in one.targets and one.status is ThreatStatus.OPEN for one in model.threats)
        boundary = model.name_of(part.boundary) if part.boundary else "outside every boundary"
        inferred = " · inferred, nobody named it" if part.inferred else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_{part.id}"):
            st.markdown(
                f"**{plain(model.name_of(part.id))}** · {kinds[part.kind].label} · {plain(boundary)}{inferred}",
                width="stretch",
            )
            st.button(
                counted(number, "open threat"), key=f"part_threats_{part.id}", type="tertiary", disabled=not number,
                on_click=_show_threats_of, args=(part.id,),
            )  # fmt: skip
    whole = sum(SYSTEM in one.targets and one.status is ThreatStatus.OPEN for one in model.threats)
    if whole:
        st.caption(f"{counted(whole, 'open threat')} more concern the system as a whole.")


def _show_threats_of(part: str) -> None:
    from ui import state

    state.preset("sieve_part", part)
    address.show_section("threats")
