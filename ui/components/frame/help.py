"""Help in the same place on every page: shortcuts, what one can say, the glossary, and the settings beside it."""

import streamlit as st

from agent.domain.sessions.session import Session
from ui.components.frame.glossary import found
from ui.components.frame.keyboard import FIRST, help_was_asked
from ui.components.frame.settings_dialog import show_settings
from ui.components.text import plain

SHORTCUTS = (
    ("?", "Open this help"),
    (f"Alt+1 … Alt+{FIRST}", "Go to one of the first five sections of a model"),
    ("Ctrl+Enter", "Accept what is proposed, or send the form you are in"),
    ("Alt+Shift+Z", "Undo the last change"),
    ("Alt+Shift+Y", "Redo it"),
    ("F, A, N, L, W, U", "In a review: fix, accept, not here, later, why, undo; the arrows go back and on"),
    ("Tab, Shift+Tab", "Move between buttons and fields; Enter or Space presses them"),
)
"""Keys and what they do. A letter alone does nothing while a field is being typed in."""

SAYINGS = (
    ("why T-001?", "why a threat is there, and what its score rests on"),
    ("what should I do first?", "the measures that remove most risk for their effort"),
    ("which threats concern attachments?", "the threats that speak of something"),
    ("what if a person approves each payment?", "what would change; nothing is kept"),
    ("rename C-2 to Search index", "another name for a part; its present name works as well"),
    ("T-004 does not apply because …", "set a threat aside with its reason"),
    ("Ada owns T-002, by 1 March", "who answers for a threat or does a measure, and by when"),
    ("show what changed", "the last change, line by line"),
    ("undo", "take it back"),
)
"""Things that can be said in the conversation, with what comes of them."""


def show_help_and_settings(session: Session | None = None) -> None:
    """Two buttons; each opens a dialog, and ``?`` opens the first."""
    if st.button(
        "Settings", key="settings", type="tertiary", icon=":material/tune:",
        help="Model and endpoint, offline, theme, scoring",
    ):  # fmt: skip
        show_settings(session)
    show_help()


def show_help() -> None:
    """The button that opens the help, as ``?`` does."""
    asked = help_was_asked()
    pressed = st.button(
        "Help", key="help", type="tertiary", icon=":material/help:", help="Shortcuts, what you can say, glossary: ?"
    )
    if pressed or asked:
        _show_help()


@st.dialog("Help", width="large")
def _show_help() -> None:
    keys, said, words = st.tabs(["Shortcuts", "What you can say", "Glossary"])
    with keys:
        rows = "\n".join(f"| {plain(key)} | {plain(does)} |" for key, does in SHORTCUTS)
        st.markdown(f"| Key | What it does |\n| --- | --- |\n{rows}")
        st.caption("On a Mac, Alt is the Option key.")
    with said:
        st.markdown("\n".join(f"- “{plain(saying)}”: {plain(does)}" for saying, does in SAYINGS))
        st.caption("Parts can be called by their names. What is not understood is said, and nothing is changed.")
    with words:
        wanted = st.text_input("Find a word", key="glossary_words", placeholder="For example: injection")
        terms = found(wanted or "")
        st.markdown("\n\n".join(f"**{plain(one.word)}.** {plain(one.means)}" for one in terms))
        if not terms:
            st.caption("No word fits. Take a letter back to see more.")
