"""Attack paths as cards, one of them chosen: its way is lit in the diagram below its words."""

import streamlit as st

from agent.domain.findings.attack_paths import AttackPath, AttackPaths, Incident
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from ui import page_address
from ui.components.system.diagram_view import show_picture
from ui.components.text import plain


def show_stories(session: Session, paths: AttackPaths) -> None:
    """A card for each path; the first is open until another one is chosen."""
    st.markdown("## How it could come to harm", anchors=False)
    if not paths.paths:
        st.markdown("No open threat leads to a path any more: each is mitigated, or only likeness speaks for it.")
        return
    leads = [path.lead for path in paths.paths]
    wanted = page_address.story()
    chosen = wanted if wanted in leads else leads[0]
    for place, path in enumerate(paths.paths, start=1):
        with st.container(border=True, gap="xsmall", key=f"story_{place}"):
            _show_card(session, path, place, path.lead == chosen)


def _show_card(session: Session, path: AttackPath, place: int, is_open: bool) -> None:
    model = session.model
    st.markdown(f"### {place}. {plain(path.title)}", anchors=False)
    st.markdown(plain(path.told))
    if lines := _lines(model, path):
        st.caption("  \n".join(lines))
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key=f"story_chips_{place}"):
        if not is_open:
            st.button(
                f"Show path {place}", key=f"light_{place}", icon=":material/route:", on_click=page_address.show_story,
                args=(path.lead,), help=f"Lights path {place} in the diagram.",
            )  # fmt: skip
        for threat in path.threats:
            st.button(
                threat, key=f"story_{place}_{threat}", type="tertiary", on_click=page_address.show_threat,
                args=(threat,), help=plain(found.title) if (found := model.threat(threat)) else None,
            )  # fmt: skip
    if is_open:
        _show_way(session, path)


def _show_way(session: Session, path: AttackPath) -> None:
    """The steps in words, and lit in the diagram where there is something to light."""
    model = session.model
    way = " → ".join(f"**{plain(step.name)}**" for step in path.steps)
    tactics = f" · ATLAS tactics: {', '.join(path.tactics)}" if path.tactics else ""
    if len(path.steps) > 1 or tactics:
        st.markdown(f"{way}{tactics}")
    if path.lit and len(model.components) + len(model.actors) > 1:
        with st.container(key="story_diagram"):
            show_picture(session, "story_picture", lit=path.lit)


def _lines(model: ThreatModel, path: AttackPath) -> list[str]:
    """The measure that cuts the path, and the case in which such a thing happened."""
    control = model.control(path.control) if path.control else None
    cut = f"**Cut by** {plain(control.title)} ({control.id}, {control.effort} effort)" if control is not None else ""
    return [line for line in (cut, _case(path.incident) if path.incident else "") if line]


def _case(case: Incident) -> str:
    name = plain(case.name)
    shown = f"[{name}]({case.url})" if case.url.startswith("https://") else name
    return f"**{'It happened' if case.happened else 'Shown to work'}** {shown}, {plain(case.date)}"
