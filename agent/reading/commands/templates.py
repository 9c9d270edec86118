"""Find which of the sentence templates in the data a line of the owner fits, with the words that fill its slots.

What reads the templates is loaded when a line is short enough for an order: a description needs none of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from knowledge.owners_words import keeping_words

if TYPE_CHECKING:
    from hassil import Intents, RecognizeResult

MOST_LETTERS = 300
MOST_WORDS = 45
"""Nobody gives an order in more words than these; a longer sentence is a description."""
MOST_KEPT = 1024
"""For how many lines it is kept what they fit."""


@dataclass(frozen=True)
class Slot:
    """The owner's words in a slot, their place in the line, and what a list makes of them."""

    text: str
    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Match:
    """A template that a line fits."""

    intent: str
    line: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    order: bool = False
    """It tells the threat model what to do; otherwise it tells of the system."""
    whole: bool = False
    """It counts only where the sentence ends with it: ``SAP, not Claude``, but not ``SAP, not Claude, pays``."""

    def words(self, slot: str) -> str:
        """The words in a slot; empty where it is left out."""
        return self.slots[slot].text if slot in self.slots else ""

    def value(self, slot: str) -> str:
        """What the list of a slot makes of its words; empty where it is left out."""
        return self.slots[slot].value if slot in self.slots else ""


def matches(line: str, *intents: str) -> Iterator[Match]:
    """The templates of some intents that a whole line fits, by intent as given, those that say most first.

    Without intents, those of all in the order of the data.
    """
    if not 0 < len(line) <= MOST_LETTERS or len(line.split()) > MOST_WORDS:
        return
    yield from _matches(line, intents or names())


def fits(line: str, *intents: str) -> bool:
    """Whether a whole line fits a template of one of some intents."""
    return next(matches(line, *intents), None) is not None


@cache
def names() -> tuple[str, ...]:
    """The intents in the order of the data."""
    return tuple(_all().intents)


@keeping_words(MOST_KEPT)
def _matches(line: str, intents: tuple[str, ...]) -> tuple[Match, ...]:
    """A turn asks for the same line more than once, and each time the whole line has to be looked through."""
    from hassil import recognize_all

    found: dict[str, list[RecognizeResult]] = {}
    for result in recognize_all(line, _of(intents), language="en"):
        found.setdefault(result.intent.name, []).append(result)
    return tuple(
        _match(result, line)
        for intent in intents
        for result in sorted(found.get(intent, ()), key=lambda one: -one.text_chunks_matched)
    )


def _match(result: "RecognizeResult", line: str) -> Match:
    slots = {}
    for name, found in result.entities.items():
        start, end = found.text_span or (0, 0)
        while start < end and start and line[start - 1].isalnum() and line[start].isalnum():
            start -= 1  # behind a mark that may be left out the library counts a letter too many
        slots[name] = Slot(line[start:end].strip(), start, end, str(found.value).strip())
    marks = result.intent_metadata or {}
    return Match(result.intent.name, line, slots, bool(marks.get("order")), bool(marks.get("whole")))


@cache
def _of(intents: tuple[str, ...]) -> "Intents":
    """The templates of some intents beside the lists and rules that all share."""
    every = _all()
    return replace(every, intents={intent: every.intents[intent] for intent in intents})


@cache
def _all() -> "Intents":
    import yaml
    from hassil import Intents

    text = (files("knowledge") / "data" / "language" / "en" / "commands.yaml").read_text(encoding="utf-8")
    return Intents.from_dict(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
