"""The key ``?`` opens the help: buttons take letters and digits as shortcuts only, so the page listens itself."""

from collections.abc import Callable

import streamlit as st

from ui import state

_SCRIPT = """
export default function listen({ setTriggerValue }) {
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog]");
  const heard = (event) => {
    if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    event.preventDefault();
    setTriggerValue("asked", true);
  };
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}
"""
_MOUNTS: list[Callable[..., object]] = []


def listen_for_help() -> bool:
    """Whether ``?`` was pressed outside any field since the page was drawn last."""
    if not _MOUNTS:
        _MOUNTS.append(st.components.v2.component("help_key", html="<span hidden></span>", js=_SCRIPT))
    with st.container(key="help_key"):
        _MOUNTS[-1](key="help_key_heard", on_asked_change=lambda: None)
    return getattr(state.typed("help_key_heard"), "asked", None) is True
