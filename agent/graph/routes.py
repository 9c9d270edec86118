"""Which step follows which."""

from agent.domain.changes.edits import (
    ConfirmThreat,
    DecideControl,
    DropAdvice,
    Edit,
    PlaceThreat,
    PutControl,
    Remove,
)
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Wish

_REORDERING = (DecideControl, PutControl, Remove, PlaceThreat, ConfirmThreat, DropAdvice)
"""Edits after which scores or places are computed anew though no fact and no part changed."""


def is_step_back(wish: Wish) -> bool:
    """Whether a turn asks for another version instead of a change."""
    return wish in (Wish.UNDO, Wish.REDO)


def needs_draft(model: ThreatModel, catalog: str, applied: tuple[Edit, ...]) -> bool:
    """Whether the draft is out of date: facts, parts, controls or the catalog changed since it was made."""
    if not (model.components or model.facts):
        return False
    stamp = model.drafted
    if stamp is None or stamp.catalog != catalog or stamp.digest != model.digest():
        return True
    return any(isinstance(edit, _REORDERING) for edit in applied)
