"""The page for an address that leads nowhere."""

import streamlit as st

from ui import actions, page_address


def show_missing() -> None:
    """Say that there is no such model, that nothing was changed, and where to go."""
    st.markdown("# No model at this address", anchors=False)
    st.markdown("It may have been mistyped. Nothing was changed.")
    with st.container(horizontal=True, gap="small"):
        st.button("See your models", key="go_start", type="primary", on_click=page_address.go_to_start)
        st.button("Start a new model", key="go_new", on_click=actions.begin_model)
