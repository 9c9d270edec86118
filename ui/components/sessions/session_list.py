"""All models there are: searched, sorted and paged, each with one menu, and those that were deleted lately."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from agent.domain.sessions.session_list import Order, SessionLine, chosen
from ui import page_address, session_management, state
from ui.components.sessions.session_menu import show_menu
from ui.components.text import counted, plain, shortened

PAGE = 8
"""As many rows are shown at once; each has a menu of its own."""
_ORDERS = {Order.CHANGED: "Changed last", Order.NAME: "Name", Order.HIGH: "Open high risks"}


def show_shelf(lines: tuple[SessionLine, ...]) -> None:
    """The list with what narrows it; the lines are all models, those put away and deleted too."""
    st.markdown("## Your models", anchors=False)
    _show_undo(lines)
    there = [line for line in lines if line.deleted_at is None]
    deleted = [line for line in lines if line.deleted_at is not None]
    if there:
        _show_found(_narrowed(there), there)
    else:
        st.caption("None yet. A model is saved from its first word; you find it here again.")
    if deleted:
        _show_deleted(deleted)


def name_of(line: SessionLine) -> str:
    """What a row is called, safe to show."""
    return plain(shortened(line.name, 60)) or "Untitled model"


def since(then: datetime, now: datetime) -> str:
    """How long ago, in words."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 2:
        return "just now"
    if minutes < 60:
        return f"{minutes} minutes ago"
    if minutes < 24 * 60:
        return f"{counted(minutes // 60, 'hour')} ago"
    return then.date().isoformat()


def _show_undo(lines: tuple[SessionLine, ...]) -> None:
    """Right after a model was deleted: the way to have it back."""
    last = next((line for line in lines if line.id == state.recall_words("deleted") and line.deleted_at), None)
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_undo_delete"):
        st.markdown(f":material/delete: {name_of(last)} was deleted.", width="stretch")
        st.button(
            "Undo", key="undo_delete", icon=":material/undo:", on_click=session_management.bring_back, args=(last.id,)
        )


def _narrowed(there: list[SessionLine]) -> tuple[SessionLine, ...]:
    """The rows that fit the search, in the chosen order, of the half that is looked at."""
    archived = sum(line.archived for line in there)
    with st.container(horizontal=True, gap="xsmall", key="shelf_sieve"):
        words = st.text_input(
            "Search models", key="shelf_words", placeholder="Search by name", label_visibility="collapsed",
            icon=":material/search:", width="stretch",
        )  # fmt: skip
        order = st.selectbox(
            "Sort by", list(_ORDERS), key="shelf_order", label_visibility="collapsed", width=170,
            format_func=lambda one: _ORDERS[Order(one)],
        )  # fmt: skip
    half = "active"
    if archived:
        half = st.segmented_control(
            "Which models", ["active", "archived"], default="active", required=True, key="shelf_half",
            label_visibility="collapsed",
            format_func=lambda one: f"Archived {archived}" if one == "archived" else f"Active {len(there) - archived}",
        )  # fmt: skip
    kept = [line for line in there if line.archived is (half == "archived")]
    return chosen(kept, words or "", Order(order or Order.CHANGED))


def _show_found(found: tuple[SessionLine, ...], there: list[SessionLine]) -> None:
    if not found:
        st.caption("No model fits. Take a word back to see more, or look among the archived.")
        return
    pages = -(-len(found) // PAGE)
    page = min(max(1, state.recall("shelf_page", 1)), pages)
    now = datetime.now(UTC)
    with st.container(key="shelf_rows", gap="xsmall"):
        for line in found[(page - 1) * PAGE : page * PAGE]:
            _show_row(line, now)
    if pages > 1:
        st.caption(f"{counted(len(found), 'model')} of {len(there)}, page {page} of {pages}")
        turned = st.pagination(pages, default=page, key=f"shelf_pages_{pages}", max_visible_pages=5)
        if turned != page:
            state.remember("shelf_page", turned)
            st.rerun()


def _show_row(line: SessionLine, now: datetime) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key=f"recent_{line.id}"):
        with st.container(gap=None, key=f"words_{line.id}", width="stretch"):
            st.button(
                name_of(line), key=f"open_{line.id}", type="tertiary", on_click=page_address.go_to_session,
                args=(line.id,),
            )  # fmt: skip
            st.caption(_line_words(line, now))
        show_menu(line)


def _line_words(line: SessionLine, now: datetime) -> str:
    high = f" · {line.high} high and open" if line.high else ""
    return f"{counted(line.threats, 'threat')}{high} · version {line.version} · {since(line.changed_at, now)}"


def _show_deleted(deleted: list[SessionLine]) -> None:
    """What can still be brought back, with the way to remove it at once."""
    now, hours = datetime.now(UTC), session_management.hours_kept()
    with st.expander(f"Recently deleted: {len(deleted)}", key="deleted", on_change="rerun") as box:
        if not box.open:
            return
        st.caption(
            f"Kept for {hours} hours after it was deleted. The next start after that removes the model for good: "
            "its conversation, versions, checkpoints and kept answers of a language model."
        )
        for line in deleted:
            over = (line.deleted_at or now) + timedelta(hours=hours)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_deleted_{line.id}"):
                st.markdown(f"{name_of(line)}  \n:gray[until {over:%Y-%m-%d %H:%M} UTC]", width="stretch")
                st.button(
                    "Restore", key=f"bring_back_{line.id}", on_click=session_management.bring_back, args=(line.id,)
                )
                if st.button("Remove for good", key=f"purge_{line.id}", type="tertiary"):
                    _confirm(line)


@st.dialog("Remove this model for good?")
def _confirm(line: SessionLine) -> None:
    st.markdown(f"**{name_of(line)}** with {counted(line.threats, 'threat')} and all its versions.")
    st.markdown("This cannot be undone. Export the model first if you may want it again.")
    with st.container(horizontal=True, gap="small"):
        if st.button(
            "Remove for good", key="purge_confirmed", type="primary", on_click=session_management.purge, args=(line.id,)
        ):
            st.rerun()
        if st.button("Keep it", key="purge_kept"):
            st.rerun()
