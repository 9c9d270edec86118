"""Narrow a table down: one choice among a few, and words to find."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import streamlit as st

E = TypeVar("E", bound=StrEnum)
_ALL = "all"


def show_narrowing(name: str, label: str, choices: Mapping[E, str], hint: str) -> tuple[E | None, str]:
    """What is chosen, none for all, and the words that are looked for."""
    by_value = {choice.value: choice for choice in choices}
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        chosen = st.segmented_control(
            label, [_ALL, *by_value], default=_ALL, required=True, key=f"{name}_choice", label_visibility="collapsed",
            format_func=lambda one: "All" if one == _ALL else choices[by_value[one]],
        )  # fmt: skip
        words = st.text_input(
            "Find", key=f"{name}_words", placeholder=hint, label_visibility="collapsed", icon=":material/search:",
            width=260,
        )  # fmt: skip
    return by_value.get(str(chosen)), words or ""
