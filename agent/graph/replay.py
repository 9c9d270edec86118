"""The model at a point of a turn: the version it started from with the edits that were accepted since."""

from collections.abc import Iterable

from agent.domain.changes.apply import Terms, apply
from agent.domain.changes.edits import Edit, PutControl, PutThreat
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Reading, Turn
from agent.graph.state import Bench, TurnState

DRAFTER = "analyst"
"""Who is named as the author of what a draft changes."""


def model_of(state: TurnState, bench: Bench, terms: Terms) -> ThreatModel:
    """The model as the state has it; worked out once per point, and again only after a crash.

    Edits are far smaller than models, so the state holds edits: accepted edits on the same version give the same model.
    """
    point = (state.get("restores"), state.get("heard") is not None, state.get("settled") is not None)
    model = bench.models.get(point)
    if model is None:
        model = _replayed(state, bench, terms)
        bench.models[point] = model
    return model


def model_in_draft(state: TurnState, bench: Bench, terms: Terms) -> ThreatModel:
    """The model that a draft is made for: less what must be taken back first, which waits with the draft's edits."""
    model = model_of(state, bench, terms)
    if state["edits"]:
        model = apply(model, bench.take_edits(state["edits"]), terms, DRAFTER).model
    return model


def author_of(state: TurnState, bench: Bench) -> str:
    """Who answers for the edits that wait: who spoke, then the analyst for the draft."""
    return DRAFTER if state.get("heard") is not None else bench.take(Turn, state["turn"]).said.author


def telling(edits: Iterable[Edit], model: ThreatModel) -> tuple[Edit, ...]:
    """Only the edits that change something: most of a new draft repeats what is there."""
    threats = {threat.id: threat for threat in model.threats}
    controls = {control.id: control for control in model.controls}

    def repeats(edit: Edit) -> bool:
        if isinstance(edit, PutThreat):
            return threats.get(edit.threat.id) == edit.threat
        return isinstance(edit, PutControl) and controls.get(edit.control.id) == edit.control

    return tuple(edit for edit in edits if not repeats(edit))


def accepted(state: TurnState, bench: Bench) -> tuple[Edit, ...]:
    """All edits that were applied in the turn, in order."""
    return (*bench.take_edits(state.get("heard") or []), *bench.take_edits(state.get("settled") or []))


def _replayed(state: TurnState, bench: Bench, terms: Terms) -> ThreatModel:
    model = bench.session.model
    if state.get("restores") is not None:
        found = bench.restorer(bench.take(Reading, state["reading"]).wish)
        model = found[1] if found else model
    speaker = bench.take(Turn, state["turn"]).said.author
    model = apply(model, bench.take_edits(state.get("heard") or []), terms, speaker).model
    return apply(model, bench.take_edits(state.get("settled") or []), terms, DRAFTER).model
