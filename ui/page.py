"""The script that Streamlit runs for every page: the start page, or the workspace of the model in the address."""

import streamlit as st

from knowledge.errors import ThreatparleyError
from ui import page_address
from ui.components.frame.error_message import notice_of, show_trouble
from ui.components.frame.style import set_style
from ui.views.pages.invitation import show_invitation
from ui.views.pages.sign_in import show_sign_in
from ui.views.pages.start import show_start

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path d="M16 2 4 6v9c0 7.5 5 12.6 12 15 7-2.4 12-7.5 12-15V6z" fill="#1b5e85"/>'
    '<path d="M10 12h12M10 17h12M10 22h7" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>'
)


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Threatparley", page_icon=_ICON, layout="wide")
    set_style()
    session_id = page_address.session_id()
    try:
        if show_sign_in():
            return
        if show_invitation():
            return
        if session_id is None and page_address.on_portfolio():
            from ui.views.pages.portfolio import show_portfolio

            show_portfolio()
        elif session_id is None:
            show_start()
        else:
            from ui.views.pages.workspace import show_workspace

            show_workspace(session_id)
    except ThreatparleyError as error:
        show_trouble(notice_of(error, safe="Nothing was changed; what was saved stays saved."))


main()
