"""Before and after as bars: an outline for what is, a filled bar for what would be, and the same in words."""

from collections.abc import Sequence
from html import escape

import streamlit as st
from pydantic import Field

from knowledge.vocabulary import Value
from ui.components.threats.heatmap import RAMPS


class Bar(Value):
    """One line of a chart; no number where there is nothing."""

    mark: str = Field(default="", description="An id that leads the name.")
    name: str = Field(description="What it is about.")
    was: float | None = Field(description="How much it is.")
    now: float | None = Field(description="How much it would be.")
    most: float = Field(gt=0, description="What fills the whole line.")
    words: str = Field(description="Both numbers in words.")


def show_bars(name: str, bars: Sequence[Bar], label: str, slim: bool = False) -> None:
    """The bars as a list that also reads without its colours; a slim one has short names and a line for each."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    with st.container(key=f"bars_{name}"):
        st.html(bars_html(bars, label, RAMPS[theme][3], slim))


def bars_html(bars: Sequence[Bar], label: str, fill: str, slim: bool = False) -> str:
    """The list; every text is escaped, and no number comes from one."""
    lines = "".join(_line(bar, fill) for bar in bars)
    kind = "tp-bars tp-slim" if slim else "tp-bars"
    return f'<ul class="{kind}" aria-label="{escape(label, quote=True)}">{lines}</ul>'


def _line(bar: Bar, fill: str) -> str:
    mark = f"<b>{escape(bar.mark)}</b> " if bar.mark else ""
    was = f'<span class="tp-was" style="width: {_share(bar.was, bar.most)}%"></span>'
    now = f'<span class="tp-now" style="width: {_share(bar.now, bar.most)}%; background: {fill}"></span>'
    return (
        f'<li><span class="tp-name">{mark}{escape(bar.name)}</span>'
        f'<span class="tp-words">{escape(bar.words)}</span>'
        f'<span class="tp-pair" aria-hidden="true">{was}{now}</span></li>'
    )


def _share(number: float | None, most: float) -> int:
    return round(100 * min(number or 0.0, most) / most)
