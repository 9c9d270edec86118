"""What prompts say about the catalog and about one system, and the words that answers may use."""

import hashlib
import json
from collections.abc import Container, Iterable, Mapping
from functools import cached_property

from agent.analyst.llm.guardrails.output_checks import Vocabulary, field_words, stems_of
from agent.domain import SYSTEM, ThreatModel
from agent.domain.facts import Provenance
from agent.llm.costs.budget import tokens_in
from agent.prompts import Data
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.slots import plain
from knowledge.vocabulary import AnswerValue

MOST_PARTS = 40
MOST_PURPOSE = 300
LEAST_TEXT = 1_200
"""How many tokens of the owner's text are always sent, if it has so many."""
MOST_LETTERS = 3_000
"""How long the list of a system's parts may be, so that a prompt stays short; parts come before people."""

MUCH_MORE = 4
"""So many telling words more than its label a clause must bring to stand in the label's place; each costs tokens."""


class Glossary:
    """The catalog as prompts show it; the same text in every call."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    @cached_property
    def facts(self) -> str:
        """Every fact with its values, a line each."""
        return "\n".join(_fact_line(fact) for fact in self._told)

    @cached_property
    def facts_to_judge(self) -> str:
        """Every fact with its values, a line each; in the words of its yes where the label alone says too little."""
        return "\n".join(_fact_line(fact, _clear(fact)) for fact in self._told)

    @property
    def _told(self) -> Iterable[FactDefinition]:
        """The facts that a model is told of: what rules read of single measures, and what nobody is asked, is not."""
        return (fact for fact in self._catalog.facts.values() if not (fact.of_measure or fact.unasked))

    @cached_property
    def kinds(self) -> str:
        """Every kind of part, a line each."""
        return "\n".join(f"{entry.kind.value} = {entry.meaning}" for entry in self._catalog.kinds.values())

    @cached_property
    def patterns_by_number(self) -> Mapping[int, str]:
        """The ids of all threats by the numbers under which prompts name them, which are shorter than ids."""
        return dict(enumerate(self._catalog.patterns, start=1))

    @cached_property
    def titles(self) -> str:
        """Every threat of the catalog, its number and title on a line."""
        return self.titles_of(self._catalog.patterns)

    def titles_of(self, patterns: Container[str]) -> str:
        """Some threats of the catalog, a line each, in the catalog's order."""
        entries = self._catalog.patterns
        return "\n".join(
            f"{number} {entries[name].title}" for number, name in self.patterns_by_number.items() if name in patterns
        )

    def number_of(self, pattern: str) -> int:
        """The number of a threat; nought for one that the catalog does not have."""
        return self._numbers.get(pattern, 0)

    def measures_of(self, pattern: str | None) -> tuple[str, ...]:
        """The measures against a threat, as the catalog orders them."""
        entry = self._catalog.patterns.get(pattern or "")
        return entry.mitigations if entry is not None else ()

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in self.patterns_by_number.items()}

    @cached_property
    def field(self) -> frozenset[str]:
        """The words of the whole catalog."""
        catalog = self._catalog
        return field_words(
            (
                *(f"{one.title} {plain(f'{one.source} {one.action} {one.impact}')} {one.explanation}"
                  f" {' '.join(one.examples)}" for one in catalog.patterns.values()),
                *(f"{one.title} {one.action} {one.verify}" for one in catalog.mitigations.values()),
                *(name for one in catalog.patterns.values() for name in one.also_known_as),
                *(name for one in catalog.mitigations.values() for name in one.also_known_as),
                *(f"{one.label} {one.question} {one.why} {one.example}" for one in catalog.facts.values()),
                *(f"{one.label} {one.meaning}" for one in catalog.kinds.values()),
            )
        )  # fmt: skip

    def vocabulary(self, *texts: str) -> Vocabulary:
        """The words of the field with those of some texts."""
        return Vocabulary(self.field, texts)


