"""Whether words say yes or no to a fact: by the fact's own cues and denials first, else by a word that denies."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from agent.analyst.llm.output_checks import denies
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.words import words_of
from knowledge.entries import FactDefinition


def says_yes(fact: FactDefinition, quote: str) -> bool:
    """Whether words about a fact of yes and no mean yes."""
    words = [word for word, _, _ in words_of(quote)]
    found = tuple(_widest(_bank((*fact.cues, *fact.signs), fact.denials).find(words, longest=True)))
    denials = {place for place, word in enumerate(words) if denies(word)}
    meant = set()
    for sign in {one.sign for one in found}:
        told = {place for one in found if one.sign is sign for place in one.named}
        meant.add(sign is not bool(denials - told))
    return meant.pop() if len(meant) == 1 else not denies(quote)


@lru_cache(maxsize=512)
def _bank(cues: tuple[str, ...], denials: tuple[str, ...]) -> CueBank[bool]:
    return CueBank((*((cue, True) for cue in cues), *((cue, False) for cue in denials)))


def _widest(found: Iterable[Found[bool]]) -> Iterator[Found[bool]]:
    """Leave out what lies within a longer find that says something else."""
    found = tuple(found)
    for one in found:
        others = (other for other in found if other.sign is not one.sign)
        if not any(_holds(other, one) for other in others):
            yield one


def _holds(outer: Found[bool], inner: Found[bool]) -> bool:
    wider = outer.end - outer.start > inner.end - inner.start
    return wider and outer.start <= inner.start and inner.end <= outer.end
