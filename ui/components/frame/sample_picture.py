"""A picture of a finished model for the start page: what one gets, before one has written a word."""

from pathlib import Path
from typing import Literal

import streamlit as st

FOLDER = Path(__file__).resolve().parents[2] / "pictures"
"""Where the pictures lie; ``python -m tests.browser.pictures`` takes them anew."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_ALT = (
    "A finished threat model of the example Harbour, a support assistant: its name, sections and overview with "
    "the ways in which it could be attacked and its diagram."
)


def show_preview() -> None:
    """The picture in the theme of the page, with what it shows in words."""
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    picture = FOLDER / f"overview-{scheme}.webp"
    if not picture.exists():
        return
    with st.container(key="preview", gap="xsmall"):
        st.markdown("## What you get", anchors=False)
        st.image(str(picture), alt=_ALT, width="stretch")
        st.caption(
            "The first worked example. Yours begins with how your system could be attacked, the ten threats to talk "
            "about and a picture of its parts; all of it can be changed, exported and undone."
        )