def known_lines(model: ThreatModel) -> str:
    """What is known of the system, a line for each way of knowing it."""
    grouped: dict[str, list[str]] = {}
    for kept in model.facts:
        grouped.setdefault(_WAYS.get(kept.provenance, "likely"), []).append(f"{kept.fact}={shown_value(kept.value)}")
    return "\n".join(f"{way}: {', '.join(values)}" for way, values in sorted(grouped.items())) or "nothing"


_WAYS = {
    Provenance.ANSWERED: "ticked or answered",
    Provenance.TABLE: "ticked or answered",
    Provenance.STATED: "stated",
    Provenance.FILE: "from a document",
}


def shown_value(value: AnswerValue) -> str:
    """A value as prompts write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else "+".join(value) or "none"


def part_lines(model: ThreatModel) -> str:
    """The parts with their kinds, the people, and the flows between them, a line each."""
    parts = [f"{part.name} ({part.kind.value.replace('_', ' ')})" for part in model.components[:MOST_PARTS]]
    people = [f"{actor.name} (people)" for actor in model.actors[:MOST_PARTS]]
    flows = [
        f"{model.name_of(flow.id)}{', not to be trusted' if flow.untrusted else ''}"
        for flow in model.flows[:MOST_PARTS]
    ]
    return "\n".join((*parts, *people, *flows))[:MOST_LETTERS]


def system_lines(model: ThreatModel) -> Data:
    """The system and its parts, a line each; of a large system those that come first."""
    purpose = model.system.purpose[:MOST_PURPOSE]
    lines = [f"system: {model.name_of(SYSTEM)}", *([f"purpose: {purpose}"] if purpose else [])]
    parts = [f"{part.name} ({part.kind.value.replace('_', ' ')})" for part in model.components[:MOST_PARTS]]
    people = [f"{actor.name} (people)" for actor in model.actors[:MOST_PARTS]]
    left = MOST_LETTERS - sum(map(len, lines))
    for line in (*parts, *people):
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    return Data("\n".join(lines))


def names_in(model: ThreatModel) -> str:
    """All names of a system in one text."""
    names = [part.name for part in model.components] + [actor.name for actor in model.actors]
    names += [boundary.name for boundary in model.boundaries]
    return " ".join([model.name_of(SYSTEM), model.system.purpose, *names])


def digest_of(model: ThreatModel) -> str:
    """Digest of the description and the parts."""
    parts = sorted([part.name, part.kind.value] for part in model.components)
    told = json.dumps([model.system.description, parts])
    return hashlib.sha256(told.encode("utf-8", errors="replace")).hexdigest()[:16]


def fitting(text: str, tokens: int) -> str:
    """The beginning of a text that has so many tokens at most."""
    most = len(text)
    while tokens_in(text[:most]) > tokens:
        most = most * 9 // 10
    return text[:most]


def read_value(fact: FactDefinition, written: str) -> AnswerValue | None:
    """A value as an answer writes it; none where the fact does not take it."""
    plain = written.strip().lower()
    if fact.type is FactType.YES_NO:
        return {"yes": True, "no": False, "true": True, "false": False}.get(plain)
    if fact.type is FactType.CHOICE:
        return plain if fact.accepts(plain) else None
    given = {one.strip() for one in plain.split(",") if one.strip()}
    chosen = tuple(choice.value for choice in fact.choices if choice.value in given)
    return chosen if chosen and len(chosen) == len(given) else None


def _fact_line(fact: FactDefinition, about: str = "") -> str:
    """What a fact is about, how many of its values hold at a time, and the values; those of yes or no go unsaid."""
    if fact.type is FactType.YES_NO:
        return f"{fact.id} = {about or fact.label}"
    many = "one of" if fact.type is FactType.CHOICE else "any of"
    return f"{fact.id} = {fact.label}, {many}: {', '.join(choice.value for choice in fact.choices)}"


def _clear(fact: FactDefinition) -> str:
    """What a fact is about, in words by which it can be judged."""
    more = stems_of(fact.yes_means) - stems_of(f"{fact.label} {fact.id.replace('_', ' ')}")
    return fact.yes_means if len(more) >= MUCH_MORE else fact.label
