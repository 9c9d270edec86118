"""Questions in the owner's words: a single fact, or several yes/no facts as one list of lines."""

from collections.abc import Mapping

from agent.domain import Question
from agent.domain.sessions.session import Option
from knowledge.entries import FactDefinition, FactType

MOST_TITLES = 7
_LISTS: Mapping[str, str] = {
    "technology": "Which of these does your system do?",
    "stakes": "Which of these are true of your system?",
    "tools": "What is true of its tools?",
    "inputs": "What reaches the model, and what do callers get back?",
    "operation": "How is it built and run?",
    "output": "What steers it, and what happens with its output?",
    "controls_technical": "Which of these protections are in place today?",
    "controls_organisational": "Which of these are arranged today?",
}
_ANY_LIST = "Which of these are true of your system?"


def single_question(fact: FactDefinition, titles: tuple[str, ...]) -> Question:
    """The question of one fact with its choices as quick replies."""
    return Question(
        id=fact.id,
        facts=(fact.id,),
        stage=fact.stage,
        text=fact.question,
        example=fact.example,
        why=_why(fact.why, titles),
        options=_options(fact),
        several=fact.type is FactType.SEVERAL,
        threats=titles[:MOST_TITLES],
    )


def group_question(facts: tuple[FactDefinition, ...], titles: tuple[str, ...]) -> Question:
    """Several yes/no facts of one group as a list to answer line by line; what is left alone stays open."""
    group = facts[0].group or facts[0].id
    return Question(
        id=group,
        facts=tuple(fact.id for fact in facts),
        stage=facts[0].stage,
        text=_LISTS.get(group, _ANY_LIST),
        example="Yes to 1, no to 2.",
        why=_why("Each line decides whether some threats count; what you leave alone stays open.", titles),
        options=tuple(Option(value=fact.id, label=fact.label) for fact in facts),
        several=True,
        three_states=True,
        threats=titles[:MOST_TITLES],
    )


def _options(fact: FactDefinition) -> tuple[Option, ...]:
    if fact.type is FactType.YES_NO:
        return (Option(value="yes", label="Yes"), Option(value="no", label="No"))
    return tuple(Option(value=choice.value, label=choice.label) for choice in fact.choices)


def _why(reason: str, titles: tuple[str, ...]) -> str:
    if not titles:
        return reason
    checks = "One check hangs" if len(titles) == 1 else f"{len(titles)} checks hang"
    return f"{reason} {checks} on the answer."
