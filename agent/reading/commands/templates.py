"""Find which of the sentence templates in the data a line of the owner fits, with the words that fill its slots."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

import yaml
from hassil import Intents, RecognizeResult, recognize_all

MOST_LETTERS = 300
MOST_WORDS = 45
"""Nobody gives an order in more words than these; a longer sentence is a description."""


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
    for intent in intents or names():
        found = recognize_all(line, _of(intent), language="en")
        for result in sorted(found, key=lambda one: -one.text_chunks_matched):
            yield _match(result, line)


def fits(line: str, *intents: str) -> bool:
    """Whether a whole line fits a template of one of some intents."""
    return next(matches(line, *intents), None) is not None


@cache
def names() -> tuple[str, ...]:
    """The intents in the order of the data."""
    return tuple(_all().intents)


def _match(result: RecognizeResult, line: str) -> Match:
    slots = {}
    for name, found in result.entities.items():
        start, end = found.text_span or (0, 0)
        slots[name] = Slot(line[start:end].strip(), start, end, str(found.value).strip())
    marks = result.intent_metadata or {}
    return Match(result.intent.name, line, slots, bool(marks.get("order")), bool(marks.get("whole")))


@cache
def _of(intent: str) -> Intents:
    """The templates of one intent beside the lists and rules that all share."""
    every = _all()
    return replace(every, intents={intent: every.intents[intent]})


@cache
def _all() -> Intents:
    text = (files("knowledge") / "data" / "language" / "en" / "commands.yaml").read_text(encoding="utf-8")
    return Intents.from_dict(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
