"""Keys that the page listens to itself, as buttons take only letters and digits for shortcuts."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from ui import page_address, state

_PROJECT, _NAME = "threatparley-keys", "keys"
_FOLDER = Path(__file__).resolve().parents[2]
_KEY = "keys_heard"
_MOUNTS: list[Callable[..., object]] = []
"""The function that puts the listener on a page, once it is made."""
FIRST = 5
"""As many sections have a key."""


def listen() -> None:
    """Listen as long as this page is shown; what is heard is done before the page is drawn anew."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{_PROJECT}.{_NAME}") is None:
        manifest = ComponentManifest(_PROJECT, "1", [ComponentConfig(_NAME, "frontend")])
        manager.register_from_manifest(manifest, _FOLDER)
        _MOUNTS.clear()
    if not _MOUNTS:
        _MOUNTS.append(st.components.v2.component(f"{_PROJECT}.{_NAME}", html="<span hidden></span>", js="keys.js"))
    with st.container(key="keys"):
        _MOUNTS[-1](key=_KEY, on_key_change=_heard)


def help_was_asked() -> bool:
    """Whether the help was asked for by key since the page was drawn last; it is told once."""
    asked = bool(state.recall("help_asked", 0))
    if asked:
        state.remember("help_asked", 0)
    return asked


def _heard() -> None:
    """Do what a key means; what the browser says may be anything."""
    key = getattr(state.typed(_KEY), "key", None)
    if key == "help":
        state.remember("help_asked", 1)
    elif isinstance(key, str) and key in map(str, range(1, FIRST + 1)) and page_address.session_id():
        page_address.show_review("")
        page_address.show_section(list(page_address.SECTIONS)[int(key) - 1])
        page_address.show_pane("model")
