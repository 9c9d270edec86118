"""The DREAD scores of a threat: computed levels with reasons, a person's own levels, and the risk three times."""

from collections.abc import Mapping

import streamlit as st

from agent.domain.changes.edits import Edit, OverrideFactor
from agent.domain.risk import Override, rate
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from knowledge import Catalog
from knowledge.rating import Anchors
from knowledge.rating_circumstances import is_unintended
from knowledge.vocabulary import DreadFactor
from ui import actions, state
from ui.components.text import plain
from ui.components.value_labels import FACTORS, band_words
from ui.components.widget_keys import tag_of


def show_risk(threat: Threat) -> None:
    """The risk three times in a line: before controls, with those in place, and with the planned ones too."""
    three = (
        ("before controls", threat.inherent_rating), ("now", threat.rating), ("as planned", threat.target_rating),
    )  # fmt: skip
    st.markdown("**Risk:** " + " · ".join(f"{label} {band_words(rating)}" for label, rating in three))


def show_dread(session: Session, threat: Threat, catalog: Catalog) -> None:
    """Folded: the five factors with their reasons, and sliders for a person's own levels.

    Harm that nobody intends has words of its own for how often it happens, how little it takes and how it is noticed.
    """
    with st.expander(
        "DREAD: levels, reasons and your own levels", key=f"dread_{threat.id}", on_change="rerun", type="compact"
    ) as open_:
        if open_.open:
            st.caption(
                "DREAD stands for damage, reproducibility, exploitability, affected users and discoverability. "
                "A score is a judgement, not a measurement. Levels are computed from facts; yours take their place."
            )
            pattern = catalog.patterns.get(threat.pattern or "")
            unintended = pattern is not None and is_unintended(pattern, catalog)
            _editor(session, threat, catalog.anchors, unintended)


@st.fragment
def _editor(session: Session, threat: Threat, anchors: Mapping[DreadFactor, Anchors], unintended: bool) -> None:
    """Five sliders; the total follows at once, and is kept only when saved."""
    own = {override.factor: override for override in threat.overrides}
    levels: dict[DreadFactor, int] = {}
    with st.container(gap="xsmall"):
        for factor in DreadFactor:
            levels[factor] = _slider(threat, anchors[factor], own.get(factor), unintended)
    changed = {factor: level for factor, level in levels.items() if level != _present(threat, factor)}
    shown = rate(threat.current, _as_overrides(levels, threat), threat.scored)
    computed = rate(threat.current, (), threat.scored).total
    st.markdown(
        f"**Total with these levels: {band_words(shown)}** "
        f"(likelihood {shown.likelihood:.1f}, impact {shown.impact:.1f}, "
        f"without discoverability {shown.without_discoverability:.1f}); computed {computed:.1f}"
    )
    reason = st.text_input(
        "Why these levels", key=f"why_{threat.id}_{_tag(threat)}", max_chars=600,
        placeholder="Needed to save: what makes you see it differently",
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall"):
        save = st.button("Save levels", key=f"save_{threat.id}", type="primary", disabled=not changed)
        back = bool(own) and st.button("Use the computed levels", key=f"computed_{threat.id}", type="tertiary")
    if save and not (reason or "").strip():
        st.error("Not saved: say in a few words why, so that others can follow it.")
    elif save:
        _keep(session, [_edit(threat, factor, level, reason or "") for factor, level in changed.items()], reason or "")
    elif back:
        edits: list[Edit] = [OverrideFactor(threat=threat.id, factor=factor, level=None) for factor in own]
        _keep(session, edits, f"Back to the computed levels of {threat.id}")


def _slider(threat: Threat, anchors: Anchors, override: Override | None, unintended: bool) -> int:
    factor = anchors.factor
    computed = threat.current.factor(factor)
    span = (
        f", between {computed.low} and {computed.high} while facts are unknown" if computed.low != computed.high else ""
    )
    level = st.slider(
        f"{FACTORS[factor]}: computed {computed.level}{span}", 0, 10, _present(threat, factor),
        key=f"level_{threat.id}_{factor.value}_{_tag(threat)}",
        help="  \n".join(f"{one} {words}" for one, words in anchors.words(unintended).items()),
    )  # fmt: skip
    asks = anchors.question(unintended)
    means = f"{level} means: {anchors.at(int(level), unintended)}"
    lines = [
        f"{asks[:1].upper()}{asks[1:]}. {means}" if asks else means,
        *(plain(reason.text) for reason in computed.reasons),
    ]
    if factor is DreadFactor.DISCOVERABILITY and threat.scored.discoverability is not None:
        lines.append(f"This model fixes it at {threat.scored.discoverability} for every threat.")
    if override is not None:
        stale = " The computed level has changed since: look again." if override.stale else ""
        lines.append(f"Yours: {override.level}, by {plain(override.author)}: {plain(override.reason)}.{stale}")
    st.caption("  \n".join(lines))
    return int(level)


def _tag(threat: Threat) -> str:
    """Sliders start afresh when a level in force changes, and keep what a person has set until then."""
    return tag_of(threat.current.levels(), threat.overrides, threat.scored, state.generation("cards"))


def _present(threat: Threat, factor: DreadFactor) -> int:
    """The level in force: a person's own, or the computed one."""
    own = next((override.level for override in threat.overrides if override.factor is factor), None)
    return _computed(threat, factor) if own is None else own


def _computed(threat: Threat, factor: DreadFactor) -> int:
    """The level that counts where a person sets none: computed, or fixed for the whole model."""
    fixed = threat.scored.discoverability if factor is DreadFactor.DISCOVERABILITY else None
    return threat.current.factor(factor).level if fixed is None else fixed


def _as_overrides(levels: dict[DreadFactor, int], threat: Threat) -> tuple[Override, ...]:
    return tuple(
        Override(factor=factor, level=level, author="you", reason="shown", computed=_computed(threat, factor))
        for factor, level in levels.items()
    )


def _edit(threat: Threat, factor: DreadFactor, level: int, reason: str) -> Edit:
    """A level of one's own, or, where it equals the computed one, the end of it."""
    is_computed = level == _computed(threat, factor)
    return OverrideFactor(
        threat=threat.id,
        factor=factor,
        level=None if is_computed else level,
        reason="" if is_computed else reason.strip(),
    )


def _keep(session: Session, edits: list[Edit], reason: str) -> None:
    actions.edit(session, edits, reason=reason)
    state.renew("cards")
    st.rerun()
