"""Systems like the owner's: what each is, and what it worried about first."""

import streamlit as st

from agent.domain.similar_systems import ALIKE_NOTE, Alike
from ui.components.text import plain


def show_alike(systems: tuple[Alike, ...]) -> None:
    """A folded section; nothing where no system is known to be like it."""
    if not systems:
        return
    with st.expander("Systems like yours worried first about …", key="alike", icon=":material/groups:"):
        st.caption(f"{ALIKE_NOTE} What they worry about has a part in the order above.")
        for system in systems:
            worries = "\n".join(f"1. {plain(worry)}" for worry in system.worries)
            st.markdown(f"**{plain(system.name)}**  \n{plain(system.about)}\n\n{worries}")
