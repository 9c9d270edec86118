"""The drawn diagram on the page: it is moved and zoomed, and parts and boundaries in it are clicked.

Its script is a file of ours that the page loads from its own server: the page's policy allows no other.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from agent.domain.findings.threat_ranking import live
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.errors import DrawingError
from agent.exchange import to_svg
from agent.exchange.diagrams.diagram import closable, closed_at_first, described, holding
from agent.exchange.diagrams.palette import DARK, LIGHT, Palette
from ui import app_services, page_address, state
from ui.components.text import counted

_NAME = "threatparley.diagram"
_FOLDER = Path(__file__).resolve().parents[2]
_HTML = """
<div class="whole">
  <div class="tools" role="group" aria-label="View of the diagram">
    <button type="button" data-do="closer" aria-label="Zoom in" title="Zoom in (+)">+</button>
    <button type="button" data-do="farther" aria-label="Zoom out" title="Zoom out (-)">&minus;</button>
    <button type="button" data-do="fit" title="Show the whole diagram (0)">Fit</button>
    <button type="button" data-do="full" title="Use the whole screen; Escape leaves it">Full screen</button>
  </div>
  <div class="frame" tabindex="0" role="region"
    aria-label="Diagram; arrow keys move it, plus and minus zoom, 0 fits it"></div>
</div>
"""
_UNCHOSEN = "?"
_MOUNTS: list[Callable[..., object]] = []
"""The function that puts the component on a page, once it is made."""


def show_picture(session: Session, key: str, lit: Iterable[str] = ()) -> bool:
    """The diagram of a model, with a path lit in it if one is chosen; whether it could be drawn.

    A click on a part opens its threats; a click on a boundary's name closes it, on a closed boundary opens it.
    """
    model, lights = session.model, frozenset(lit)
    closed = closed_in(session) - holding(model, lights)
    try:
        svg = to_svg(model, app_services.desk().catalog, lights, closed, palette())
    except DrawingError as error:
        st.info(f"**No picture.** {str(error).capitalize()}.")
        return False
    _component()(
        key=key,
        data={
            "svg": svg, "told": described(model), "picks": _picks(model), "doors": _doors(model, closed),
            "lit": sorted(lights),
        },
        on_picked_change=partial(_picked, session, key),
        on_turned_change=partial(_turned, session, key),
    )  # fmt: skip
    return True


def palette() -> Palette:
    """The colours of the page's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def closed_in(session: Session) -> frozenset[str]:
    """The boundaries this tab shows closed: as chosen, or as the size of the model suggests."""
    kept = state.recall_words(_place(session), _UNCHOSEN)
    if kept == _UNCHOSEN:
        return closed_at_first(session.model)
    return frozenset(kept.split()) & frozenset(closable(session.model))


def close_in(session: Session, closed: Iterable[str]) -> None:
    """Show these boundaries closed in this tab, and the others open."""
    state.remember(_place(session), " ".join(sorted(closed)))


def show_threats_of(part: str) -> None:
    """Turn to the threats, filtered by a part."""
    state.preset("sieve_part", part)
    page_address.show_section("threats")


def _component() -> Callable[..., object]:
    """The component; a runtime of Streamlit that does not know it yet is told where its files lie."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        project, name = _NAME.split(".")
        manifest = ComponentManifest(project, "1", [ComponentConfig(name, "frontend")])
        manager.register_from_manifest(manifest, _FOLDER)
        _MOUNTS.clear()
    if not _MOUNTS:
        _MOUNTS.append(st.components.v2.component(_NAME, html=_HTML, css="diagram.css", js="diagram.js"))
    return _MOUNTS[-1]


def _picks(model: ThreatModel) -> dict[str, str]:
    """The parts that lead to threats, with what a screen reader says of them."""
    numbers = {part.id: sum(part.id in threat.targets for threat in live(model.threats)) for part in model.components}
    return {one: f"{model.name_of(one)}: show {counted(number, 'threat')}" for one, number in numbers.items() if number}


def _doors(model: ThreatModel, closed: frozenset[str]) -> dict[str, str]:
    """The boundaries that open and close."""
    return {one: f"{'Open' if one in closed else 'Close'} {model.name_of(one)}" for one in closable(model)}


def _picked(session: Session, key: str) -> None:
    part = _told(key, "picked")
    if part in _picks(session.model):
        show_threats_of(part)


def _turned(session: Session, key: str) -> None:
    boundary = _told(key, "turned")
    if boundary in closable(session.model):
        close_in(session, closed_in(session) ^ {boundary})


def _told(key: str, event: str) -> str:
    """What the browser said, which may be anything."""
    said = getattr(state.typed(key), event, None)
    return said if isinstance(said, str) else ""


def _place(session: Session) -> str:
    return f"closed_{session.id}"
