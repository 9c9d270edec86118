"""Choose several threats by the boxes of their rows, and decide on them at once."""

from collections.abc import Sequence

import streamlit as st

from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from ui import state
from ui.components.review.decision_form import show_many
from ui.components.text import counted

_CHOSEN = "chosen_threats"


def is_choosing() -> bool:
    """A switch that gives every row a box; what was chosen is forgotten when it is turned off."""
    return bool(
        st.toggle(
            "Choose several", key="choosing", on_change=forget,
            help="Gives each row a box, to decide on several threats at once.",
        )
    )  # fmt: skip


def show_tick(threat: Threat) -> None:
    """The box of one row."""
    key = f"tick_{threat.id}_{state.generation('ticks')}"
    st.checkbox(
        f"Choose {threat.id}", value=threat.id in chosen(), key=key, label_visibility="collapsed", width="content",
        on_change=_tick, args=(threat.id, key),
    )  # fmt: skip


def chosen() -> tuple[str, ...]:
    """The ids of the chosen threats, in the order they were chosen."""
    return tuple(state.recall_words(_CHOSEN).split())


def forget() -> None:
    """Choose none."""
    _keep(())
    state.renew("ticks")


def show_bar(session: Session, shown: Sequence[str]) -> None:
    """How many are chosen, with what can be done with them; ``shown`` has the ids of the rows on the page."""
    known = {one.id: one for one in session.model.threats}
    threats = tuple(known[one] for one in chosen() if one in known)
    with st.container(border=True, key="choosing_bar", gap="small"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="line_choosing"):
            hidden = len([one for one in threats if one.id not in shown])
            also = f", {hidden} of them not shown now" if hidden else ""
            number = counted(len(threats), "threat") if threats else "No threat"
            st.markdown(f"**{number} chosen**{also}", width="stretch")
            st.button("Choose all shown", key="choose_all", type="tertiary", on_click=_choose, args=(tuple(shown),))
            st.button("Choose none", key="choose_none", type="tertiary", on_click=forget, disabled=not threats)
        if threats:
            st.caption(", ".join(one.id for one in threats))
            show_many(session, threats, forget)


def _choose(ids: tuple[str, ...]) -> None:
    _keep(tuple(dict.fromkeys((*chosen(), *ids))))
    state.renew("ticks")


def _tick(threat_id: str, key: str) -> None:
    others = tuple(one for one in chosen() if one != threat_id)
    _keep((*others, threat_id) if state.typed(key) else others)


def _keep(ids: tuple[str, ...]) -> None:
    state.remember(_CHOSEN, " ".join(ids))
