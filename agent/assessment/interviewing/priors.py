"""How likely each answer of an unknown fact is, before it is asked: by what is usual, and by what was told so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.assessment.conditions import Weights
from agent.assessment.known_facts import Picture
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, InterviewStage

USUAL_NO = 0.25
"""How often a yes/no fact is yes although no is usual."""
USUAL_YES = 0.75
"""How often a yes/no fact is yes where yes is usual."""
UNSAID = 0.4
"""How often a yes/no fact is yes where nothing is usual."""
UNDECLARED = 0.03
"""How often a technology is there although the owner named others and not this one."""
USUAL_CHOICE = 0.5
"""How often the usual one of several choices is right."""
INFERRED = 0.8
"""How often a value taken from a hedged or unquoted remark is right."""
CONTRADICTED = 0.02
"""How often an answer is given that contradicts what is known."""

Share = tuple[AnswerValue, float]


@dataclass(frozen=True)
class Hunch:
    """A value that something outside the ledger makes likely, and the owner's words that do."""

    fact: str
    value: bool | str
    chance: float
    """How likely it is that it was told; what is not told is as likely as usual."""
    words: str = ""
    reason: str = ""
    """What makes it likely where no words of the owner do."""


Hunches = Sequence[Hunch]
"""The likely values of one system, likeliest first."""


class Weigher:
    """Gives the answers of each fact their weights under a picture."""

    def __init__(self, catalog: Catalog) -> None:
        self._facts = catalog.facts
        self._technologies = [f.id for f in catalog.facts.values() if _is_technology(f)]

    def weights(self, picture: Picture, hunches: Hunches = ()) -> Weights:
        """The weights of every fact that is not known."""
        likely = {one.fact: one for one in reversed(hunches)}
        declared = any(picture.known.get(fact) is True for fact in self._technologies)
        weights = {
            fact.id: _leaning(self._of(fact, picture, declared), likely.get(fact.id))
            for fact in self._facts.values()
            if not fact.control and picture.value(fact.id) is None
        }
        return {fact: self._capped(self._facts[fact], shares, weights, picture) for fact, shares in weights.items()}

    def _capped(
        self, fact: FactDefinition, shares: tuple[Share, ...], weights: Weights, picture: Picture
    ) -> tuple[Share, ...]:
        """An answer is no likelier than what it implies; what it loses goes to the others."""
        capped = [(value, min(share, self._most(fact, value, weights, picture))) for value, share in shares]
        lost = 1 - sum(share for _, share in capped)
        free = sum(new for (_, new), (_, old) in zip(capped, shares, strict=True) if new == old)
        if lost <= 0 or free <= 0:
            return shares
        return tuple(
            (value, new + lost * new / free if new == old else new)
            for (value, new), (_, old) in zip(capped, shares, strict=True)
        )

    def _most(self, fact: FactDefinition, value: AnswerValue, weights: Weights, picture: Picture) -> float:
        """How likely everything is that an answer implies, the least likely of it; a no is not held back by it.

        What a no rules out hangs on the fact: it is as unlikely as the fact, not the other way round.
        """
        most = 1.0
        if value is False:
            return most
        for implied in fact.implies:
            if implied.fact is None or implied.when not in (value, *(value if isinstance(value, tuple) else ())):
                continue
            known = picture.value(implied.fact)
            if known is not None:
                most = min(most, 1.0 if known == implied.value else CONTRADICTED)
            else:
                shares = dict(weights.get(implied.fact, ()))
                most = min(most, shares.get(implied.value, 1.0) if implied.value is not None else 1.0)
        return most

    def _of(self, fact: FactDefinition, picture: Picture, declared: bool) -> tuple[Share, ...]:
        usual = picture.usual.get(fact.id)
        if fact.type is FactType.YES_NO:
            yes = self._yes(fact, usual, picture, declared)
            return ((False, 1 - yes), (True, yes))
        values = fact.values()
        if usual is None:
            return tuple((value, 1 / len(values)) for value in values)
        trust = INFERRED if fact.id in picture.inferred else USUAL_CHOICE
        others = [value for value in values if value != usual]
        return ((usual, trust), *((value, (1 - trust) / max(len(others), 1)) for value in others))

    @staticmethod
    def _yes(fact: FactDefinition, usual: AnswerValue | None, picture: Picture, declared: bool) -> float:
        if usual is None:
            return UNSAID
        if fact.id in picture.inferred:
            return INFERRED if usual is True else 1 - INFERRED
        if usual is True:
            return USUAL_YES
        return UNDECLARED if declared and _is_technology(fact) else USUAL_NO


def _leaning(shares: tuple[Share, ...], hunch: Hunch | None) -> tuple[Share, ...]:
    """The usual shares drawn towards what is likely, as far as that is likely; of several choices all stay as usual."""
    if hunch is None or hunch.value not in dict(shares):
        return shares
    rest = 1 - hunch.chance
    return tuple((value, rest * share + (hunch.chance if value == hunch.value else 0.0)) for value, share in shares)


def _is_technology(fact: FactDefinition) -> bool:
    return fact.stage is InterviewStage.ARCHITECTURE and fact.type is FactType.YES_NO
