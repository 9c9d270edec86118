"""What kind of model a name means where it stands: by its own words, and by what it is said to do."""

import re

from agent.reading.architecture.generic_nouns import PART_WORDS
from knowledge.search.words import singular
from knowledge.vocabulary import ComponentKind as Kind

_HEADS = frozenset({"model", "network", "net", "transformer", "algorithm"})
_LOOKING = (Kind.VISION_MODEL, Kind.SPEECH_MODEL, Kind.PREDICTIVE_MODEL)
_BILLIONS = re.compile(r"\d{1,3}(?:\.\d)?b")
"""Whose size is told in billions of parameters, and nothing else of it, writes: a 7B model."""
_SOON = 2
"""Within so many words behind its name a model is told what it works out."""


def kind_of_name(kind: Kind | None, words: tuple[str, ...], first: int, last: int) -> Kind | None:
    """The kind of what the words from first to last name, which by themselves would be of ``kind``."""
    if singular(words[last - 1]) not in _HEADS:
        return kind
    own, behind = frozenset(words[first : last - 1]), words[last:]
    if (kind is None or kind in _LOOKING) and own & PART_WORDS.makes.words and _makes(behind):
        return Kind.MEDIA_GENERATOR
    if kind is not None:
        return kind
    if any(_BILLIONS.fullmatch(word) for word in own):
        return Kind.LANGUAGE_MODEL
    told = next((one for one, known in PART_WORDS.model_words.items() if own & known), None)
    scores = last - first > 1 and bool(PART_WORDS.model_scores & set(behind[:_SOON]))
    return told or (Kind.PREDICTIVE_MODEL if scores else None)


def _makes(behind: tuple[str, ...]) -> bool:
    near = " ".join(behind[: PART_WORDS.makes.within])
    return any(f" {deed} " in f" {near} " for deed in PART_WORDS.makes.deeds)
