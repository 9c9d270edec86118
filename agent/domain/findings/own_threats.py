"""Threats that the catalog does not know and a person does."""

from collections.abc import Mapping

from agent.domain.changes.apply import Mint
from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, FactorScore, Reason
from agent.domain.system import Origin
from agent.domain.threats import Threat
from knowledge.vocabulary import Aspect, DreadFactor

USUAL_LEVEL = 5
"""What each factor stands at until somebody says otherwise."""


def own_threat(
    model: ThreatModel,
    title: str,
    statement: str,
    targets: tuple[str, ...],
    aspect: Aspect,
    levels: Mapping[DreadFactor, int],
) -> Threat:
    """A threat that a person brings in; its levels are theirs, before controls and after."""
    reason = Reason(text="Set by the person who added this threat.")
    factors = {
        factor.value: FactorScore(level=level, low=level, high=level, reasons=(reason,))
        for factor, level in levels.items()
    }
    score = DreadScore(**factors)
    return Threat(
        id=Mint(model).take("T"), title=title, statement=statement, targets=targets, aspect=aspect,
        inherent=score, current=score, target=score, origin=Origin.USER,
    )  # fmt: skip
