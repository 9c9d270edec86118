"""The data-flow diagram, and the same in words below it."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.threats import ThreatStatus
from agent.exchange import to_dot, to_mermaid, to_png, to_svg
from agent.exchange.diagrams.diagram import closable
from ui import app_services, page_address
from ui.components.system.diagram_view import close_in, closed_in, show_picture, show_threats_of
from ui.components.text import counted, plain
from ui.downloads import Content, handed_out

_NOTHING = (
    "**Nothing to draw yet.** Say in the chat which parts the system has, such as a chat page, a language model or a "
    "database, and they appear here with what flows between them."
)
_KEYS = (
    "Drag to move; zoom with the buttons, + and -, or Ctrl and the wheel. A click on a part shows its threats. Dashed "
    "boxes are trust boundaries; dashed arrows marked “untrusted” are entry points."
)


def show_diagram(session: Session) -> None:
    """The section with the picture."""
    model = session.model
    if not model.components:
        st.markdown(_NOTHING)
        st.button("Add parts in a table", key="go_parts", on_click=page_address.show_section, args=("parts",))
        return
    with st.container(key="diagram"):
        drawn = show_picture(session, "diagram_picture")
    if drawn:
        st.caption(_KEYS)
    with st.container(horizontal=True, gap="small", key="diagram_actions"):
        _show_closing(session)
        _show_downloads(session, drawn)
    _show_flows(model)
    _show_parts(model)


def _show_closing(session: Session) -> None:
    """Close or open all boundaries at once; each alone is clicked in the picture."""
    able = frozenset(closable(session.model))
    closed = closed_in(session)
    if able - closed:
        st.button(
            "Close boundaries", key="close_all", icon=":material/unfold_less:", on_click=close_in, args=(session, able),
            help="Draw each trust boundary as one box with the number of its parts.",
        )  # fmt: skip
    if closed:
        st.button(
            "Open boundaries", key="open_all", icon=":material/unfold_more:", on_click=close_in, args=(session, ()),
            help="Draw every part.",
        )  # fmt: skip


def _show_downloads(session: Session, drawn: bool) -> None:
    """The picture as shown, for documents in light colours, and its source in two languages."""
    model, catalog = session.model, app_services.desk().catalog
    closed = closed_in(session)
    offered: list[tuple[str, Callable[[], Content], str, str]] = [
        ("Graphviz", lambda: to_dot(model, catalog), "dot", "text/vnd.graphviz"),
        ("Mermaid", lambda: to_mermaid(model, catalog), "mmd", "text/plain"),
    ]
    if drawn:
        offered[:0] = [
            ("SVG", lambda: to_svg(model, catalog, closed=closed), "svg", "image/svg+xml"),
            ("PNG", lambda: to_png(model, catalog, closed=closed), "png", "image/png"),
        ]
    with st.popover("Download diagram", icon=":material/download:", key="diagram_source"):
        for name, content, ending, kind in offered:
            st.download_button(
                name, handed_out(session.id, f"diagram {ending}", partial(_made, content)), f"diagram.{ending}", kind,
                key=ending, on_click="ignore", width="stretch",
            )  # fmt: skip


def _made(content: Callable[[], Content], _: object) -> Content:
    return content()


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
    kinds = app_services.desk().catalog.kinds
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
                on_click=show_threats_of, args=(part.id,),
            )  # fmt: skip
    whole = sum(SYSTEM in one.targets and one.status is ThreatStatus.OPEN for one in model.threats)
    if whole:
        st.caption(f"{counted(whole, 'open threat')} more concern the system as a whole.")
