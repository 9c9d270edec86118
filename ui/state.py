"""What one browser tab remembers between reruns; the only file that touches Streamlit's session state."""

import secrets
from typing import Literal

import streamlit as st

from knowledge.vocabulary import Value

NoticeKind = Literal["saved", "told", "refused", "trouble"]


class Notice(Value):
    """Something the page says once, after an action."""

    kind: NoticeKind
    text: str
    lines: tuple[str, ...] = ()
    safe: str = ""
    do: str = ""
    detail: str = ""
    unsent: str = ""
    id: str = ""


def tab() -> str:
    """A random name of this browser tab, so that two tabs never share an idempotency key."""
    return str(_kept("tab", secrets.token_hex(8)))


def notify(notice: Notice) -> None:
    """Say something on the next rendering; a newer notice takes the place of older ones of its kind."""
    others = [kept for kept in _notices() if kept.kind != notice.kind]
    st.session_state["tp_notices"] = [*others, notice]


def notices() -> tuple[Notice, ...]:
    """What is to be said now; toasts are said once, the rest stays until it is put away."""
    waiting = _notices()
    st.session_state["tp_notices"] = [notice for notice in waiting if notice.kind != "saved"]
    return tuple(waiting)


def forget_notices() -> None:
    """Put away what was said; the next action begins with a clean page."""
    st.session_state["tp_notices"] = []


def watch(number: int | None) -> None:
    """Remember the turn whose outcome this tab wants to be told."""
    st.session_state["tp_watched"] = number


def watched() -> int | None:
    """The turn whose outcome this tab waits for."""
    number = st.session_state.get("tp_watched")
    return number if isinstance(number, int) else None


def generation(name: str) -> int:
    """A number that is part of a widget's key; raising it makes the widget start afresh."""
    return int(st.session_state.get(f"tp_generation_{name}", 0))


def renew(name: str) -> None:
    """Let the widgets of this name start afresh."""
    st.session_state[f"tp_generation_{name}"] = generation(name) + 1


def remember(name: str, value: str | int) -> None:
    """Keep a small choice of this tab, such as the page of a list."""
    st.session_state[f"tp_kept_{name}"] = value


def recall(name: str, default: int) -> int:
    """A small number kept by ``remember``."""
    kept = st.session_state.get(f"tp_kept_{name}", default)
    return kept if isinstance(kept, int) else default


def recall_words(name: str, default: str = "") -> str:
    """A few words kept by ``remember``."""
    kept = st.session_state.get(f"tp_kept_{name}", default)
    return kept if isinstance(kept, str) else default


def typed(key: str) -> object:
    """What a keyed widget holds, for callbacks that run before the page."""
    return st.session_state.get(key)


def preset(key: str, value: str | bool | int) -> None:
    """Give a keyed widget its value before it is drawn."""
    st.session_state[key] = value


def _notices() -> list[Notice]:
    return list(st.session_state.get("tp_notices", []))


def _kept(name: str, first: str) -> object:
    return st.session_state.setdefault(f"tp_{name}", first)
