"""Settings: what can be changed at run time is changed here; what the environment sets says by which variable."""

import streamlit as st
from pydantic import ValidationError

from agent.domain.changes.edits import SetScoring
from agent.domain.risk import USUAL, Scoring
from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Session
from ui import actions, app_services, state
from ui.components.sessions.account import show_account
from ui.components.text import plain


@st.dialog("Settings", width="large")
def show_settings(session: Session | None) -> None:
    """The language model, offline, the theme, and how this model's risks are scored."""
    show_account()
    _show_model_settings(session)
    _show_theme()
    if session is not None and app_services.role_of(session.id).covers(Role.EDITOR):
        _show_scoring(session)
    elif session is None:
        st.markdown("## Scoring")
        st.caption(f"Each model has its own: open one to change it. Usual: {plain(USUAL.words())}.")


def _show_model_settings(session: Session | None) -> None:
    settings = app_services.desk().settings
    st.markdown("## Language model")
    st.markdown(plain(settings.destination_of(session.model.offline if session else actions.offline_only())))
    lines = {name: (shown, origin) for name, shown, origin in settings.lines()}
    rows = [
        ("Model", "model", "the name of a model, such as the endpoint lists it"),
        ("Endpoint", "base_url", "the address of an endpoint that speaks the chat completions protocol"),
        ("Key", "api_key", "the key of the endpoint, which is never shown"),
        ("Offline", "offline", "true where no language model may ever be asked"),
        ("Data folder", "data_dir", "where models are kept"),
    ]
    switched = {"True": "on", "False": "off"}
    st.markdown(
        "\n".join(
            f"- **{label}: {plain(switched.get(lines[name][0], lines[name][0]))}** (from: {plain(lines[name][1])})  \n"
            f"  :gray[Set it by] `THREATPARLEY_{name.upper()}`:gray[, {plain(how)}.]"
            for label, name, how in rows
        )
    )
    st.caption("These are read when Threatparley starts, from the environment, .env or threatparley.toml.")
    if settings.asks_model:
        offline = session.model.offline if session else actions.offline_only()
        told = "this model is" if session else "models begun here are"
        st.toggle(
            f"Offline only: {told} never sent to a language model",
            value=offline, key=f"settings_offline_{offline}", on_change=_switch, args=(session, offline),
        )  # fmt: skip


def _switch(session: Session | None, before: bool) -> None:
    if session is None:
        actions.choose_offline(not before)
    else:
        actions.stay_offline(session, not before)


def _show_theme() -> None:
    st.markdown("## Theme")
    shown = "dark" if st.context.theme.type == "dark" else "light"
    st.markdown(
        f"The {shown} theme is shown; it follows your system. To choose another, open the menu with three dots at the "
        "top right of the page, then Settings."
    )


def _show_scoring(session: Session) -> None:
    """Bands and discoverability of this model, kept by one edit that can be undone."""
    st.markdown("## Scoring of this model")
    now = session.model.scoring
    st.caption(f"Now: {plain(now.words())}. A change is a version of the model, and undo takes it back.")
    key = f"{session.id}_{session.version}"
    with st.container(horizontal=True, gap="small"):
        medium = _number("Medium from", now.medium, f"band_medium_{key}")
        high = _number("High from", now.high, f"band_high_{key}")
        critical = _number("Critical from", now.critical, f"band_critical_{key}")
    fixed = st.segmented_control(
        "Discoverability", ["computed", "fixed"], default="computed" if now.discoverability is None else "fixed",
        required=True, key=f"discoverability_{key}",
        format_func={"computed": "Computed for each threat", "fixed": "The same for every threat"}.__getitem__,
    )  # fmt: skip
    level = None
    if fixed == "fixed":
        start = 10 if now.discoverability is None else now.discoverability
        level = int(st.slider("Level for every threat", 0, 10, start, key=f"discoverability_level_{key}"))
        st.caption("Many teams take 10: they assume that every weakness is found.")
    wanted = _scoring(medium, high, critical, level)
    if wanted is None:
        st.error("Not saved: each band needs to begin above the one before it, all between 0 and 10.")
    with st.container(horizontal=True, gap="small"):
        if st.button(
            "Save scoring", key="save_scoring", type="primary", disabled=wanted in (None, now), on_click=_save,
            args=(session, wanted),
        ):  # fmt: skip
            st.rerun()
        if now != USUAL and st.button("Back to the usual", key="usual_scoring", on_click=_save, args=(session, USUAL)):
            st.rerun()


def _number(label: str, value: float, key: str) -> float:
    given = st.number_input(label, 0.1, 10.0, float(value), 0.1, key=key, width=150, format="%.1f")
    return round(float(given), 1)


def _scoring(medium: float, high: float, critical: float, level: int | None) -> Scoring | None:
    try:
        return Scoring(medium=medium, high=high, critical=critical, discoverability=level)
    except ValidationError:
        return None


def _save(session: Session, scoring: Scoring | None) -> None:
    if scoring is not None and actions.edit(session, [SetScoring(scoring=scoring)], reason="Set how risks are scored"):
        state.renew("cards")
