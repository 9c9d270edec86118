"""The sentence of a threat in the terms of this system: who does what where, what follows, and why it applies."""

from collections.abc import Iterable, Mapping
from string import Formatter

from agent.assessment.picture import Picture
from agent.domain import SYSTEM, Threat, ThreatModel
from agent.domain.names_in_sentences import capital, clipped, in_sentence, joined, named, small, system_in_sentence
from knowledge import Catalog
from knowledge.entries import FactDefinition, ThreatPattern
from knowledge.implications import holds
from knowledge.vocabulary import ComponentKind as Kind

MOST_REASONS = 3
MOST_LETTERS = 1400
_CONTENT = (Kind.CONTENT_SOURCE,)
_TOOLS = (Kind.TOOL, Kind.TOOL_SERVER)
_STORES = (Kind.DATA_STORE, Kind.VECTOR_STORE, Kind.DATASET, Kind.MEMORY)


class Wording:
    """Words threats for one system; made anew for each model."""

    def __init__(self, catalog: Catalog, model: ThreatModel, picture: Picture) -> None:
        self._facts: Mapping[str, FactDefinition] = catalog.facts
        self._picture = picture
        self._names = {part.id: in_sentence(model.name_of(part.id)) for part in model.components}
        self._names[SYSTEM] = system_in_sentence(model.system.name)
        self._slots = {
            "system": self._names[SYSTEM],
            "content": _of_kind(model, _CONTENT) or "the content that is read",
            "tools": _of_kind(model, _TOOLS) or "the tools",
            "stores": _of_kind(model, _STORES) or "its data",
            "users": _actors(model) or _nouns(catalog.filling("users"), picture) or "its users",
            "data": _nouns(catalog.filling("data"), picture) or "the data it handles",
        }

    def places(self, threats: Iterable[Threat]) -> str:
        """Where threats land, by name; nothing where that is only the system as a whole."""
        targets = dict.fromkeys(target for threat in threats for target in threat.targets if target != SYSTEM)
        return self.names(tuple(targets))

    def statement(
        self, pattern: ThreatPattern, targets: tuple[str, ...], facts: tuple[str, ...], assumed: tuple[str, ...]
    ) -> str:
        """One sentence for the threat, and one or two for what makes it apply here."""
        return clipped(f"{self._sentence(pattern, targets)}{self.reasons(targets, facts, assumed)}", MOST_LETTERS)

    def suggestion(self, pattern: ThreatPattern, targets: tuple[str, ...], open_facts: tuple[str, ...]) -> str:
        """The same for a threat that only resembles what was said, with what would settle it."""
        labels = [small(self._facts[fact].label) for fact in open_facts if fact in self._facts][:MOST_REASONS]
        hint = f" It is only suggested by similarity; what would settle it: {joined(labels)}." if labels else ""
        return clipped(f"{self._sentence(pattern, targets)}{hint}", MOST_LETTERS)

    def names(self, targets: tuple[str, ...]) -> str:
        """The targets by name, at most three; flows are left to the table."""
        return named(self._names[target] for target in targets if target in self._names)

    def reasons(self, targets: tuple[str, ...], facts: tuple[str, ...], assumed: tuple[str, ...]) -> str:
        """What makes the threat apply, and what of it is only assumed."""
        firm = self.clauses(targets, (fact for fact in facts if fact not in assumed))
        guessed = self.clauses(targets, assumed)
        said = f" This applies because {joined(firm)}." if firm else ""
        if not guessed:
            return said
        return f"{said} {'It is also assumed that' if firm else 'This rests on the assumption that'} {_that(guessed)}."

    def clauses(self, targets: tuple[str, ...], facts: Iterable[str]) -> list[str]:
        """What facts say about the system, as clauses."""
        found = [small(clause) for fact in facts if (clause := self.meaning(fact, targets).rstrip("."))]
        return list(dict.fromkeys(found))[:MOST_REASONS]

    def _sentence(self, pattern: ThreatPattern, targets: tuple[str, ...]) -> str:
        slots = {**self._slots, "target": self.names(targets)}
        source, action, impact = (_filled(part, slots) for part in (pattern.source, pattern.action, pattern.impact))
        return f"{capital(source)} {action}, so that {impact.rstrip('.')}."

    def meaning(self, fact: str, targets: tuple[str, ...] = ()) -> str:
        """What one fact says; empty while nothing is known or assumed."""
        own = (self._picture.own[part].usual for part in targets if part in self._picture.own)
        views = (*own, self._picture.usual, self._picture.whole.usual)
        value = next((view[fact] for view in views if fact in view), None)
        return self._facts[fact].meaning(value) if fact in self._facts and value is not None else ""


def _that(clauses: list[str]) -> str:
    """Clauses behind a first "that", each with its own, since they hold lists themselves."""
    return f"{', that '.join(clauses[:-1])} and that {clauses[-1]}" if len(clauses) > 1 else "".join(clauses)


def _of_kind(model: ThreatModel, kinds: tuple[Kind, ...]) -> str:
    return named(in_sentence(model.name_of(part.id)) for part in model.of_kind(*kinds))


def _actors(model: ThreatModel) -> str:
    return named(in_sentence(model.name_of(actor.id)) for actor in model.actors)


def _nouns(fact: FactDefinition | None, picture: Picture) -> str:
    """What is known of a fact, as nouns; nothing while it is not known."""
    value = picture.value(fact.id) if fact is not None else None
    if fact is None or value is None:
        return ""
    return named(choice.noun for choice in fact.choices if holds(value, choice.value))


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """The text with its slots filled; names are put in as they are, never read as slots themselves."""
    parts = []
    for literal, slot, _, _ in Formatter().parse(text):
        parts.append(literal)
        if slot is not None:
            parts.append(slots[slot])
    return " ".join("".join(parts).split())
