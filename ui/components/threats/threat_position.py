"""Where a threat stands in the list, and the buttons that give it another place by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from agent.domain.changes.edits import PlaceThreat
from agent.domain.findings.llm_advice import gave_place
from agent.domain.findings.threat_ranking import in_order, listed, live, places, sections
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.threats import Threat
from ui import actions


@dataclass(frozen=True)
class Ladder:
    """The places of a model's threats, by id, 1 first."""

    now: Mapping[str, int]
    """Where they stand in the list; what is set aside, dismissed or ruled out has no place there."""
    computed: Mapping[str, int]
    """Where they would stand by computation alone; empty while nothing speaks against that."""
    turn: tuple[str, ...]
    """The ids in the list as it is read, section after section; empty where the page shows another order."""

    def elsewhere(self, threat: Threat) -> bool:
        """Whether a threat stands elsewhere than computed, or has no place in the list though it would have one."""
        return threat.id in self.computed and self.computed[threat.id] != self.now.get(threat.id)

    def moved(self, threat: Threat) -> bool:
        """Whether a language model's advice put a threat elsewhere than computed."""
        return gave_place(threat) and self.elsewhere(threat)

    def neighbour(self, threat: Threat, step: int) -> int | None:
        """The place of the threat that is read before (-1) or after (1) this one; none at an end."""
        at = self.turn.index(threat.id) + step if threat.id in self.turn else -1
        return self.now[self.turn[at]] if 0 <= at < len(self.turn) else None


def ladder(model: ThreatModel, order: Sequence[str], shows_computed: bool) -> Ladder:
    """The places in a list; ``order`` has the ids as computed alone, and is empty where the list is just that."""
    threats = model.threats
    return Ladder(
        now=places(listed(threats)),
        computed=places(in_order(live(threats), order)) if order else {},
        turn=() if shows_computed else tuple(one.id for one in sections(threats, model.controls).in_turn),
    )


def show_placing(session: Session, threat: Threat, rungs: Ladder) -> None:
    """The place with buttons to the top, up and down, and back to the computed place where a person gave it.

    There are no buttons while the page shows the computed order, where their effect would not be seen.
    """
    here = rungs.now.get(threat.id)
    if here is None:
        return
    by_hand = " It was placed there by hand." if threat.placed is not None else ""
    instead = f" Computed, it would stand at {rungs.computed[threat.id]}." if rungs.elsewhere(threat) else ""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key=f"line_place_{threat.id}"):
        st.markdown(f"**Place {here} of {len(rungs.now)}.**{by_hand}{instead}", width="stretch")
        if not rungs.turn:
            return
        _button(session, threat, "To the top", 1 if here > 1 else None, "vertical_align_top")
        _button(session, threat, "Up", rungs.neighbour(threat, -1), "arrow_upward")
        _button(session, threat, "Down", rungs.neighbour(threat, 1), "arrow_downward")
        if threat.placed is not None:
            st.button(
                "Back to the computed place" if not _has_advice(threat) else "Back to the place before",
                key=f"unplace_{threat.id}", type="tertiary", icon=":material/undo:",
                on_click=_place, args=(session, threat, None),
            )  # fmt: skip


def _has_advice(threat: Threat) -> bool:
    """Whether the place that a person gave covers one that a language model gave."""
    return threat.heeded is not None and threat.heeded.place is not None


def _button(session: Session, threat: Threat, label: str, place: int | None, icon: str) -> None:
    st.button(
        label, key=f"{label.lower().replace(' ', '_')}_{threat.id}", type="tertiary", icon=f":material/{icon}:",
        disabled=place is None, on_click=_place, args=(session, threat, place),
    )  # fmt: skip


def _place(session: Session, threat: Threat, place: int | None) -> None:
    where = f"{threat.id} is at place {place} by hand" if place else f"{threat.id} is no longer placed by hand"
    actions.edit(session, [PlaceThreat(threat=threat.id, place=place)], reason=where)
