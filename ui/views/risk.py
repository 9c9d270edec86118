"""Risk at a glance: the heatmap with its numbers, and every threat before controls, now and as planned."""

from collections import Counter
from typing import Any

import streamlit as st

from agent.assessment.scoring.risk_reduction import Reliefs
from agent.domain.findings.threat_ranking import weighed
from agent.domain.risk import Band
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from ui import actions, app_services
from ui.components.plan.comparison_bars import Bar, show_bars
from ui.components.text import counted
from ui.components.threats.heatmap import STEPS, Cell, When, cells, heatmap, rating_when, rows
from ui.components.value_labels import BANDS, SHAPES, STATUSES, band_words

_WHEN: dict[When, str] = {"inherent": "Before controls", "current": "Now", "target": "As planned"}


def show_risk(session: Session) -> None:
    """The section on risk."""
    model = session.model
    live = weighed(model.threats)
    if not live:
        st.markdown("**No risks yet.** Once there is a draft, this shows how many threats are how likely and how bad.")
        st.button("Draft with what we have", key="draft_risk", on_click=actions.draft, args=(session,))
        return
    when = _choose_when()
    _show_bands(live, when)
    grid = cells(live, when)
    chosen = _show_map(grid, when)
    shown = live if chosen is None else tuple(threat for threat in live if threat.id in chosen.threats)
    if chosen is not None:
        place = f"{STEPS[chosen.likelihood].lower()} likelihood and {STEPS[chosen.impact].lower()} impact"
        st.caption(f"{counted(len(shown), 'threat')} with {place}. Click the cell again to see all.")
    _show_table(session, shown)
    with st.expander("The heatmap as a table"):
        st.table(rows(grid), border="horizontal")
    if own := sum(one.unvouched for one in model.threats):
        st.caption(
            f"Not counted here: {counted(own, 'suggestion')} of the language model that nobody has confirmed. See "
            "Threats."
        )
    st.caption(
        "Likelihood is the mean of reproducibility, exploitability and discoverability, impact the mean of damage and "
        "affected users. All are judgements with reasons, not measurements."
    )


def _choose_when() -> When:
    chosen = st.segmented_control(
        "Risk", list(_WHEN), default="current", required=True, key="risk_when", format_func=lambda one: _WHEN[one],
        label_visibility="collapsed",
    )  # fmt: skip
    return chosen or "current"


def _show_bands(threats: tuple[Threat, ...], when: When) -> None:
    """How many threats of each band there are, beside how many there would be without any control."""
    bare = Counter(one.inherent_rating.band for one in threats)
    here = Counter(rating_when(one, when).band for one in threats)
    most = max(1, *bare.values(), *here.values())
    bars = [
        Bar(mark=SHAPES[band], name=BANDS[band], was=bare[band], now=here[band], most=most,
            words=f"{bare[band]} → {here[band]}" if bare[band] != here[band] else str(here[band]))
        for band in Band if bare[band] or here[band]
    ]  # fmt: skip
    show_bars("risk", bars, f"Threats by risk, before controls and {_WHEN[when].lower()}", slim=True)
    if when != "inherent":
        st.caption(f"Outline: before controls. Filled: {_WHEN[when].lower()}.")


def _show_map(grid: tuple[Cell, ...], when: When) -> Cell | None:
    """The picture; gives back the cell that was clicked."""
    total = sum(len(cell.threats) for cell in grid)
    theme = st.context.theme.type or "light"
    event: Any = st.altair_chart(
        heatmap(grid, theme), width="stretch", on_select="rerun", key=f"heat_{when}",
        alt=f"Heatmap of {counted(total, 'threat')} by likelihood and impact. The table below holds the same numbers.",
    )  # fmt: skip
    points = event.selection.get("cell") if event and event.selection else None
    if not points:
        return None
    at = (points[0].get("likelihood"), points[0].get("impact"))
    return next((cell for cell in grid if (STEPS[cell.likelihood], STEPS[cell.impact]) == at), None)


def _show_table(session: Session, threats: tuple[Threat, ...]) -> None:
    reliefs = app_services.reliefs_of(session)
    table = [
        {
            "Id": threat.id, "Threat": threat.title,
            **{label: band_words(rating_when(threat, when)) for when, label in _WHEN.items()},
            "Would lower it most": _helper(reliefs, threat), "Status": STATUSES[threat.status],
        }
        for threat in threats
    ]  # fmt: skip
    st.dataframe(
        table, hide_index=True, width="stretch", key="risk_table", height=min(420, 36 * (len(table) + 1) + 2),
        alt="Every threat with its risk before controls, now and as planned, and the measure that would lower it most",
        column_config={
            "Id": st.column_config.TextColumn(width=60), "Threat": st.column_config.TextColumn(width=250),
            "Would lower it most": st.column_config.TextColumn(width=280),
        },
    )  # fmt: skip


def _helper(reliefs: Reliefs, threat: Threat) -> str:
    """The measure not yet in place that takes most off a threat, with the scores."""
    best = next(iter(reliefs.against(threat.id)), None)
    if best is None:
        return "nothing that is left"
    control, drop = best
    return f"{drop.before.total:.1f} → {drop.after.total:.1f} by {control.id} {control.title}"
