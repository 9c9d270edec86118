"""Which of the things an owner can tell a question is about: by its subject, else by words they share."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from agent.domain import Question
from evals.files import read_yaml
from knowledge.search.words import stem_of
from knowledge.vocabulary import Value

TABLE = Path(__file__).parents[1] / "topics.yaml"
"""The file that says which questions ask for which of the things an owner can tell."""


class Topic(Value):
    """One thing an owner can tell, with the subjects of questions that ask for it or may touch it."""

    asks: tuple[str, ...] = Field(min_length=1, description="Ids of facts, or of groups of facts, that ask for it.")
    touches: tuple[str, ...] = Field(default=(), description="Ids that may touch it: told only by a shared word.")


class Topics(Value):
    """All things an owner can tell."""

    topics: dict[str, Topic] = Field(description="The topics by the name that cases use.")
    by_words: tuple[str, ...] = Field(description="Facts that no topic tells of, so that words alone decide.")


@cache
def topics() -> Topics:
    """The table of topics; raises InputError or ValidationError where the file is damaged."""
    return Topics.model_validate(read_yaml(TABLE))


_EMPTY = frozenset(
    """
    about after also answer anyone anything before being both could does from have into itself just like many
    model more most much only other others over part people person same some someone something such system
    than that their them then there these they thing things this those user users what when where which while
    will with without work works would your each very data first uses used using
    """.split()  # noqa: SIM905
)
"""Words that say nothing about the subject of a question."""
_WORD = re.compile(r"[a-z]{4,}")


def topics_of(question: Question, told: Mapping[str, str]) -> tuple[str, ...]:
    """Which of the things told a question asks for; several where it is a list to tick."""
    subjects = {question.id, *question.facts}
    asked = {name for name, topic in topics().topics.items() if subjects & set(topic.asks)}
    beside = {name for name, topic in topics().topics.items() if subjects & set(topic.touches)}
    if not asked and len(question.facts) == 1:
        beside = set(told)
    return tuple(
        topic for topic, words in told.items() if topic in asked or (topic in beside and _shares(question, words))
    )


def _shares(question: Question, words: str) -> bool:
    """Whether words hold a telling word of a question or, in a list to tick, of its lines."""
    labels = [option.label for option in question.options] if len(question.facts) > 1 else [question.text]
    return bool(_stems(" ".join([*labels, *question.facts])) & _stems(words))


def _stems(text: str) -> frozenset[str]:
    words: Iterable[str] = _WORD.findall(text.lower().replace("_", " "))
    return frozenset(stem_of(word) for word in words if word not in _EMPTY)
