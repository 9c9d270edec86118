"""Whether words say yes or no to a fact, where that is plain: by its cues and denials, else by a word that denies."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from agent.analyst.llm.guardrails.output_checks import denies, stem, stems_of
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.words import words_of
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue


def plainly(fact: FactDefinition, quote: str) -> bool | None:
    """Yes or no where words about a fact of yes and no say so plainly; none where a program cannot tell.

    The fact's own cues and denials go first. Without them, words about the fact say yes where nothing denies, and no
    where the one word that denies stands just before what they are about.
    """
    words, found = _heard(fact, quote)
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


def rules_out(fact: FactDefinition, value: bool, quote: str) -> bool:
    """Whether words leave no room for a yes or no that raises the risk.

    A word that denies counts only where it stands just before what the fact is about, in the same part of a sentence:
    ``chats are kept and we never delete them`` is no denial that chats are kept. Where no safeguard is there (``no
    filter``), or where the fact itself is that something lacks, such a word speaks for the risk. A denial that holds in
    some cases only (``we ask first only above 500 euros``) leaves room for all others.
    """
    if value and _IN_SOME_CASES.search(quote):
        return False
    words, found = _heard(fact, quote)
    if not value:
        return bool(found) and all(one.sign for one in found) and not any(map(denies, words))
    signs = {one.sign for one in found}
    if len(signs) > 1:  # such as ``users cannot upload files``, a denial that names the words of a yes as well
        denied = {place for one in found if not one.sign for place in one.named if _names_denial(words, one)}
        return all(denied & set(one.named) for one in found if one.sign)
    told = {place for one in found for place in one.named}
    denials = {place for place, word in enumerate(words) if denies(word) and place not in told}
    about = told
    if not found:
        if False in fact.safeguard or denies(f"{fact.label} {fact.yes_means}") or len(denials) > 1:
            return False
        about = {place for place, word in enumerate(words) if stem(word) in telling(fact, True)}
    near = any(_denied(words, denial, place) for denial in denials for place in about)
    return near if True in signs or not found else not denials


def speaks_for(fact: FactDefinition, quote: str) -> bool:
    """Whether words are plainly about a fact of yes and no, and what they deny is something else or a safeguard."""
    words, found = _heard(fact, quote)
    if found:
        return all(one.sign for one in found) and not rules_out(fact, True, quote)
    denials = [place for place, word in enumerate(words) if denies(word)]
    return all(_lacks_safeguard(words, place) for place in denials) and bool(stems_of(quote) & telling(fact, True))


def settles_no(fact: FactDefinition, quote: str) -> bool:
    """Whether words settle a no: they deny the fact, or plainly state its opposite, such as who alone has it."""
    if rules_out(fact, True, quote):
        return True
    _, found = _heard(fact, quote)
    stems = stems_of(quote)
    if any(one.sign for one in found) or not stems & (telling(fact, True) | telling(fact, False)):
        return False
    opposite = stems_of(f"{fact.no_means} {' '.join(fact.denials)}".replace("|", " ").replace("*", ""))
    yes = stems_of(
        f"{fact.label} {fact.yes_means} {' '.join((*fact.cues, *fact.hints))}".replace("|", " ").replace("*", "")
    )
    return _ALONE.search(quote) is not None or len(stems & (opposite - yes)) > 1


def telling(fact: FactDefinition, value: AnswerValue) -> frozenset[str]:
    """The beginnings of the words by which a program sees that a quote is about a fact and this value of it."""
    chosen = value if isinstance(value, tuple) else (value,)
    of_choices = [
        f"{choice.label} {choice.means} {' '.join((*choice.cues, *choice.hints))}"
        for choice in fact.choices
        if choice.value in chosen
    ]
    of_fact = (
        [fact.label, fact.yes_means, *fact.cues, *fact.hints, *fact.denials] if fact.type is FactType.YES_NO else []
    )
    return stems_of(" ".join([*of_fact, *of_choices]).replace("|", " ").replace("*", ""))


_NEAR = 4
"""How many words may lie between one that denies and what it denies, plus one."""
_ALONE = re.compile(
    r"\b(?:only|solely|exclusively|alone|instead|rather than|(?:nobody|no one|none|nothing|nowhere) (?:but|except))\b",
    re.IGNORECASE,
)
"""Words that say what is so in place of everything else."""
_IN_SOME_CASES = re.compile(
    r"\b(?:only|just) (?:for|when|if|where|in case|above|over|beyond|from|on|at|with|before|after|during)\b|"
    r"\b(?:except|unless|apart from|other than|with the exception of)\b",
    re.IGNORECASE,
)
"""Words that bound what stands before them to some cases."""
_SAFEGUARDS = stems_of(
    "restriction limit limitation check checks filter review approval firewall screening control validation separate "
    "separation isolation verification encryption sandbox vault permission allow allowlist whitelist password login"
)
"""What protects: that it is not there speaks for a risk."""


def _heard(fact: FactDefinition, quote: str) -> tuple[list[str], tuple[Found[bool], ...]]:
    """The words, and where the fact's own cues and denials stand among them."""
    words = [word for word, _, _ in words_of(quote)]
    return words, tuple(_widest(_bank((*fact.cues, *fact.signs, *fact.hints), fact.denials).find(words, longest=True)))


def _names_denial(words: list[str], one: Found[bool]) -> bool:
    return any(denies(words[place]) for place in one.named)


def _denied(words: list[str], denial: int, place: int) -> bool:
    """Whether a word that denies stands just before another, and denies no safeguard."""
    between = words[denial + 1 : place + 1]
    if not 0 < place - denial <= _NEAR or any(not any(map(str.isalnum, word)) for word in between):
        return False
    return not _lacks_safeguard(words, denial)


def _lacks_safeguard(words: list[str], denial: int) -> bool:
    """Whether what a word denies is something that protects: ``no filter``, ``without any check``."""
    return any(stem(word) in _SAFEGUARDS for word in words[denial + 1 : denial + _NEAR])


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
