"""What differs between two versions: counted first, then a line each, told apart by words and signs."""

import streamlit as st

from agent.domain.versions.version_diff import Comparison, How
from agent.exchange.comparison import HOWS, SUBJECTS, summary
from ui.components.text import counted, plain

_SIGNS = {How.ADDED: "+", How.REMOVED: "\u2212", How.CHANGED: "~", How.RESCORED: "↕", How.MOVED: "→"}
_SHOWN = 40


def show_comparison(comparison: Comparison) -> None:
    """Counts in one line, then the differences by subject."""
    if not comparison.lines:
        st.caption("These two versions are the same.")
        return
    st.markdown(summary(comparison))
    subjects = [subject for subject in SUBJECTS if comparison.of(subject)]
    for subject in subjects:
        lines = comparison.of(subject)
        with st.expander(f"{SUBJECTS[subject]}: {counted(len(lines), 'difference')}", expanded=len(lines) <= 8):
            shown = (f"{_SIGNS[one.how]} {HOWS[one.how]}: {one.text}" for one in lines[:_SHOWN])
            st.markdown("\n".join(f"- {plain(line)}" for line in shown))
            if len(lines) > _SHOWN:
                st.caption(f"And {len(lines) - _SHOWN} more.")
