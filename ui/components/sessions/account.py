"""Who one is here, by whose word, and the way out."""

import streamlit as st

from ui import app_services
from ui.components.text import plain
from ui.sign_in.claims import PROXY


def show_account() -> None:
    """The account of whoever looks at the page; nothing where nobody signs in."""
    settings = app_services.desk().settings
    if not settings.knows_people:
        return
    me = app_services.desk().facilitator.principal
    st.markdown("## Account")
    if me.issuer == PROXY:
        st.markdown(f"You are **{plain(me.name)}**. The proxy in front of this app signs you in and out.")
        return
    st.markdown(
        f"You are **{plain(me.name)}**, by the word of {plain(me.issuer)}. A sign-in counts for "
        f"{settings.sign_in_hours:g} hours."
    )
    if me.groups:
        st.caption(f"Groups: {plain(', '.join(me.groups[:20]))}")
    if st.button("Sign out", key="sign_out", icon=":material/logout:", help="In every window of this browser"):
        st.logout()
