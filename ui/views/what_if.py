"""What if: switches of what would lower the risk here most, with the bars that move, and a way to keep a choice."""

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from agent.assessment.what_if import Change, Supposed
from agent.assessment.what_if_options import Sort, Switch
from agent.domain.changes.edits import SetFact
from agent.domain.facts import FactValue, Provenance
from agent.domain.findings.threat_ranking import sections
from agent.domain.model import ThreatModel
from agent.domain.risk import Band, Rating
from agent.domain.sessions.session import Session
from agent.domain.wording.names_in_sentences import capital
from ui import actions, app_services, state
from ui.components.plan.comparison_bars import Bar, show_bars
from ui.components.text import counted, plain, shortened
from ui.components.value_labels import BANDS, SHAPES

FIRST = 10
_TITLES = {
    Sort.FACT: ("How it is built", "What you could decide differently."),
    Sort.PROTECTION: ("Protections", "What could be in place, with all measures that belong to it."),
    Sort.MEASURE: ("Single measures", "What else lowers most for its effort."),
}
_KEEPING = {"plan": "Plan it", "so": "It is so already"}


def show_what_if(session: Session) -> None:
    """The section with the switches."""
    if not session.model.threats:
        st.markdown("**Nothing to switch yet.** Once there is a draft, this shows what would lower its risks most.")
        st.button("Draft with what we have", key="draft_what_if", on_click=actions.draft, args=(session,))
        return
    switches = app_services.switches_of(session)
    if not switches:
        st.markdown(
            "**Nothing to switch.** No measure that is left, and nothing about how it is built, would lower an open "
            "threat further."
        )
        return
    _show_board(session, switches)


@st.fragment
def _show_board(session: Session, switches: tuple[Switch, ...]) -> None:
    """The switches beside the bars; only this part is drawn again when one is switched."""
    st.caption("Switch things on and see what would change. Nothing changes in the model until you keep it.")
    chosen = tuple(switch for switch in switches if state.typed(_key(switch)))
    supposed = _supposed(session.model, chosen)
    with st.container(key="moving"):
        _show_bands(supposed, bool(chosen))
        if chosen:
            _show_keeping(session, chosen)
    with st.container(key="board"):
        left, right = st.columns([11, 10], gap="large")
        with left:
            _show_switches(switches)
        with right:
            _show_threats(session.model, supposed)
            _show_others(supposed)


def _key(switch: Switch) -> str:
    return f"switch_{switch.id}_{state.generation('what_if')}"


def _show_switches(switches: tuple[Switch, ...]) -> None:
    for sort, (title, caption) in _TITLES.items():
        here = [switch for switch in switches if switch.sort is sort]
        if here:
            st.markdown(f"## {title}")
            st.caption(caption)
        for switch in here:
            number = f"{switch.controls[0]} " if sort is Sort.MEASURE else ""
            with st.container(gap=None):
                st.toggle(f"**{number}{plain(switch.label)}**", key=_key(switch), width="stretch")
                st.caption(plain(capital(switch.told)))


def _supposed(model: ThreatModel, chosen: Iterable[Switch]) -> Supposed:
    picked = tuple(chosen)
    facts = [
        SetFact(value=FactValue(fact=fact, value=value, provenance=Provenance.TABLE))
        for switch in picked
        for fact, value in switch.facts.items()
    ]
    controls = frozenset(one for switch in picked for one in switch.controls)
    return app_services.desk().facilitator.suppose(model, facts, controls)


def _show_bands(supposed: Supposed, switched: bool) -> None:
    was = Counter(one.before.band for one in supposed.changes if one.before)
    now = Counter(one.after.band for one in supposed.changes if one.after)
    most = max(1, *was.values(), *now.values())
    bars = [
        Bar(mark=SHAPES[band], name=BANDS[band], was=was[band], now=now[band], most=most,
            words=f"{was[band]} → {now[band]}" if was[band] != now[band] else str(now[band]))
        for band in Band if was[band] or now[band]
    ]  # fmt: skip
    words = "Outline: as it is. Filled: as switched." if switched else "As it is; nothing is switched on."
    st.markdown(f"**Threats by risk** · :gray[{words}]")
    show_bars("bands", bars, "Threats by risk, as it is and as switched", slim=True)


