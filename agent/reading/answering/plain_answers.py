"""Whether words answer by themselves: a bare yes, no, none or all, and not news that happens to begin like one."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from agent.reading.text.language import function_words
from agent.reading.text.words import lexicon
from knowledge.entries import FactDefinition
from knowledge.search.words import stem_of


def is_plain(words: Sequence[str], facts: Iterable[FactDefinition]) -> bool:
    """Whether a clause holds nothing beyond small words, words of answering, and what the question itself names."""
    if tuple(words[:2]) in _COUNTING:
        return False
    told = {word for word in words if word not in _small() and word.isalpha()}
    if not told:
        return True
    named = frozenset[str]().union(*(_named_by(fact) for fact in facts))
    return all(stem_of(word) in named for word in told)


def corrects_earlier(text: str, facts: Iterable[FactDefinition]) -> bool:
    """Whether words put right what was said before, rather than answer: ``No, I mean the librarians only edit``."""
    found = _CORRECTS.match(text)
    return found is not None and not is_plain(_WORD.findall(text[found.end() :].lower()), facts)


def counts_something(words: Sequence[str], place: int, facts: Iterable[FactDefinition]) -> bool:
    """Whether a word goes with a thing of its own: the ``no`` of ``no logs are kept``, the ``first`` of a version."""
    after = words[place + 1 : place + 2]
    return tuple(words[place : place + 2]) in _COUNTING or (bool(after) and not is_plain(after, facts))


@lru_cache(maxsize=512)
def _named_by(fact: FactDefinition) -> frozenset[str]:
    """The stems of what a question and its answers name."""
    choices = [text for choice in fact.choices for text in (choice.label, choice.means)]
    texts = (fact.question, fact.label, fact.example, fact.yes_means, fact.no_means, *choices)
    return frozenset(stem_of(word) for text in texts for word in _WORD.findall(text.lower()))


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    return function_words() | _ANSWERING


_CORRECTS = re.compile(
    r"\s{0,3}(?:(?:no|sorry|well|oh|wait|but),?\s{1,3}){0,2}"
    r"(?:i (?:mean|meant|misspoke|was wrong)|what i meant|correction|let me correct|scratch that|my mistake)\b",
    re.IGNORECASE,
)
_COUNTING = {(one, other) for one, others in (("no", "one"), ("not", "many much all every everyone everybody only"))
             for other in others.split()}  # fmt: skip
"""Two words that say how many, where the first alone would deny."""
_WORD = re.compile(r"[a-z]+")
_ANSWERING = lexicon(
    "yeah yep yup nope nah correct right true false wrong incorrect indeed exactly certainly definitely absolutely "
    "course affirmative negative sure think believe guess suppose assume presumably probably likely maybe perhaps "
    "really actually currently today moment far apply applies hold holds thing things kind sort case cases sometimes "
    "partly part mostly usually often occasionally bit aware whatsoever sorry oh well okay ok please say afraid least "
    "question line lines point points list answer mention mentioned listed don't doesn't aren't can't won't haven't "
    "hasn't didn't one two three four five six seven eight nine ten eleven twelve both"
)
"""Words that answers are made of beside the words that hold sentences together."""
