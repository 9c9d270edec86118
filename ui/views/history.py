"""History: every version with who made it and why, what changed between any two, names, and the way back to one."""

import streamlit as st

from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Session, VersionLine
from agent.exchange.comparison import differences_to_markdown
from ui import actions, app_services, session_management, state
from ui.components.file_names import file_name
from ui.components.text import plain
from ui.downloads import handed_out
from ui.views.version_diff import show_comparison


def show_history(session: Session) -> None:
    """The section with the versions."""
    lines = app_services.desk().facilitator.history(session.id)
    if len(lines) < 2:
        st.markdown("**Only one version yet.** Every change makes a new one, with who made it and why.")
        return
    newest_first = sorted(lines, key=lambda line: line.version, reverse=True)
    _show_compare(session, newest_first)
    st.markdown("## Versions", anchors=False)
    st.dataframe(
        [_row(line) for line in newest_first], hide_index=True, width="stretch", key="versions",
        height=min(460, 36 * (len(lines) + 1) + 2), alt="Versions of the model, newest first",
        column_config={
            "Version": st.column_config.NumberColumn(width=70), "Why": st.column_config.TextColumn(width="large"),
        },
    )  # fmt: skip
    if not app_services.role_of(session.id).covers(Role.EDITOR):
        return
    st.button(
        "Undo the last change", key="undo_history", icon=":material/undo:", disabled=not session.can_undo,
        on_click=actions.undo, args=(session,),
    )  # fmt: skip
    _show_one(session, newest_first)


def _row(line: VersionLine) -> dict[str, object]:
    return {"Version": line.version, "Name": line.name, "Why": line.reason, "By": line.author, "When": _when(line)}


def _when(line: VersionLine) -> str:
    return f"{line.at:%Y-%m-%d %H:%M}"


def _called(line: VersionLine) -> str:
    """A version in a list to choose from: its number, its name, and when it was made."""
    return f"{line.version} · {line.name or _when(line)}"


def _show_compare(session: Session, newest_first: list[VersionLine]) -> None:
    st.markdown("## What changed", anchors=False)
    by_number = {line.version: line for line in newest_first}
    versions = list(by_number)

    def words(version: int) -> str:
        return _called(by_number[version])

    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        older = st.selectbox("From version", versions[1:], key=f"older_{session.version}", width=230, format_func=words)
        newer = st.selectbox("To version", versions, key=f"newer_{session.version}", width=230, format_func=words)
    if older is None or newer is None or older == newer:
        st.caption("Choose two different versions.")
        return
    first, last = by_number[min(older, newer)], by_number[max(older, newer)]
    comparison = app_services.desk().facilitator.compare(session.id, first.version, last.version)
    show_comparison(comparison)
    name = session.model.system.name
    st.download_button(
        "Download these differences",
        handed_out(
            session.id, "differences", lambda _: differences_to_markdown(comparison, name, _full(first), _full(last))
        ),
        file_name(session.model, last.version, "md", last.at.date()).replace(".md", f"-since-v{first.version}.md"),
        "text/markdown", key="download_differences", icon=":material/download:", on_click="ignore",
        disabled=not comparison.lines, help="As Markdown, for a review, a ticket or a wiki.",
    )  # fmt: skip


def _full(line: VersionLine) -> str:
    named = f" “{line.name}”" if line.name else ""
    return f"version {line.version}{named} of {_when(line)}"


def _show_one(session: Session, newest_first: list[VersionLine]) -> None:
    """One version: a name for it, and the way back to it."""
    st.markdown("## Name or restore a version", anchors=False)
    by_number = {line.version: line for line in newest_first}
    chosen = st.selectbox(
        "Version", list(by_number), key=f"one_version_{session.version}", width=230,
        format_func=lambda version: _called(by_number[version]),
    )  # fmt: skip
    if chosen is None:
        return
    line = by_number[chosen]
    st.caption(f"{plain(line.reason).rstrip('.') or 'No reason was given'}. By {plain(line.author)}, {_when(line)}.")
    with st.form(f"name_version_{chosen}", border=False):
        key = f"version_name_{chosen}_{line.name}"
        st.text_input(
            "Its name", value=line.name, max_chars=120, key=key, placeholder="For example: as reviewed in May"
        )
        st.form_submit_button("Save name", icon=":material/label:", on_click=_name, args=(session, line, key))
    st.button(
        f"Restore version {chosen}", key=f"restore_{chosen}", icon=":material/history:",
        disabled=chosen == session.version, on_click=session_management.restore, args=(session, chosen),
        help="Makes one new version with the model as it was then. Nothing is lost, and undo takes it back.",
    )  # fmt: skip


def _name(session: Session, line: VersionLine, key: str) -> None:
    session_management.name_version(session, line, str(state.typed(key) or ""))
