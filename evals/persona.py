"""The owner of a case: answers each question in the case's own words, and "not known" where it has none."""

from collections.abc import Mapping

from agent.domain import Question
from evals.topics import topics_of

NOT_KNOWN = "Not known."


class Persona:
    """Tells what a case's facts hold and nothing else; the description is not looked at."""

    def __init__(self, facts: Mapping[str, str | tuple[str, ...]]) -> None:
        self._facts = {topic: _words(value) for topic, value in facts.items() if _words(value)}
        self._told: dict[str, None] = {}
        self._heard: set[tuple[str, ...]] = set()

    def answer(self, question: Question) -> str | None:
        """The answer in the case's words: what the question asks for by its subject, or what shares its words.

        None is the button "not sure": the owner has answered this very question before and knows no other words.
        """
        asked = (question.id, *question.facts)
        if asked in self._heard:
            return None
        self._heard.add(asked)
        topics = topics_of(question, self._facts)
        self._told |= dict.fromkeys(topics)
        return "; ".join(self._facts[topic] for topic in topics) or NOT_KNOWN

    def untold(self) -> tuple[str, ...]:
        """What no question has asked for yet, each as a sentence to volunteer."""
        rest = [topic for topic in self._facts if topic not in self._told]
        self._told |= dict.fromkeys(rest)
        return tuple(f"{topic.replace('_', ' ').capitalize()}: {self._facts[topic]}." for topic in rest)


def _words(value: str | tuple[str, ...]) -> str:
    return value.strip() if isinstance(value, str) else ", ".join(value)
