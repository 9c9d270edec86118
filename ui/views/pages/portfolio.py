"""The look over all models: by risk, by what they share, by words, and what an update of the catalog touches."""

from collections.abc import Sequence

import streamlit as st

from agent.overview import Portfolio, PortfolioModel
from ui import app_services, page_address
from ui.components.chat.llm_status import show_destination
from ui.components.frame.error_message import show_notices
from ui.components.frame.help import show_help_and_settings
from ui.components.frame.keyboard import listen
from ui.components.plan.comparison_bars import Bar, show_bars
from ui.components.text import counted, plain, shortened

_MOST_ROWS = 25
"""As many models are drawn; a search brings the others."""
_MOST_SHARED = 8
"""As many shared parts and measures are drawn at once."""


def show_portfolio() -> None:
    """The models of whoever looks, with what narrows them."""
    with st.container(horizontal=True, gap="small", key="line_state_portfolio"):
        show_destination()
        show_help_and_settings()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="line_portfolio_title"):
        st.markdown("# All models", anchors=False)
        st.button(
            "Back to the start", key="portfolio_back", icon=":material/arrow_back:", on_click=page_address.go_to_start
        )
    show_notices()
    portfolio = app_services.desk().facilitator.portfolio()
    if not portfolio.models:
        st.caption("There is no model yet. Begin one on the start page, and it is looked over here.")
        return
    _show_risk(portfolio)
    models, shared = st.columns([58, 42], gap="large")
    with models:
        _show_models(portfolio)
    with shared:
        _show_measures(portfolio)
        _show_parts(portfolio)
        _show_touched(portfolio)
    listen()


def _show_risk(portfolio: Portfolio) -> None:
    """How many threats of each risk there are in all models."""
    number = sum(portfolio.bands.values())
    critical = sum(bool(one.line.bands.get("critical")) for one in portfolio.models)
    high = sum(bool(one.line.bands.get("critical") or one.line.bands.get("high")) for one in portfolio.models)
    st.markdown(
        f"{counted(len(portfolio.models), 'model')} with {counted(number, 'threat')}. "
        f"{counted(high, 'model has', 'models have')} a high or critical one, {critical:,} a critical one."
    )
    most = max(1, *portfolio.bands.values())
    bars = [
        Bar(name=band.capitalize(), was=None, now=float(count), most=float(most), words=f"{count:,}")
        for band, count in portfolio.bands.items()
    ]
    show_bars("portfolio_risk", bars, "Threats of each risk in all models", slim=True)


def _show_models(portfolio: Portfolio) -> None:
    st.markdown("## By risk", anchors=False)
    words = st.text_input(
        "Search models", key="portfolio_words", icon=":material/search:",
        placeholder="A name, a threat or a part, such as Qdrant or injection",
    )  # fmt: skip
    found = portfolio.found(words or "")
    if not found:
        st.caption("No model fits. Take a word back to see more.")
        return
    st.caption(_told(len(found), len(portfolio.models)))
    _show_rows(found)


def _show_rows(found: Sequence[PortfolioModel]) -> None:
    """A row per model, one button to open each."""
    for one in found[:_MOST_ROWS]:
        with st.container(border=True, gap=None, key=f"recent_p_words_{one.listed.id}"):
            st.button(
                plain(shortened(one.listed.name, 60)) or "Untitled model", key=f"words_p_{one.listed.id}",
                type="tertiary", on_click=page_address.go_to_session, args=(one.listed.id,),
            )  # fmt: skip
            st.caption(_bands(one))


def _told(found: int, there: int) -> str:
    shown = f"the first {_MOST_ROWS} of them, " if found > _MOST_ROWS else ""
    if found == there:
        return f"{counted(found, 'model')}, {shown}those at most risk first."
    return f"{counted(found, 'model')} of {there:,}, {shown}those at most risk first."


def _bands(one: PortfolioModel) -> str:
    bands = ", ".join(f"{number} {band}" for band, number in one.line.bands.items()) or "no threats"
    top = f" · first: {plain(shortened(one.line.top, 80))}" if one.line.top else ""
    return f"{bands}{top}"


def _show_measures(portfolio: Portfolio) -> None:
    """Which open measure would help most models."""
    st.markdown("## Measures that would help most", anchors=False)
    if not portfolio.measures:
        st.caption("No measure is open in more than one model.")
        return
    shown = portfolio.measures[:_MOST_SHARED]
    most = max(1, *(measure.high for measure in shown))
    bars = [
        Bar(
            name=shortened(measure.title, 90), was=None, now=float(measure.high), most=float(most),
            words=f"{counted(len(measure.models), 'model')}, {measure.high:,} high",
        )
        for measure in shown
    ]  # fmt: skip
    show_bars("portfolio_measures", bars, "Open measures by the high and critical threats they act on")
    _say_more(len(portfolio.measures), "open measure")


def _show_parts(portfolio: Portfolio) -> None:
    """Which parts several models name."""
    st.markdown("## Parts in several models", anchors=False)
    if not portfolio.parts:
        st.caption("No part is named in more than one model.")
        return
    shown = portfolio.parts[:_MOST_SHARED]
    most = len(shown[0].models)
    bars = [
        Bar(
            name=f"{shortened(part.name, 60)} ({part.kind.replace('_', ' ')})", was=None, now=float(len(part.models)),
            most=float(most), words=counted(len(part.models), "model"),
        )
        for part in shown
    ]  # fmt: skip
    show_bars("portfolio_parts", bars, "Parts by the models that name them")
    _say_more(len(portfolio.parts), "part")


def _show_touched(portfolio: Portfolio) -> None:
    """What a newer catalog means for the models."""
    st.markdown("## After an update", anchors=False)
    if not portfolio.touched:
        st.caption("No model refers to anything that is otherwise in the present catalog.")
        return
    st.caption(
        f"{counted(len(portfolio.touched), 'model was', 'models were')} drafted with another catalog and may be "
        "otherwise now; each says more on its own page."
    )
    for one in portfolio.touched[:_MOST_SHARED]:
        what = counted(len(one.keys), "changed entry", "changed entries") if one.known else "an unknown catalog"
        st.button(
            f"{plain(shortened(one.name, 50)) or 'Untitled model'}: {what}", key=f"touched_{one.model}",
            type="tertiary", on_click=page_address.go_to_session, args=(one.model,),
        )  # fmt: skip
    _say_more(len(portfolio.touched), "model")


def _say_more(number: int, what: str) -> None:
    if number > _MOST_SHARED:
        st.caption(f"The first {_MOST_SHARED} of {counted(number, what)}; `threatparley portfolio --json` has all.")
