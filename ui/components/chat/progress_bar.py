"""The progress strip across the top of the workspace."""

import streamlit as st

from agent.domain.findings.gaps import Gap
from agent.domain.model import ThreatModel
from knowledge.catalog import Catalog
from ui import page_address
from ui.components.chat.interview_progress import KnownLine, StageView, effect, review_title, stages
from ui.components.text import plain, shortened


def show_strip(model: ThreatModel, gaps: tuple[Gap, ...], catalog: Catalog) -> None:
    """One button per stage; it opens what is known, with its source, and what is missing, with its effect."""
    with st.container(horizontal=True, gap="xsmall", key="strip"):
        for view in stages(model, gaps, catalog):
            with st.popover(view.title, type="tertiary", key=f"stage_{view.stage.value}", icon=_mark(view)):
                _show_stage(view)
        st.button(
            review_title(model), type="tertiary", key="stage_review", icon=":material/rule:",
            on_click=page_address.show_section, args=("threats",),
        )  # fmt: skip


def _mark(view: StageView) -> str:
    if not view.missing:
        return ":material/check_circle:"
    return ":material/clock_loader_40:" if view.known else ":material/circle:"


def _show_stage(view: StageView) -> None:
    lines = ["**Known**", ""]
    lines += [_known(one) for one in view.known] or ["Nothing yet. Describe the system, or answer the questions."]
    lines += ["", "**Missing**", ""]
    lines += [f"- {plain(gap.text)} ({plain(effect(gap))})" for gap in view.missing[:8]]
    if not view.missing:
        lines.append("Nothing that would change the draft.")
    elif len(view.missing) > 8:
        lines += ["", f"And {len(view.missing) - 8} more, under Open points."]
    st.markdown("\n".join(lines))


def _known(line: KnownLine) -> str:
    quote = f": “{plain(shortened(line.quote, 90))}”" if line.quote else ""
    return f"- {plain(line.label)}: **{plain(line.value)}** ({line.source}{quote})"
