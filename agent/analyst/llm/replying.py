"""Answer a message that the rules did not understand: the model says what is wanted, the program does and words it."""

from agent.analyst.base import Heard
from agent.analyst.llm.checks import objection
from agent.analyst.llm.counsel import Counsel
from agent.analyst.llm.diary import Diary
from agent.analyst.llm.glossary import Glossary, names_in, read_value, system_lines
from agent.analyst.llm.proposing import Proposer, proposal_text
from agent.analyst.llm.replies import REPLY, FactChanged, Order, Reply, Wanted
from agent.analyst.llm.standing import Scales
from agent.analyst.llm.supposing import supposed
from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.naming import plain
from agent.domain import Session, ThreatModel, Wish
from agent.prompts import Data
from knowledge import Catalog

MOST_ANSWER = 320
MOST_MESSAGE = 2_000
MOST_LISTED = 40
MOST_FACTS = 6


class ModelReplier:
    """Finds out what a message wants."""

    def __init__(
        self, counsel: Counsel, catalog: Catalog, glossary: Glossary, rules: RulesAnalyst, scales: Scales
    ) -> None:
        self._counsel, self._catalog, self._glossary = counsel, catalog, glossary
        self._rules, self._scales = rules, scales
        self._proposer = Proposer(catalog, glossary)

    def answer(self, session: Session, heard: Heard, diary: Diary) -> str:
        """The answer to what nobody understood so far; empty where there is none to give."""
        reading, model = heard.reading, heard.outcome.model
        message = " ".join(reading.unread)[:MOST_MESSAGE]
        understood = [edit for edit in reading.edits if edit.edit not in ("describe_system", "waive_fact")]
        if not message or understood or reading.wish is not Wish.NONE:
            return ""
        now = session.model_copy(update={"model": model})
        reply = self._asked(message, model)
        wanted = reply.single
        if not isinstance(wanted, Wanted):
            return ""
        match wanted.kind:
            case "why":
                return self._explained(wanted.threat, now, heard, diary)
            case "what_if":
                return self._supposed(reply, model, diary)
            case "change":
                lines = self._proposer.lines(reply.entries("orders", Order), message, now, diary)
                return proposal_text(lines) if lines else ""
            case _:
                return self._said(wanted.answer, message, model, diary)

    def _asked(self, message: str, model: ThreatModel) -> Reply:
        threats = [f"{threat.id}: {threat.title}" for threat in model.threats[:MOST_LISTED]]
        controls = [f"{control.id}: {control.title} ({control.status.value})" for control in model.controls]
        slots: dict[str, str | Data] = {
            "facts": self._glossary.facts,
            "system": system_lines(model),
            "threats": Data("\n".join(threats)),
            "measures": Data("\n".join(controls[:MOST_LISTED])),
            "message": Data(message),
        }
        return self._counsel.ask(REPLY, slots)

    def _explained(self, about: str, session: Session, heard: Heard, diary: Diary) -> str:
        if session.model.threat(about.strip().upper()) is None:
            diary.drop("they named a threat that does not exist")
            return ""
        reading = heard.reading.model_copy(
            update={"wish": Wish.WHY_THREAT, "about": about.strip().upper(), "unread": (), "notes": (), "unsure": ()}
        )
        calm = heard.model_copy(update={"reading": reading, "before": session.model})
        return self._rules.reply(session, calm).text

    def _supposed(self, reply: Reply, model: ThreatModel, diary: Diary) -> str:
        given = {}
        for entry in reply.entries("facts", FactChanged)[:MOST_FACTS]:
            fact = self._catalog.facts.get(entry.fact)
            value = read_value(fact, entry.value) if fact else None
            if value is None:
                diary.drop("the catalog has no such fact or value")
            else:
                given[entry.fact] = value
        return supposed(model, given.items(), self._catalog, self._scales) if given else ""

    def _said(self, answer: str, message: str, model: ThreatModel, diary: Diary) -> str:
        """Words of the model's own, marked as such."""
        if not answer:
            return ""
        if problem := objection(answer, MOST_ANSWER, self._glossary.vocabulary(names_in(model), message)):
            diary.drop(problem)
            return ""
        return f"The language model answers: {plain(answer)}"
