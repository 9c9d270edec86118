"""What the address of a page holds: the model, the section, the opened threat or story, the pane of a narrow window."""

import streamlit as st

SECTIONS = {
    "overview": "Overview",
    "diagram": "Diagram",
    "words": "Your words",
    "parts": "Components & facts",
    "threats": "Threats",
    "risk": "Risk",
    "plan": "Plan",
    "what_if": "What if",
    "points": "Open points",
    "checks": "Control checks",
    "ledger": "Ledger",
    "history": "History",
    "export": "Export",
}
"""The sections of a model: the name in the address and the words on the page."""


WAY_BACK = ("s", "tab", "t", "p", "review", "view", "invite")
"""The parts of an address that a sign-in leads back to."""


def session_id() -> str | None:
    """The model named in the address, if any."""
    return st.query_params.get("s") or None


def on_portfolio() -> bool:
    """Whether the address is that of the look over all models."""
    return st.query_params.get("view") == "portfolio"


def go_to_portfolio() -> None:
    """Lead to the look over all models."""
    st.query_params.from_dict({"view": "portfolio"})


def section(drafted: bool = False) -> str:
    """The open section; where none is named, the overview of a draft, and before there is one the diagram."""
    named = st.query_params.get("tab", "")
    return named if named in SECTIONS else "overview" if drafted else "diagram"


def story() -> str | None:
    """The chosen attack path, by the id of the threat it is told after, if any."""
    return st.query_params.get("p") or None


def threat() -> str | None:
    """The opened threat, if any."""
    return st.query_params.get("t") or None


def review() -> str:
    """Where a review stands: the id of a threat, or a name of its beginning or end; empty outside a review."""
    return st.query_params.get("review", "")


def show_review(place: str) -> None:
    """Lead to a place of a review; an empty one leads back to the list of threats."""
    st.query_params["tab"] = "threats"
    if place:
        st.query_params["review"] = place
    else:
        st.query_params.pop("review", None)


def pane() -> str:
    """Which of chat and model a narrow window shows."""
    return "model" if st.query_params.get("pane") == "model" else "chat"


def go_to_session(session_id: str, finished: bool = False) -> None:
    """Lead to a model, at its beginning; a narrow window shows what a finished one holds, not its conversation."""
    st.query_params.from_dict({"s": session_id} | ({"pane": "model"} if finished else {}))


def go_to_start() -> None:
    """Lead to the start page."""
    st.query_params.clear()


def show_section(name: str) -> None:
    """Open a section of the model; an opened threat stays open for when its reader comes back."""
    st.query_params["tab"] = name
    st.query_params.pop("review", None)


def show_story(threat_id: str) -> None:
    """Choose an attack path."""
    st.query_params["tab"] = "overview"
    st.query_params["p"] = threat_id


def show_threat(threat_id: str | None) -> None:
    """Open one threat's card, or close it."""
    if threat_id is None:
        st.query_params.pop("t", None)
        return
    st.query_params["tab"] = "threats"
    st.query_params["t"] = threat_id


def show_pane(name: str) -> None:
    """Turn a narrow window to the chat or the model."""
    st.query_params["pane"] = name


def invite() -> str:
    """The secret of an invitation that somebody followed, if any."""
    return st.query_params.get("invite", "")


def forget_invite() -> None:
    """Take an invitation out of the address."""
    st.query_params.pop("invite", None)


def sign_in_trouble() -> str:
    """The short word for why the last try to sign in failed, if it did; it decides nothing but a sentence."""
    return st.query_params.get("sign_in", "")
