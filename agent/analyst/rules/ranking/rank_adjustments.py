"""What moves a threat beside votes and risk: what the owner confessed lifts it, a skill nobody spoke of sets it back.

An owner who says that a password hangs on the cabinet has named the way in. It leads what would take a laboratory, or
somebody with a motive of whom there is no sign.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent.domain import SYSTEM, FactValue, Provenance, ThreatModel
from knowledge import Catalog
from knowledge.conditions import Truth, judge
from knowledge.ranking.attacker_skill import confessed, skills

CONFESSED, LIFTED = 2.4, 1.2
"""What a threat gains that comes of what the owner says is missing: at once, or where it applies anyway."""
_OWN_WORDS = frozenset({Provenance.STATED, Provenance.INFERRED, Provenance.FILE})


@dataclass(frozen=True)
class Confession:
    """What the owner said is missing that would hold a threat off."""

    fact: str
    """The control that is denied."""
    means: str
    """That it is missing, as a clause."""
    words: str
    """The owner's own."""
    gain: float
    """What the threat gains by it."""

    @property
    def leads(self) -> bool:
        """Whether that is reason enough to name the threat."""
        return self.gain >= CONFESSED


def confessions(model: ThreatModel, catalog: Catalog) -> Mapping[str, Confession]:
    """What the owner confessed, by the pattern that comes of it; what says most of each."""
    found: dict[str, Confession] = {}
    for pattern, one in _all(model, catalog):
        if pattern not in found or found[pattern].gain < one.gain:
            found[pattern] = one
    return found


def setbacks(model: ThreatModel) -> Mapping[str, float]:
    """What patterns lose that take skill, or somebody with a motive, where nothing known speaks of either."""
    known = {kept.fact: kept.value for kept in model.facts if kept.subject == SYSTEM}
    return {
        pattern: skill.loses
        for skill in skills()
        if judge(skill.unless, known.get).truth is not Truth.YES
        for pattern in skill.members
    }


def _all(model: ThreatModel, catalog: Catalog) -> Iterator[tuple[str, Confession]]:
    missing = {kept.fact: kept for kept in model.facts if _is_confessed(kept)}
    for rule in confessed():
        if (kept := missing.get(rule.lacks)) is not None:
            means = catalog.facts[kept.fact].meaning(False).rstrip(".")
            for patterns, gain in ((rule.leads, CONFESSED), (rule.lifts, LIFTED)):
                yield from ((name, Confession(kept.fact, means, kept.quotes[0].text, gain)) for name in patterns)


def _is_confessed(kept: FactValue) -> bool:
    """Whether it denies something in the owner's words; a line ticked in a list is none of them."""
    return kept.value is False and kept.provenance in _OWN_WORDS and bool(kept.quotes)
