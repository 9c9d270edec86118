"""The page before all others where people sign in: one button, and in plain words what failed the last time."""

import streamlit as st

from agent.errors import SignInNeeded
from ui import app_services, page_address
from ui.components.text import plain
from ui.sign_in.answers import DECLINED
from ui.sign_in.claims import NOT_SIGNED_IN
from ui.sign_in.provider import MISFIT, REFUSED, UNREACHABLE

_FAILED = {
    UNREACHABLE: "The sign-in provider does not answer. Your models are safe; try again in a few minutes.",
    REFUSED: "What the provider sent back could not be accepted: it was too old, used before, or not meant for this "
    "app. Nobody was signed in. Sign in again.",
    DECLINED: "The provider did not sign you in, or you turned back there. Sign in again when you are ready.",
    MISFIT: "What answers at the provider's address is not the provider of the settings. Nobody can sign in; tell "
    "whoever runs this Threatparley to check sign_in_issuer.",
}


def show_sign_in() -> bool:
    """Draw the page for whoever has to sign in first, and say whether it was drawn."""
    if not app_services.desk().settings.knows_people:
        return False
    try:
        app_services.desk().facilitator.sharing.check_signed_in()
    except SignInNeeded as needed:
        _show(str(needed))
        return True
    return False


def _show(why: str) -> None:
    settings = app_services.desk().settings
    with st.container(key="sign_in", gap="small"):
        st.markdown("# Threatparley", anchors=False)
        st.markdown("A threat-modeling partner for AI systems. Your team's models are behind a sign-in.")
        signed_in = bool(st.user.get("is_logged_in"))
        failed = "" if signed_in else _FAILED.get(page_address.sign_in_trouble(), "")
        if failed or why != NOT_SIGNED_IN:
            st.warning(plain(failed or why), icon=":material/lock:")
        if not settings.signs_in:
            return
        if not _at_own_address(settings.sign_in_address):
            st.link_button("Go to the address of this app", settings.sign_in_address, icon=":material/open_in_new:")
            return
        if st.button("Sign in", key="sign_in_now", type="primary", icon=":material/login:"):
            st.login()
        if signed_in and st.button("Sign out", key="sign_out_now", icon=":material/logout:"):
            st.logout()


def _at_own_address(own: str) -> bool:
    """Whether the page was opened where the provider sends people back to; a sign-in does not hold elsewhere."""
    given = st.context.headers.get("origin")
    return given is None or given == own
