"""The sentence of a threat in the terms of this system: who does what where, what follows, and why it applies."""

from collections.abc import Iterable, Mapping

from agent.assessment.known_facts import Picture
from agent.assessment.narratives.threat_sentence import Teller
from agent.domain import SYSTEM, Threat, ThreatModel
from agent.domain.wording.names_in_sentences import clipped, joined, small
from knowledge import Catalog
from knowledge.entries import FactDefinition, ThreatPattern

MOST_REASONS = 3
MOST_SAID = 2
"""How many things that make a threat apply its sentence tells; all of them stand beside it."""
OTHERS = "; what else it rests on is assumed"
MOST_LETTERS = 1400
MOST_QUOTED = 180
"""Letters of the owner's words in a sentence of a threat; the whole of them stands beside it."""


class Wording:
    """Words threats for one system; made anew for each model."""

    def __init__(self, catalog: Catalog, model: ThreatModel, picture: Picture) -> None:
        self._facts: Mapping[str, FactDefinition] = catalog.facts
        self._picture = picture
        slots = [fact.id for slot in ("users", "data") if (fact := catalog.filling(slot)) is not None]
        values = {fact: value for fact in slots if (value := picture.value(fact)) is not None}
        self._teller = Teller(catalog, model, values)

    def places(self, threats: Iterable[Threat]) -> str:
        """Where threats land, by name; nothing where that is only the system as a whole."""
        targets = dict.fromkeys(target for threat in threats for target in threat.targets if target != SYSTEM)
        return self.names(tuple(targets))

    def statement(
        self,
        pattern: ThreatPattern,
        targets: tuple[str, ...],
        facts: tuple[str, ...],
        assumed: tuple[str, ...],
        words: str = "",
    ) -> str:
        """One sentence for the threat, the owner's words behind it, and what makes it apply here."""
        told = self._teller.sentence(pattern, targets, clipped(words, MOST_QUOTED))
        return clipped(f"{told}{self.reasons(targets, facts, assumed)}", MOST_LETTERS)

    def suggestion(self, pattern: ThreatPattern, targets: tuple[str, ...], open_facts: tuple[str, ...]) -> str:
        """The same for a threat that only resembles what was said, with what would settle it."""
        labels = [small(self._facts[fact].label) for fact in open_facts if fact in self._facts][:MOST_REASONS]
        hint = f" It is only suggested by similarity; what would settle it: {joined(labels)}." if labels else ""
        return clipped(f"{self._teller.sentence(pattern, targets)}{hint}", MOST_LETTERS)

    def confessed(self, pattern: ThreatPattern, targets: tuple[str, ...], means: str, words: str) -> str:
        """The same for a threat that comes of what the owner says is missing."""
        told = self._teller.sentence(pattern, targets, clipped(words, MOST_QUOTED))
        return clipped(f"{told} You say yourself that {means}.", MOST_LETTERS)

    def names(self, targets: tuple[str, ...]) -> str:
        """The targets by name, at most three; flows are left to the table."""
        return self._teller.names(targets)

    def reasons(self, targets: tuple[str, ...], facts: tuple[str, ...], assumed: tuple[str, ...]) -> str:
        """What makes the threat apply, as far as it was told; where nothing was, what is assumed.

        What else it rests on stands beside it: a sentence that lists it all is not read, and sounds as if it were told.
        """
        firm = self.clauses(targets, (fact for fact in facts if fact not in assumed))[:MOST_SAID]
        if firm:
            return f" This applies because {joined(firm)}{OTHERS if assumed else ''}."
        guessed = self.clauses(targets, assumed)
        return f" This rests on the assumption that {_that(guessed)}." if guessed else ""

    def clauses(self, targets: tuple[str, ...], facts: Iterable[str]) -> list[str]:
        """What facts say about the system, as clauses."""
        found = [small(clause) for fact in facts if (clause := self.meaning(fact, targets).rstrip("."))]
        return list(dict.fromkeys(found))[:MOST_REASONS]

    def meaning(self, fact: str, targets: tuple[str, ...] = ()) -> str:
        """What one fact says; empty while nothing is known or assumed."""
        own = (self._picture.own[part].usual for part in targets if part in self._picture.own)
        views = (*own, self._picture.usual, self._picture.whole.usual)
        value = next((view[fact] for view in views if fact in view), None)
        return self._facts[fact].meaning(value) if fact in self._facts and value is not None else ""


def _that(clauses: list[str]) -> str:
    """Clauses behind a first "that", each with its own, since they hold lists themselves."""
    return f"{', that '.join(clauses[:-1])} and that {clauses[-1]}" if len(clauses) > 1 else "".join(clauses)
