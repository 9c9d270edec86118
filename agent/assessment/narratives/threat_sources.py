"""Who is meant by the source of a pattern: people whose text is read, people who use the system, or somebody else."""

import re
from enum import StrEnum
from functools import lru_cache

from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Aspect


class Cast(StrEnum):
    """The part that the source of a threat plays."""

    AUTHOR = "author"
    """Writes or brings what the system reads."""
    USER = "user"
    """Types, speaks or uploads to the system, or is judged by it and tries to gain."""
    INSIDER = "insider"
    """Has got in, or belongs to the house."""
    OTHER = "other"
    """Anybody else who means harm: of them the model names nobody."""
    NOBODY = "nobody"
    """Nobody means harm; the system or its use is at fault."""


def judges(pattern: ThreatPattern) -> bool:
    """Whether a threat is about how people are judged, told or watched over, rather than about an attack."""
    return pattern.aspect in (Aspect.FAIRNESS, Aspect.TRANSPARENCY, Aspect.OVERSIGHT)


def cast_of(pattern: ThreatPattern) -> Cast:
    """The cast of a pattern by the words of its source; people are named only where these words mean them."""
    return _cast(pattern.source) if pattern.aspect is Aspect.SECURITY else Cast.NOBODY


@lru_cache(maxsize=1024)
def _cast(said: str) -> Cast:
    if _AUTHOR.search(said):
        return Cast.AUTHOR
    if _INSIDER.search(said):
        return Cast.INSIDER
    return Cast.USER if _USER.search(said) else Cast.OTHER


_AUTHOR = re.compile(
    r"put text into|plants? text|planted text|outside text|author of (?:outside|content|a document|a public)|"
    r"whose (?:planted )?text|text into the index|send a mail, ticket|steers|open an issue|data that you collect|"
    r"writes? the entries|from a good verdict|text is read|whoever wrote the file|planted order|message for machines",
    re.IGNORECASE,
)
_INSIDER = re.compile(
    r"insider|intruder|colleague|\bstaff\b|employee|foothold|stolen key|leaked key|holds the key|key, token|"
    r"password|write access|gets hold of a token|wrong hands|malicious software|hostile code",
    re.IGNORECASE,
)
_USER = re.compile(
    r"\b(?:a|normal|every|registered|frustrated) user\b(?! of one)|^users?\b|anonymous user|person who may type|"
    r"words reach|\bcaller\b|clever question|someone exploring|many inputs|uploads a picture|hand pictures|"
    r"certain result|question \{target\}|play sound|access to the interface|feeds \{target\}|wants one|"
    r"one bad case|expects a filter|pictures, videos or recordings reach|each result|in front of the camera|"
    r"script, a bored user|wants what is not allowed|with patience",
    re.IGNORECASE,
)
