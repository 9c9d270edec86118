"""A name for a system that nobody named: what it is about, and what it is, such as ``Invoice assistant``."""

import re
from collections import Counter
from functools import cache

from pydantic import Field

from agent.reading.text.words import lexicon, words_of
from knowledge.tables import word_table
from knowledge.vocabulary import Value
from knowledge.words import singular

_MOST_LETTERS = 6_000
"""What a system is about stands in the first pages, if it stands anywhere."""


class Domains(Value):
    """The table ``domains.yaml``; the words of each row are parted by commas."""

    subjects: dict[str, str] = Field(description="The first word of a name, and the words that tell it.")
    makings: str = Field(description="Words that only say how a system is made.")
    doers: dict[str, str] = Field(description="What a system is, and the words that tell it.")


def name_for(text: str, head: str = "") -> str:
    """What the text is about with what the system is; ``head`` is the owner's own word for that. Empty: not told."""
    flat = _flat(text[:_MOST_LETTERS])
    counts = Counter({name: len(found.findall(flat)) for name, found in _subjects().items()})
    most = max(counts.values())
    if not most:
        return ""
    leading = [name for name, count in counts.items() if count == most]
    subject = min(leading, key=lambda name: _first(_subjects()[name], flat))
    doer = head.lower() or next((doer for doer, found in _doers().items() if found.search(flat)), "assistant")
    return subject if subject.lower().endswith(doer) else f"{subject} {doer}"


def says_only_how(name: str) -> bool:
    """Whether all the words before the last only say how a system is made: ``LLM-powered agent``, ``the chatbot``."""
    words = re.findall(r"[^\W_]+", name.lower())
    return all(word in _makings() for word in words[:-1])


def _flat(text: str) -> str:
    """The words of a text in the singular, each between blanks."""
    return f" {' '.join(singular(word) for word, _, _ in words_of(text) if word != ',')} "


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
def _makings() -> frozenset[str]:
    return lexicon(word_table("domains", Domains).makings.replace(",", " "))


def _any_of(words: str) -> re.Pattern[str]:
    phrases = sorted({_flat(phrase).strip() for phrase in words.split(",")}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<= ){re.escape(phrase)}(?= )" for phrase in phrases))
