"""Which wording makes the reader claim what: how often on marked descriptions, and how often the value is marked.

A wording that is right in half of the texts says another thing in the rest: it is a hint, or wants a second sign.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from agent.reading.claims import Claim
from agent.reading.text.cues import CueBank
from agent.reading.text.stances import Stance
from agent.reading.text.words import words_of
from evals.metrics.facts import Single, singles
from evals.reading.parts_bench import is_held_out
from evals.reading.training_material import Annotated
from knowledge.entries import FactDefinition

Owner = tuple[Single, str, bool]
"""What a wording tells, the wording, and whether it is but a hint."""


@dataclass
class Wording:
    """How a wording did: the texts in which it claims what is marked, and the words in those where it is not."""

    tells: Single
    says: str
    hint: bool
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """Empty words for a text that is held out: of those only counts are shown."""

    @property
    def share(self) -> float:
        """In how many of its texts what it tells is marked."""
        return self.right / (self.right + len(self.wrong))


class Wordings:
    """Names the wordings behind a claim."""

    def __init__(self, facts: Iterable[FactDefinition]) -> None:
        self._banks = {fact.id: CueBank[Owner]((owner[1], owner) for owner in _owners(fact)) for fact in facts}

    def behind(self, claim: Claim, text: str) -> Iterator[Owner]:
        """Every wording of the fact that takes the very words of a claim."""
        words = [word for word, _, _ in words_of(text[claim.start : claim.end])]
        for found in self._banks[claim.fact].find(words):
            if found.start == 0 and found.end == len(words) and found.sign[2] == claim.hint:
                yield found.sign


def judged(
    marked: Iterable[Annotated], told: Callable[[str], str], claims: Callable[[str], Iterable[Claim]], names: Wordings
) -> tuple[Wording, ...]:
    """How each wording did on marked descriptions, those with the most unmarked texts first."""
    found: dict[Owner, Wording] = {}
    for one in marked:
        text = told(one.reference)
        right = {single for mark in one.facts for single in singles(mark.fact, mark.value)}
        seen: set[Owner] = set()
        for claim in (claim for claim in claims(text) if claim.stance is Stance.NOW):
            for owner in names.behind(claim, text):
                if owner in seen or owner[0] != (claim.fact, claim.value):
                    continue
                seen.add(owner)
                kept = found.setdefault(owner, Wording(*owner))
                if owner[0] in right:
                    kept.right += 1
                else:
                    kept.wrong.append("" if is_held_out(one.reference) else text[claim.start : claim.end])
    return tuple(sorted(found.values(), key=lambda one: (-len(one.wrong), one.right, one.says)))


def _owners(fact: FactDefinition) -> Iterator[Owner]:
    yield from (((fact.id, True), cue, False) for cue in (*fact.cues, *fact.signs))
    yield from (((fact.id, True), cue, True) for cue in fact.hints)
    yield from (((fact.id, False), cue, False) for cue in fact.denials)
    for choice in fact.choices:
        yield from (((fact.id, choice.value), cue, False) for cue in choice.cues)
        yield from (((fact.id, choice.value), cue, True) for cue in choice.hints)
