"""Tell the same system in other words: sentences in another order, synonyms, and paragraphs that say nothing of it."""

import random
import re
from collections.abc import Mapping

from evals.case_runs.modes import sentences

SYNONYMS: Mapping[str, str] = {
    "additional": "further",
    "aid": "help",
    "allows": "lets",
    "also": "too",
    "answers": "replies to",
    "approximately": "about",
    "assists": "helps",
    "big": "large",
    "builds": "makes",
    "buy": "purchase",
    "buys": "purchases",
    "clients": "customers",
    "company": "firm",
    "contains": "holds",
    "creates": "makes",
    "customers": "clients",
    "each": "every",
    "employees": "staff",
    "every": "each",
    "fetches": "gets",
    "gathers": "collects",
    "has": "owns",
    "help": "aid",
    "helps": "aids",
    "holds": "contains",
    "images": "pictures",
    "large": "big",
    "mainly": "mostly",
    "many": "numerous",
    "photographs": "photos",
    "photos": "photographs",
    "pictures": "images",
    "quickly": "fast",
    "receives": "gets",
    "runs": "operates",
    "shows": "displays",
    "small": "little",
    "staff": "employees",
    "together": "jointly",
    "usually": "normally",
    "utilises": "uses",
    "uses": "employs",
    "workers": "employees",
}
"""Words with another that means the same in any description of a system."""

ASIDES = (
    "The project began two years ago in the office on the third floor, next to the canteen. The budget is settled "
    "until spring, and the next review with the board is on a Tuesday.",
    "Our colours are green and grey. The name was found in a contest among colleagues, and the winner got a cake.",
)
"""Paragraphs that say nothing about the system."""


def rewordings(text: str, seed: str) -> dict[str, str]:
    """The rewordings of a description by name; the same seed gives the same texts."""
    return {"reordered": reordered(text, seed), "synonyms": with_synonyms(text), "asides": with_asides(text)}


def reordered(text: str, seed: str) -> str:
    """The sentences in another order; the first stays, as it says what the system is."""
    first, *rest = sentences(text) or (text,)
    random.Random(seed).shuffle(rest)
    return " ".join([first, *rest])


def with_synonyms(text: str) -> str:
    """Words replaced by others that mean the same."""
    return _WORD.sub(lambda found: _like(found.group(), SYNONYMS.get(found.group().lower(), found.group())), text)


def with_asides(text: str) -> str:
    """The text between two paragraphs that do not matter."""
    return "\n\n".join([ASIDES[0], text, ASIDES[1]])


_WORD = re.compile(r"[A-Za-z]+")


def _like(old: str, new: str) -> str:
    return new[0].upper() + new[1:] if old[:1].isupper() else new
