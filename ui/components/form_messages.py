"""A word beside a form, said once after it was sent: why nothing was saved, or that there was nothing to save."""

import streamlit as st

from ui import state


def refuse(form: str, why: str) -> None:
    """Say at the form's next drawing why it was not saved; what was typed stays in it."""
    state.remember(f"refused_{form}", why)


def tell(form: str, what: str) -> None:
    """Say something at the form's next drawing that is no fault."""
    state.remember(f"told_{form}", what)


def show_said(form: str) -> None:
    """What there is to say of a form; once."""
    if why := _taken(f"refused_{form}"):
        st.error(why)
    if what := _taken(f"told_{form}"):
        st.info(what)


def _taken(name: str) -> str:
    words = state.recall_words(name)
    if words:
        state.remember(name, "")
    return words
