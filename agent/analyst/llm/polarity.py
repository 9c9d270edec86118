"""Whether words say yes or no to a fact, where that is plain: by its cues and denials, else by a word that denies."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from agent.analyst.llm.output_checks import denies, stem, stems_of
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.words import words_of
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue


def plainly(fact: FactDefinition, quote: str) -> bool | None:
    """Yes or no where words about a fact of yes and no say so plainly; none where a program cannot tell.

    The fact's own cues and denials go first. Without them, words about the fact say yes where nothing denies, and no
    where the one word that denies stands just before what they are about.
    """
    words = [word for word, _, _ in words_of(quote)]
    found = tuple(_widest(_bank((*fact.cues, *fact.signs), fact.denials).find(words, longest=True)))
    denials = {place for place, word in enumerate(words) if denies(word)}
    meant = set()
    for sign in {one.sign for one in found}:
        told = {place for one in found if one.sign is sign for place in one.named}
        outside = denials - told
        meant.add(None if len(outside) > 1 else sign is not bool(outside))
    if found:
        return meant.pop() if len(meant) == 1 else None
    about = [place for place, word in enumerate(words) if stem(word) in telling(fact, True)]
    if not about or len(denials) > 1:
        return None
    near = any(0 < place - denial <= _NEAR for denial in denials for place in about)
    return True if not denials else (False if near else None)


def telling(fact: FactDefinition, value: AnswerValue) -> frozenset[str]:
    """The beginnings of the words by which a program sees that a quote is about a fact and this value of it."""
    chosen = value if isinstance(value, tuple) else (value,)
    of_choices = [
        f"{choice.label} {choice.means} {' '.join(choice.cues)}" for choice in fact.choices if choice.value in chosen
    ]
    of_fact = [fact.label, fact.yes_means, *fact.cues, *fact.denials] if fact.type is FactType.YES_NO else []
    return stems_of(" ".join([*of_fact, *of_choices]).replace("|", " ").replace("*", ""))


_NEAR = 4
"""How many words may lie between one that denies and what it denies, plus one."""


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
