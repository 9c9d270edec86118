"""The page of somebody who came by an invitation: one yes, then the model."""

import streamlit as st

from ui import app_services, page_address, sharing
from ui.components.frame.error_message import show_notices


def show_invitation() -> bool:
    """Note who came; draw the page of an invitation where somebody follows one, and say whether it was drawn."""
    if not app_services.desk().settings.knows_people:
        return False
    sharing.meet()
    token = page_address.invite()
    if not token:
        return False
    with st.container(key="invitation", gap="small"):
        st.markdown("# You are invited to a threat model", anchors=False)
        show_notices()
        st.markdown("Its members see your name, and what you change or write there. The invitation works once.")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Join", key="join", type="primary", icon=":material/group_add:", on_click=sharing.join, args=(token,)
            )
            st.button("Not now", key="not_now", on_click=page_address.forget_invite)
    return True
