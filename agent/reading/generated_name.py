"""A name for a system that nobody named: what it is about, and what it is, such as ``Invoice assistant``."""

import re
from collections import Counter
from functools import cache

from pydantic import Field

from agent.reading.text.titles import system_words
from agent.reading.text.words import lexicon, words_of
from knowledge.tables import word_table
from knowledge.vocabulary import Value
from knowledge.words import singular

_MOST_LETTERS = 6_000
"""What a system is about stands in the first pages, if it stands anywhere."""
_OPENING = 200
"""Letters among which owners say who they are."""
_MOST_WORDS = 3
_NO_PLURALS = frozenset({"news"})
"""Words that say something else without their last letter."""
_COUNTED = (
    r"(?: (?:a|an|the|two|three|four|five|six|seven|eight|nine|ten|several|some|many|small|big|large|little|young|"
    r"family|\d{1,4}))*"
)
_GOES_ON = (
    r"(?:and|or|with|for|in|of|that|which|who|where|at|on|to|from|by|the|a|an|is|are|has|have|sells?|runs?|uses?|makes?|"
    r"wants?|keeps?|lets?)"
)
_DENIED = "no|not|neither|never"
_WE_ARE = re.compile(
    r"\b(?i:(?:we(?:'re|\u2019re| are| run| own)|our|at (?:a|an|our))"
    r"|(?P<made>we (?:make|build|grow|breed|brew|rent out|repair)))"
    rf"{_COUNTED} (?P<what>(?!(?i:a|an|the|{_DENIED})\b)[\w'-]{{2,20}}(?: (?!(?i:{_GOES_ON})\b)[\w'-]{{2,20}}){{1,3}})"
)
"""Who the owners say they are, or what they say they make."""


class Domains(Value):
    """The table ``domains.yaml``; the words of each row are parted by commas."""

    subjects: dict[str, str] = Field(description="The first word of a name, and the words that tell it.")
    traders: str = Field(description="Words that end what owners call themselves.")
    makings: str = Field(description="Words that only say how a system is made.")
    doers: dict[str, str] = Field(description="What a system is, and the words that tell it.")


def name_for(text: str, head: str = "") -> str:
    """What the text is about with what the system is; ``head`` is the owner's own word for that. Empty: not told."""
    flat = _flat(text[:_MOST_LETTERS])
    if trade := _trade_of(text[:_OPENING]):
        return f"{trade} {_doer_in(flat, head)}"
    counts = Counter({name: len(found.findall(flat)) for name, found in _subjects().items()})
    most = max(counts.values())
    if not most:
        return ""
    leading = [name for name, count in counts.items() if count == most]
    subject = min(leading, key=lambda name: _first(_subjects()[name], flat))
    doer = _doer_in(flat, head)
    return subject if subject.lower().endswith(doer) else f"{subject} {doer}"


def says_only_how(name: str) -> bool:
    """Whether all the words before the last only say how a system is made: ``LLM-powered agent``, ``the chatbot``."""
    words = re.findall(r"[^\W_]+", name.lower())
    return all(word in _makings() for word in words[:-1])


def _doer_in(flat: str, head: str) -> str:
    """What the system is: the owner's own word, else by what stands in the text."""
    return head.lower() or next((doer for doer, found in _doers().items() if found.search(flat)), "assistant")


def _trade_of(opening: str) -> str:
    """What the owners call themselves where a text begins with that: ``Taxi co-op``, ``Prosthetic hand``."""
    for found in _WE_ARE.finditer(opening):
        words = [singular(word) for word in re.findall(r"[\w'-]+", found["what"])]
        ends = [place for place, word in enumerate(words) if word.lower() in _traders()]
        told = words[: ends[0] + 1] if ends else words if found["made"] else []
        told = told[-_MOST_WORDS:]
        before = told[: len(told) - bool(ends)]
        if len(told) > (not found["made"]) and not (system_words() | _makings()).intersection(map(str.lower, before)):
            return f"{told[0][:1].upper()}{' '.join(told)[1:]}"
    return ""


def _flat(text: str) -> str:
    """The words of a text in the singular, each between blanks."""
    words = (word for word, _, _ in words_of(text) if word != ",")
    return f" {' '.join(word if word in _NO_PLURALS else singular(word) for word in words)} "


def _first(found: re.Pattern[str], flat: str) -> int:
    match = found.search(flat)
    return match.start() if match else len(flat)


@cache
def _subjects() -> dict[str, re.Pattern[str]]:
    return {name: _any_of(words) for name, words in word_table("domains", Domains).subjects.items()}


@cache
def _doers() -> dict[str, re.Pattern[str]]:
    return {name: _any_of(words) for name, words in word_table("domains", Domains).doers.items()}


@cache
def _traders() -> frozenset[str]:
    return frozenset(word_table("domains", Domains).traders.replace(",", " ").split())


@cache
def _makings() -> frozenset[str]:
    return lexicon(word_table("domains", Domains).makings.replace(",", " "))


def _any_of(words: str) -> re.Pattern[str]:
    phrases = sorted({_flat(phrase).strip() for phrase in words.split(",")}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<= ){re.escape(phrase)}(?= )" for phrase in phrases))
