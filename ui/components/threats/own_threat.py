"""A form for a threat that the catalog does not know and a person does."""

from collections.abc import Mapping

import streamlit as st

from agent.domain.changes.edits import PutThreat
from agent.domain.facts import SYSTEM
from agent.domain.findings.own_threats import USUAL_LEVEL, own_threat
from agent.domain.sessions.session import Session
from knowledge.rating import Anchors
from knowledge.vocabulary import Aspect, DreadFactor
from ui import actions, state
from ui.components.form_messages import refuse, show_said
from ui.components.value_labels import ASPECTS, FACTORS


def show_own_threat(session: Session, anchors: Mapping[DreadFactor, Anchors]) -> None:
    """One button that opens the form; saving adds the threat under an id of its own."""
    model = session.model
    name = f"own_{state.generation('own_threat')}"
    box = st.popover("Add a threat of your own", icon=":material/add:", key="own_threat")
    with box, st.form(f"{name}_form", border=False):
        st.text_input("Title", max_chars=160, key=f"{name}_title")
        st.text_area(
            "What can go wrong", max_chars=1400, height=110, key=f"{name}_statement",
            placeholder="Who does what to which part, and what follows",
        )  # fmt: skip
        places = [SYSTEM, *(part.id for part in model.components), *(flow.id for flow in model.flows)]
        st.multiselect("Where it lands", places, default=[SYSTEM], format_func=model.name_of, key=f"{name}_at")
        st.selectbox("Side of the system", list(ASPECTS), format_func=ASPECTS.__getitem__, key=f"{name}_aspect")
        for factor in DreadFactor:
            _show_level(anchors[factor], f"{name}_{factor.value}")
        st.form_submit_button("Add this threat", type="primary", on_click=_save, args=(session, name))
        show_said("own_threat")


def _show_level(anchors: Anchors, key: str) -> None:
    words = "  \n".join(f"{level} {meaning}" for level, meaning in anchors.levels.items())
    st.slider(FACTORS[anchors.factor], 0, 10, USUAL_LEVEL, key=key, help=words)


def _save(session: Session, name: str) -> None:
    """Add what was typed, whatever others have saved since; it stays in the form where it was not taken."""
    title, statement = (str(state.typed(f"{name}_{field}") or "").strip() for field in ("title", "statement"))
    chosen = state.typed(f"{name}_at")
    targets = tuple(map(str, chosen)) if isinstance(chosen, list | tuple) else ()
    if not (title and statement and targets):
        refuse("own_threat", "Not saved: a threat needs a title, a statement and at least one place.")
        return
    levels = {factor: int(str(state.typed(f"{name}_{factor.value}"))) for factor in DreadFactor}
    aspect = Aspect(str(state.typed(f"{name}_aspect")))
    threat = own_threat(session.model, title, statement, targets, aspect, levels)
    if actions.edit(session, [PutThreat(threat=threat)], reason=f"Added {threat.id}"):
        state.renew("own_threat")
