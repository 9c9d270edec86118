"""What differs between two versions: counted first, then a line each, told apart by words and signs."""

from collections import Counter

import streamlit as st

from agent.domain.compare import Comparison, How, Subject
from ui.components.text import counted, plain

_SIGNS = {How.ADDED: "+", How.REMOVED: "\u2212", How.CHANGED: "~", How.RESCORED: "↕", How.MOVED: "→"}
_HOW = {
    How.ADDED: "added",
    How.REMOVED: "removed",
    How.CHANGED: "changed",
    How.RESCORED: "rescored",
    How.MOVED: "status changed",
}
_SUBJECTS = {
    Subject.THREAT: "Threats",
    Subject.CONTROL: "Measures",
    Subject.SYSTEM: "System",
    Subject.COMPONENT: "Components",
    Subject.ACTOR: "Actors",
    Subject.FLOW: "Flows",
    Subject.BOUNDARY: "Trust boundaries",
    Subject.ASSET: "Assets",
    Subject.FACT: "Facts",
    Subject.ASSUMPTION: "Assumptions",
}
_SHOWN = 40


def show_comparison(comparison: Comparison) -> None:
    """Counts in one line, then the differences by subject."""
    if not comparison.lines:
        st.caption("These two versions are the same.")
        return
    st.markdown(summary(comparison))
    subjects = [subject for subject in _SUBJECTS if comparison.of(subject)]
    for subject in subjects:
        lines = comparison.of(subject)
        with st.expander(f"{_SUBJECTS[subject]}: {counted(len(lines), 'difference')}", expanded=len(lines) <= 8):
            shown = (f"{_SIGNS[one.how]} {_HOW[one.how]}: {one.text}" for one in lines[:_SHOWN])
            st.markdown("\n".join(f"- {plain(line)}" for line in shown))
            if len(lines) > _SHOWN:
                st.caption(f"And {len(lines) - _SHOWN} more.")


def summary(comparison: Comparison) -> str:
    """The differences counted, such as ``Threats: 3 added, 1 rescored.``."""
    parts = []
    for subject, title in _SUBJECTS.items():
        numbers = Counter(line.how for line in comparison.of(subject))
        if numbers:
            parts.append(f"{title}: {', '.join(f'{numbers[how]} {_HOW[how]}' for how in How if numbers[how])}.")
    return " ".join(parts)
