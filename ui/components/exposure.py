"""The banner that every page carries while other machines are let in and nobody has to sign in."""

import streamlit as st

from ui.server.admission import RISK, admission


def show_exposure() -> None:
    """Say on the page that it is open to others, where it is."""
    if admission().remote:
        st.warning(f"**This app is open to other machines, without sign-in:** {RISK}.", icon=":material/lock_open:")