def _show_threats(model: ThreatModel, supposed: Supposed) -> None:
    by_id = {one.threat: one for one in supposed.changes if one.threat}
    first = [by_id[one.id] for one in sections(model.threats).main if one.id in by_id][:FIRST]
    st.markdown(f"## The first {'ten' if len(first) == FIRST else len(first)}")
    show_bars("threats", [_bar(one) for one in first], "The first threats, as they are and as switched")


def _bar(change: Change) -> Bar:
    return Bar(
        mark=change.threat, name=shortened(change.title, 90), most=10, words=_words(change.before, change.after),
        was=change.before.total if change.before else None, now=change.after.total if change.after else None,
    )  # fmt: skip


def _words(before: Rating | None, after: Rating | None) -> str:
    if before is None or after is None:
        return "would go" if after is None else f"would appear: {_band(after)}"
    if before.total == after.total:
        return _band(after)
    moved = f"{before.total:.1f} → {after.total:.1f}"
    same = before.band is after.band
    return f"{_shape(after)} {moved}" if same else f"{_shape(before)} → {_shape(after)} {moved}"


def _band(rating: Rating) -> str:
    return f"{_shape(rating)} {rating.total:.1f}"


def _shape(rating: Rating) -> str:
    return f"{SHAPES[rating.band]} {BANDS[rating.band]}"


def _show_others(supposed: Supposed) -> None:
    """What would go or appear, by name, and how many more would be rated otherwise."""
    for title, changes in (("Would go", supposed.gone), ("Would appear", supposed.new)):
        if changes:
            lines = "\n".join(f"- {one.threat} {plain(one.title)}" for one in changes[:FIRST])
            more = f"\n- and {len(changes) - FIRST} more" if len(changes) > FIRST else ""
            st.markdown(f"**{title}: {len(changes)}**\n{lines}{more}")
    if supposed.lower or supposed.higher:
        rated = [f"{len(some)} {way}" for some, way in ((supposed.lower, "lower"), (supposed.higher, "higher")) if some]
        st.caption(f"Rated {' and '.join(rated)}, of {counted(len(supposed.changes), 'threat')}.")


def _show_keeping(session: Session, chosen: tuple[Switch, ...]) -> None:
    """Ask for each switch whether it is to be planned or is so today, and keep the choice."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="keeping"):
        number = counted(len(chosen), "switch", "switches")
        with st.popover(f"Keep this: {number}", type="primary", icon=":material/check:", key="keep_open"):
            st.markdown(
                "What you plan counts for the risk as planned. What is so already becomes your word and counts from "
                "now on."
            )
            ways = {switch.id: _ask_which(switch) for switch in chosen}
            if st.button("Save the choice", key="keep_what_if", icon=":material/check:"):
                _keep(session, chosen, frozenset(one for one, way in ways.items() if way == "so"))
        st.button("Switch all off", key="clear_what_if", type="tertiary", on_click=state.renew, args=("what_if",))


def _ask_which(switch: Switch) -> str:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"line_keep_{switch.id}"):
        st.markdown(plain(switch.label), width="stretch")
        return str(
            st.segmented_control(
                f"How to keep: {switch.label}", list(_KEEPING), default="plan", required=True,
                key=f"way_{_key(switch)}", format_func=_KEEPING.__getitem__, label_visibility="collapsed",
            )
        )  # fmt: skip


def _keep(session: Session, chosen: tuple[Switch, ...], so_already: frozenset[str]) -> None:
    edits = app_services.desk().facilitator.kept(session.model, chosen, so_already)
    state.renew("what_if")
    actions.edit(session, edits, reason=f"Kept from what if: {'; '.join(switch.label for switch in chosen)}")
    st.rerun()
