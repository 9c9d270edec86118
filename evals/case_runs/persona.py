"""The owner of a case: answers each question in the case's own words, and "not known" where it has none."""

from collections.abc import Callable, Mapping

from agent.domain import Question
from agent.domain.sessions.checklists import State, as_sent, choices_of_line, fact_of
from evals.case_runs.question_topics import topics_of
from knowledge.vocabulary import AnswerValue

NOT_KNOWN = "Not known."
Meaning = Callable[[str, str], AnswerValue | None]
"""What words come to as the answer to the question about one fact; none where they are no answer to it."""


class Persona:
    """Tells what a case's facts hold and nothing else; the description is not looked at."""

    def __init__(self, facts: Mapping[str, str | tuple[str, ...]], meaning: Meaning = lambda fact, words: None) -> None:
        self._facts = {topic: _words(value) for topic, value in facts.items() if _words(value)}
        self._meaning = meaning
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

    def lines(self, question: Question) -> tuple[str, ...]:
        """A list answered line by line, as buttons send it: yes or no to what the case tells of, the rest untouched."""
        states = ((option.value, self._state(option.value, question)) for option in question.options)
        return tuple(as_sent(line, state) for line, state in states if state is not None)

    def untold(self) -> tuple[str, ...]:
        """What no question has asked for yet, each as a sentence to volunteer."""
        rest = [topic for topic in self._facts if topic not in self._told]
        self._told |= dict.fromkeys(rest)
        return tuple(f"{topic.replace('_', ' ').capitalize()}: {self._facts[topic]}." for topic in rest)

    def _state(self, line: str, question: Question) -> State | None:
        """What the case's words say to one line, if they say anything."""
        fact = fact_of(line)
        alone = question.model_copy(
            update={"id": fact, "facts": (fact,), "text": _label(line, question), "options": ()}
        )
        words = "; ".join(self._facts[topic] for topic in topics_of(alone, self._facts))
        known = self._meaning(fact, words) if words else None
        if known is None:
            return None
        wanted = set(choices_of_line(line))
        told = known if isinstance(known, bool) else bool(wanted & set(known if isinstance(known, tuple) else (known,)))
        return State.YES if told else State.NO


def _label(line: str, question: Question) -> str:
    return next(option.label for option in question.options if option.value == line)


def _words(value: str | tuple[str, ...]) -> str:
    return value.strip() if isinstance(value, str) else ", ".join(value)
