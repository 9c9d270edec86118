"""Questions in the owner's words: a single fact, or several yes/no facts as one list to tick."""

from collections.abc import Mapping

from agent.domain import Question
from agent.domain.names_in_sentences import small
from agent.domain.session import Option
from knowledge.entries import FactDefinition, FactType

MOST_TITLES = 7
_LISTS: Mapping[str, str] = {
    "technology": "Which of these does your system do? Tick all that apply.",
    "stakes": "Which of these are true of your system? Tick all that apply.",
    "tools": "What is true of its tools? Tick all that apply.",
    "inputs": "What reaches the model, and what do callers get back? Tick all that apply.",
    "operation": "How is it built and run? Tick all that apply.",
    "output": "What steers it, and what happens with its output? Tick all that apply.",
    "controls_technical": "Which of these protections are in place today? Tick all that apply.",
    "controls_organisational": "Which of these are arranged today? Tick all that apply.",
}
_ANY_LIST = "Which of these are true of your system? Tick all that apply."


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
    """Several yes/no facts of one group as a list to tick; what is not ticked is a no."""
    group = facts[0].group or facts[0].id
    return Question(
        id=group,
        facts=tuple(fact.id for fact in facts),
        stage=facts[0].stage,
        text=_LISTS.get(group, _ANY_LIST),
        example=f"{facts[0].label}, and {small(facts[1].label)}; not the others.",
        why=_why("Each line you tick or leave out decides whether some threats count.", titles),
        options=tuple(Option(value=fact.id, label=fact.label) for fact in facts),
        several=True,
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
