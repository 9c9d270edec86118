"""History: every version with who made it and why, and what changed between any two."""

import streamlit as st

from agent.domain.session import Session, VersionLine
from ui import acts, door
from ui.views.compared import show_comparison


def show_history(session: Session) -> None:
    """The section with the versions."""
    lines = door.desk().facilitator.history(session.id)
    if len(lines) < 2:
        st.markdown("**Only one version yet.** Every change makes a new one, with who made it and why.")
        return
    newest_first = sorted(lines, key=lambda line: line.version, reverse=True)
    _show_compare(session, [line.version for line in newest_first])
    st.markdown("## Versions")
    st.dataframe(
        [_row(line) for line in newest_first], hide_index=True, width="stretch", key="versions",
        height=min(460, 36 * (len(lines) + 1) + 2), alt="Versions of the model, newest first",
        column_config={
            "Version": st.column_config.NumberColumn(width=70), "Why": st.column_config.TextColumn(width="large"),
        },
    )  # fmt: skip
    st.caption("To go back, undo step by step; nothing is lost, and redo brings it again.")
    st.button(
        "Undo the last change", key="undo_history", icon=":material/undo:", disabled=not session.can_undo,
        on_click=acts.undo, args=(session,),
    )  # fmt: skip


def _row(line: VersionLine) -> dict[str, object]:
    why = f"back to version {line.restores}" if line.restores is not None else line.reason
    return {"Version": line.version, "Why": why, "By": line.author, "When": f"{line.at:%Y-%m-%d %H:%M}"}


def _show_compare(session: Session, versions: list[int]) -> None:
    st.markdown("## What changed")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        older = st.selectbox("From version", versions[1:], key=f"older_{session.version}", width=150)
        newer = st.selectbox("To version", versions, key=f"newer_{session.version}", width=150)
    if older is None or newer is None or older == newer:
        st.caption("Choose two different versions.")
        return
    first, last = min(older, newer), max(older, newer)
    show_comparison(door.desk().facilitator.compare(session.id, first, last))
