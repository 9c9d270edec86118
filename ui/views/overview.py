"""The first thing read of a draft: how this system could come to harm, what breaks that, the ten, what is not known."""

import streamlit as st

from agent.assessment.scoring.mitigation_order import next_step
from agent.domain.findings.attack_paths import AttackPaths
from agent.domain.findings.threat_ranking import live
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from agent.domain.wording.names_in_sentences import capital, joined
from agent.exchange.reports.brief import first_ten
from ui import actions, app_services, page_address
from ui.components.text import counted, plain, shortened
from ui.components.threats.attack_paths import show_stories
from ui.components.value_labels import CONTROL_STATUSES, band_badge
from ui.views.open_points import open_points

MOST_GAPS = 5
_NUMBERS = {1: "one measure breaks", 2: "two measures break", 3: "three measures break"}
_LONGEST = 90
"""Letters of a title in a line of its own."""


def show_overview(session: Session) -> None:
    """The section that opens once there is a draft."""
    model = session.model
    if not model.threats:
        _show_empty(session)
        return
    paths = app_services.paths_of(session)
    show_stories(session, paths)
    _show_breaking(model, paths)
    _show_first(model)
    _show_gaps(session)


def _show_empty(session: Session) -> None:
    st.markdown(
        "**Nothing to tell yet.** Once there is a draft, this page tells in a few sentences how your system could come "
        "to harm, and what to do first."
    )
    st.button("Draft with what we have", key="draft_overview", on_click=actions.draft, args=(session,))


def _show_breaking(model: ThreatModel, paths: AttackPaths) -> None:
    """The fewest measures that break most of the paths."""
    measures = [(one, control) for one in paths.breaking if (control := model.control(one.control)) is not None]
    if not measures:
        return
    st.markdown("## What breaks most of these", anchors=False)
    those = _NUMBERS[len(measures)]
    st.markdown(f"{'This' if len(measures) == 1 else 'These'} {those} {paths.broken} of {len(paths.paths)} paths:")
    lines = []
    for one, control in measures:
        broken = f"path {one.paths[0] + 1}" if len(one.paths) == 1 else f"paths {_row(one.paths)}"
        status = CONTROL_STATUSES[control.status].lower()
        lines.append(f"- **{plain(control.title)}** ({control.id}): {broken}, {control.effort} effort, {status}")
    st.markdown("\n".join(lines))
    st.button("Open the plan", key="overview_plan", type="tertiary", on_click=page_address.show_section, args=("plan",))


def _show_first(model: ThreatModel) -> None:
    """The ten to talk about: a line each, with score, owner and next step; a title opens the card."""
    first = first_ten(model)
    if not first:
        return
    st.markdown(f"## {capital(_number(len(first)))} to talk about", anchors=False)
    with st.container(gap="xsmall", key="overview_ten"):
        for threat in first:
            _show_line(model, threat)
    if rest := len(live(model.threats)) - len(first):
        st.button(
            f"Show {counted(rest, 'more threat')}", key="overview_threats", type="tertiary",
            on_click=page_address.show_section, args=("threats",),
        )  # fmt: skip


def _show_line(model: ThreatModel, threat: Threat) -> None:
    step = next_step(threat, model, app_services.desk().catalog)
    told = f"{plain(step.title)} ({step.id})" if step is not None else "no measure yet"
    owner = plain(step.owner) if step is not None else ""
    with st.container(gap=None, key=f"ten_{threat.id}"):
        st.button(
            f"{band_badge(threat.rating)} **{threat.id}** {plain(shortened(threat.title, _LONGEST))}",
            key=f"open_{threat.id}", type="tertiary", on_click=page_address.show_threat, args=(threat.id,),
        )  # fmt: skip
        st.caption(f"{owner or 'No owner'} · next: {told}")


def _show_gaps(session: Session) -> None:
    """What is not known, weightiest first."""
    found = [gap for gap in app_services.gaps_of(session) if gap.open_question]
    if not found:
        return
    st.markdown("## What is not known", anchors=False)
    st.markdown("\n".join(f"- {plain(gap.text)}" for gap in found[:MOST_GAPS]))
    more = f"Show all {open_points(session)} open points" if len(found) > MOST_GAPS else "Settle these"
    st.button(more, key="overview_points", type="tertiary", on_click=page_address.show_section, args=("points",))


def _number(count: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "the ten")
    return words[count] if count < len(words) else str(count)


def _row(places: tuple[int, ...]) -> str:
    return joined([str(place + 1) for place in places])
