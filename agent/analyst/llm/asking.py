"""Let a model choose among the questions most worth asking, and word the one it chooses for this system."""

from collections.abc import Iterator, Sequence

from agent.analyst.llm.guardrails.output_checks import denies, objection, turned
from agent.analyst.llm.message_context import within
from agent.analyst.llm.prompt_context import Glossary, names_in, system_lines
from agent.domain import Question, ThreatModel
from agent.domain.facts import Provenance
from agent.llm.answers.schemas import ASK, Asked, Item
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import TurnLog
from agent.prompts import Data
from knowledge import Catalog

MOST_LETTERS = 260
SHARED = 0.4
MOST_LABELS = 8
KNOWN = 300
"""How many tokens the list of what is known may take."""


class ModelAsker:
    """Chooses and words questions; never asks one that was not among those it was given."""

    def __init__(self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary) -> None:
        self._gateway, self._catalog, self._glossary = gateway, catalog, glossary

    def chosen(self, questions: Sequence[Question], model: ThreatModel, turn_log: TurnLog) -> Question:
        """One of some questions, the best first, with a text for this system; of a list the lines stay as they are."""
        if not model.components:
            return questions[0]
        reply = self._gateway.ask(
            ASK,
            {
                "facts": self._glossary.facts,
                "questions": "\n".join(_line(place, one) for place, one in enumerate(questions, start=1)),
                "known": Data("\n".join(within(self._known(model), KNOWN))),
                "system": system_lines(model),
            },
            passing=lambda entry: self._shown(entry, questions, model),
        )
        asked = reply.single
        question = _chosen(asked, questions)
        if question is None or not isinstance(asked, Asked):
            turn_log.drop("they chose a question that was not given")
            return questions[0]
        if problem := self._problem(asked.text, question, model):
            turn_log.drop(problem)
            return question
        return question.model_copy(update={"text": asked.text})

    def _shown(self, entry: Item, questions: Sequence[Question], model: ThreatModel) -> str:
        """The wording that may be shown as soon as it is whole."""
        question = _chosen(entry, questions)
        text = entry.text if isinstance(entry, Asked) else ""
        return "" if not text or question is None or self._problem(text, question, model) else f"Next question: {text}"

    def _problem(self, text: str, question: Question, model: ThreatModel) -> str:
        labels = " ".join(option.label for option in question.options)
        vocabulary = self._glossary.vocabulary(names_in(model), question.text, labels, question.example)
        asks = text.endswith("?") or not question.text.endswith("?")
        if not asks or text.count("?") > 1 or denies(text) is not denies(question.text):
            return "they said something else"
        return objection(text, MOST_LETTERS, vocabulary) or turned(text, question.text, SHARED)

    def _known(self, model: ThreatModel) -> Iterator[str]:
        """What the owner said or answered, in a clause each, the newest first."""
        for kept in reversed(model.facts):
            if kept.fact in self._catalog.facts and kept.provenance is not Provenance.IMPLIED:
                yield self._catalog.facts[kept.fact].meaning(kept.value)


def _chosen(entry: Item | None, questions: Sequence[Question]) -> Question | None:
    """The question of a number, counted from 1; none where there is no such number."""
    written = entry.number.strip() if isinstance(entry, Asked) else ""
    number = int(written) if written.isdecimal() else 0
    return questions[number - 1] if 1 <= number <= len(questions) else None


def _line(place: int, question: Question) -> str:
    """A question with its answers, a list with its first lines."""
    labels = "; ".join(option.label for option in question.options[:MOST_LABELS]) or "in the owner's own words"
    is_list = question.three_states or len(question.facts) > 1
    return f"{place}. {question.text}\n   {'lines of the list' if is_list else 'answers'}: {labels}"
