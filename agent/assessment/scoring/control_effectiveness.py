"""What measures in place still lower once tests of a threat failed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.assessment.scoring.rating import Lowering, with_controls
from agent.domain.findings.trials import SHOWN_NOT_TO_HOLD, Proof
from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore
from agent.domain.threats import IN_PLACE, Control, Threat
from knowledge.entries import ControlKind, FactorEffect
from knowledge.vocabulary import DREAD_LEVELS


@dataclass(frozen=True)
class Left:
    """A measure with what is left of its effects."""

    id: str
    title: str
    kind: ControlKind
    effects: tuple[FactorEffect, ...]


def holding(controls: Iterable[Control], proof: Proof) -> Iterator[Control]:
    """Controls in place as they count for a threat whose trials say this."""
    for one in controls:
        yield one if proof is not Proof.FAILED else one.model_copy(update={"effects": _left(one)})


def left_of(measures: Iterable[Lowering], proof: Proof) -> Iterator[Lowering]:
    """The same for measures that may stand in no model yet."""
    for one in measures:
        yield one if proof is not Proof.FAILED else Left(one.id, one.title, one.kind, _left(one))


def current_risk(threat: Threat, model: ThreatModel, proof: Proof) -> DreadScore | None:
    """The current score of a threat once its trials say this, by the measures of the model that are in place.

    None where no catalog entry rates it, or its levels come from elsewhere and are none that measures move.
    """
    if threat.pattern is None or not set(threat.inherent.levels().values()) <= set(DREAD_LEVELS):
        return None
    placed = (one for one in model.controls if one.status in IN_PLACE and threat.id in one.threats)
    return with_controls(threat.inherent, holding(placed, proof))


def questioned(control: Control) -> bool:
    """Whether a failed test speaks against a measure: it is in place to stop the attack, not to limit what follows."""
    return control.status in IN_PLACE and any(one.factor in SHOWN_NOT_TO_HOLD for one in control.effects)


def _left(measure: Lowering) -> tuple[FactorEffect, ...]:
    return tuple(one for one in measure.effects if one.factor not in SHOWN_NOT_TO_HOLD)
