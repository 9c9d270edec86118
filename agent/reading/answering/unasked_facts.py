"""What becomes of facts that free text states beside any question: taken at once, or put to the owner."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.domain import Edit, ThreatModel
from agent.domain.sessions.session import Offer


@dataclass(frozen=True)
class Held:
    """The edits that are taken, and the others as proposals."""

    edits: tuple[Edit, ...]
    offers: tuple[Offer, ...] = ()


Passing = Callable[[tuple[Edit, ...], ThreatModel], Held]
"""Decides on what was read in passing; whoever weighs risks gives it, as reading knows of none."""


def take_all(edits: tuple[Edit, ...], model: ThreatModel) -> Held:
    """Takes everything at once."""
    return Held(edits)
