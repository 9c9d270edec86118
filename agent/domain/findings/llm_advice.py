"""What a language model did to a list of threats, counted and told; nothing of it touches a score."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain.findings.threat_ranking import in_order, listed, live, places
from agent.domain.system import Origin
from agent.domain.threats import Threat

A_MODEL = "a language model"
"""What made something where no name of a model was kept."""
BY_RULES = "By the rules alone, for a start:"
"""Stands above the threats that are shown while a language model has not answered yet."""
OWN_IDEA = "no citation: a suggestion of the language model"
"""Said of a threat that no catalog entry covers, until a person confirms it."""


@dataclass(frozen=True)
class Done:
    """How much a language model did, as far as it counts."""

    placed: int
    """Threats that it gave their place."""
    moved: int | None
    """Threats that stand elsewhere than computed because of that; none where the computed order is not at hand."""
    aside: int
    told: int
    own: int
    """Threats of its own that no person has confirmed."""

    @property
    def line(self) -> str:
        """The same in a sentence; empty where it did nothing."""
        if not (self.placed or self.aside or self.told or self.own):
            return ""
        first = f"gave {self.placed} their place" if self.moved is None else f"moved {self.moved}"
        told = f"told {self.told} in its words"
        last = f"{told}, and brought {self.own} of its own" if self.own else f"and {told}"
        return f"The language model {first}, set {self.aside} aside, {last}."


def done(threats: Sequence[Threat], order: Sequence[str] | None = None) -> Done:
    """What a model did to a list in order; ``order`` has the ids as computed alone."""
    here, after = live(threats), places(listed(threats))
    before = None if order is None else places(in_order(here, order))
    placed = [one for one in here if gave_place(one)]
    return Done(
        placed=len(placed),
        moved=None if before is None else sum(before[one.id] != after[one.id] for one in placed),
        aside=sum(one.set_aside for one in here),
        told=sum(bool(one.heeded and one.heeded.scenario) for one in here),
        own=sum(one.unvouched for one in here),
    )


def gave_place(threat: Threat) -> bool:
    """Whether a threat stands where it stands because a model put it there, and no person since.

    That it brought one of its own is told as such, and not as a move too.
    """
    by_model = threat.heeded is not None and threat.heeded.place is not None
    return by_model and threat.placed is None and not (threat.set_aside or threat.unvouched)


def maker(threat: Threat) -> str:
    """The language model behind what is said of a threat."""
    return (threat.advice.made_by if threat.advice else "") or A_MODEL


def verdict(threat: Threat) -> str:
    """What a model says of where a threat belongs; empty where it says nothing of that."""
    advice = threat.advice
    if advice is not None and advice.set_aside:
        return "holds it to be none of this system"
    return f"puts it at place {advice.place}" if advice is not None and advice.place is not None else ""


def is_models_own(threat: Threat) -> bool:
    """Whether a language model brought it in and no catalog entry stands behind it, confirmed or not."""
    return threat.pattern is None and threat.origin is Origin.MODEL
