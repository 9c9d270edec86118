"""What stands behind a drafted threat: its deciding facts, the owner's words for them, and what is only assumed."""

from collections.abc import Iterable

from agent.assessment.known_facts import Picture
from agent.domain import Quote, ThreatModel
from agent.domain.facts import SYSTEM, FactValue

MOST_QUOTES = 3


class Witness:
    """Finds the owner's words behind facts of one model."""

    def __init__(self, model: ThreatModel, picture: Picture) -> None:
        self._picture = picture
        self._values: dict[tuple[str, str], FactValue] = {(v.subject, v.fact): v for v in model.facts}
        self._parts = {part.id: part.quotes for part in model.components}

    def quotes(self, facts: Iterable[str], targets: tuple[str, ...]) -> tuple[Quote, ...]:
        """At most three quotes, first one for each fact, each once."""
        groups = [self._of(fact, targets) for fact in facts]
        rounds = [group[place] for place in range(MOST_QUOTES) for group in groups if place < len(group)]
        return tuple(dict.fromkeys(rounds))[:MOST_QUOTES]

    def value(self, fact: str, targets: tuple[str, ...]) -> FactValue | None:
        """The kept value of a fact for one of the targets, or else for the system."""
        subjects = (*targets[:1], SYSTEM) if targets else (SYSTEM,)
        return next((found for one in subjects if (found := self._values.get((one, fact)))), None)

    def source(self, fact: str) -> str:
        """The fact, or the id of the component, that a fact without words of its own was concluded from."""
        seen = {fact}
        while (SYSTEM, fact) not in self._values and fact in self._picture.behind:
            fact = self._picture.behind[fact]
            if fact in seen:
                break
            seen.add(fact)
        return fact

    def _of(self, fact: str, targets: tuple[str, ...]) -> tuple[Quote, ...]:
        found = self.value(fact, targets)
        if found is not None and found.quotes:
            return found.quotes
        source = self.source(fact)
        if source in self._parts:
            return self._parts[source]
        behind = self.value(source, targets)
        return behind.quotes if behind is not None else ()
