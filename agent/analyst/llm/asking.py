"""Put the question that the ledger chose into words for this system; never another question."""

from agent.analyst.llm.output_checks import denies, objection, turned
from agent.analyst.llm.prompt_context import Glossary, names_in, system_lines
from agent.domain import Question, ThreatModel
from agent.llm.gateway import ModelGateway
from agent.llm.schemas import ASK, Asked, Item
from agent.llm.turn_log import TurnLog
from knowledge import Catalog

MOST_LETTERS = 260
SHARED = 0.4


class ModelAsker:
    """Words questions."""

    def __init__(self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary) -> None:
        self._gateway, self._catalog, self._glossary = gateway, catalog, glossary

    def worded(self, question: Question, model: ThreatModel, turn_log: TurnLog) -> Question:
        """The same question with a text for this system; lists to tick stay as they are."""
        if len(question.facts) > 1 or not model.components:
            return question
        reply = self._gateway.ask(
            ASK,
            {
                "question": question.text,
                "answers": "; ".join(option.label for option in question.options) or "in the owner's own words",
                "example": question.example or "none",
                "system": system_lines(model),
            },
            passing=lambda entry: self._shown(entry, question, model),
        )
        text = reply.single.text if isinstance(reply.single, Asked) else ""
        if problem := self._problem(text, question, model):
            turn_log.drop(problem)
            return question
        return question.model_copy(update={"text": text})

    def _shown(self, entry: Item, question: Question, model: ThreatModel) -> str:
        """The wording that may be shown as soon as it is whole."""
        text = entry.text if isinstance(entry, Asked) else ""
        return "" if not text or self._problem(text, question, model) else f"Next question: {text}"

    def _problem(self, text: str, question: Question, model: ThreatModel) -> str:
        labels = " ".join(option.label for option in question.options)
        vocabulary = self._glossary.vocabulary(names_in(model), question.text, labels, question.example)
        if not text.endswith("?") or text.count("?") > 1 or denies(text) is not denies(question.text):
            return "they said something else"
        return objection(text, MOST_LETTERS, vocabulary) or turned(text, question.text, SHARED)
