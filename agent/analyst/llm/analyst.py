"""The analyst that asks a language model: the rules' work is the floor under every step, the model adds to it."""

from agent.analyst.base import Assessed, Heard, Proposal
from agent.analyst.llm.asking import ModelAsker
from agent.analyst.llm.drafts.draft_advice import ORDER, ModelSettler
from agent.analyst.llm.drafts.drafting import ModelDrafter
from agent.analyst.llm.drafts.mitigating import ModelMitigator
from agent.analyst.llm.drafts.picked_threats import Extras
from agent.analyst.llm.drafts.rules_draft_cache import Baselines
from agent.analyst.llm.guardrails.safeguard import Scales, model_made, without
from agent.analyst.llm.prompt_context import Glossary
from agent.analyst.llm.reading import ModelReader
from agent.analyst.llm.replying import ModelReplier
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Edit, Provenance, Question, Reading, Reply, Session, Threat, ThreatModel, Turn, Wish, apply
from agent.domain.changes.edits import ClearFact
from agent.domain.findings.llm_advice import BY_RULES
from agent.domain.sessions.offer_replies import acceptance
from agent.llm.errors import ModelError
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import MOST_LINES, TurnLog, open_turn_log
from agent.reading.commands.requests import asks, supposition
from knowledge import Catalog

SHOWN_FIRST = MOST_LINES - 1
"""How many threats of the rules' draft are shown before the model answers: with the line above them one passage."""
MOST_ASKED = 400
"""How long a message may be that is taken for a question or a wish where no statement was found in it."""


class LlmAnalyst:
    """Does what the rules do, and lets a model read, word and point beyond that; raises ModelError where it cannot."""

    def __init__(self, catalog: Catalog, rules: RulesAnalyst, gateway: ModelGateway) -> None:
        self._rules, self.gateway = rules, gateway
        glossary, self._scales, self._extras = Glossary(catalog), Scales(catalog, rules), Extras(catalog, rules)
        self._reader = ModelReader(gateway, catalog, glossary, self._scales)
        self._asker = ModelAsker(gateway, catalog, glossary)
        self._catalog, self._baselines = catalog, Baselines(rules)
        self._drafter = ModelDrafter(gateway, catalog, glossary, rules, self._baselines)
        self._settler = ModelSettler(catalog, rules, self._extras, self._drafter, ModelMitigator(gateway, glossary))
        self._replier = ModelReplier(gateway, catalog, glossary, rules)

    def read(self, turn: Turn, session: Session) -> Reading:
        """What the rules read, and what else the words say, with words that are really there."""
        if turn.said.offers or acceptance(turn.said, session) is not None:
            return self._rules.read(turn, session)
        soft = _softened(session)
        if not turn.said.source and supposition(turn.said.text) is not None:
            return self._rules.read(turn, soft)
        floor, base = self._by_rules(turn, session, soft)
        with self.gateway.turn_log(session.id) as turn_log:
            self._show_first(floor, session.model, turn_log)
            reading = self._reader.read(turn, base, floor, turn_log)
        return _left_to_answer(reading, turn)

    def _by_rules(self, turn: Turn, session: Session, soft: Session) -> tuple[Reading, Session]:
        """What the rules read, and from which session.

        What they only put right because the model's facts were softened is not of the words: then nothing is softened,
        and nothing for a question.
        """
        reading = self._rules.read(turn, soft)
        if soft is session or not (asks(turn.said.text) or _only_repairs(reading, turn)):
            return reading, soft
        return self._rules.read(turn, session), session

    def _show_first(self, floor: Reading, model: ThreatModel, turn_log: TurnLog) -> None:
        """Show the first threats of the rules' own draft where there is none yet, before any call is made."""
        if turn_log.listener is None or model.threats:
            return
        drafted = self._baselines.of(apply(model, floor.edits, self._catalog).model).threats[:SHOWN_FIRST]
        lines = [f"{place}. {threat.title}" for place, threat in enumerate(drafted, start=1)]
        if lines:
            turn_log.tell("\n".join((BY_RULES, *lines)))

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        """One of the best questions by the rules; within a turn the model chooses it and words it for this system.

        The one that waits stays in its words, and costs no call.
        """
        questions, turn_log = self._rules.interviewer.best_questions(model, waiting=waiting), open_turn_log()
        if not questions or turn_log is None:
            return next(iter(questions), None)
        first = questions[0]
        if waiting is not None and (first.id, first.options) == (waiting.id, waiting.options):
            return first.model_copy(update={"text": waiting.text})
        return self._asker.chosen(questions, model, turn_log)

    def assess(self, model: ThreatModel) -> Assessed:
        """What the rules come to, once what only the model heard and would hide a threat is taken back."""
        hiding = self._scales.hiding(model)
        if not hiding:
            return self._rules.assess(model)
        with self.gateway.turn_log() as turn_log:
            turn_log.drop("a value that only the model heard would have hidden a threat", len(hiding))
        edits = tuple(ClearFact(fact=value.fact, subject=value.subject) for value in hiding)
        return self._rules.assess(without(model, hiding)).model_copy(update={"edits": edits})

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """The rules' suggestions, and what a model puts in order that they did not draft."""
        proposals = self._rules.suggest(model)
        with self.gateway.turn_log() as turn_log:
            try:
                return (*proposals, *self._drafter.suggest(model))
            except ModelError as problem:
                turn_log.failed(ORDER, problem)
                return proposals

    def compose(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Threat, ...]:
        """The rules' threats, and beside them those that a model picked, in this draft or before."""
        return self._extras.compose(model, proposals)

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        """The rules' edits, with what passed the checks beside them; never fewer threats than the rules draft."""
        with self.gateway.turn_log() as turn_log:
            return self._settler.settle(model, threats, turn_log)

    def reply(self, session: Session, heard: Heard) -> Reply:
        """The rules' reply; where they understood nothing, the answer to what the model took it to mean."""
        floor = self._rules.reply(session, heard)
        with self.gateway.turn_log(session.id) as turn_log:
            answer = self._replier.answer(session, heard, turn_log)
        if answer is None:
            return floor
        if answer.left is None:
            return floor.model_copy(update={"text": answer.text, "offers": answer.offers, "unread": ()})
        reading = heard.reading.model_copy(update={"unread": answer.left})
        floor = self._rules.reply(session, heard.model_copy(update={"reading": reading}))
        offers = (*floor.offers, *answer.offers)
        text = "\n\n".join(part for part in (floor.text, answer.text) if part)
        return floor.model_copy(update={"text": text, "offers": offers})

    def close(self) -> None:
        """End the threads and close the memory."""
        self.gateway.memory.close()


def _left_to_answer(reading: Reading, turn: Turn) -> Reading:
    """A short message that only asks, or that nothing at all was taken from, is left to be answered."""
    text = turn.said.text.strip()
    if asks(text) and not (
        reading.unread or reading.wish is not Wish.NONE or turn.said.source or len(text) > MOST_ASKED
    ):
        return reading.model_copy(update={"unread": (text,)})
    taken = reading.edits or reading.unread or reading.unsure or reading.notes or reading.wish is not Wish.NONE
    if taken or turn.said.source or not 0 < len(text) <= MOST_ASKED:
        return reading
    return reading.model_copy(update={"unread": (text,)})


def _only_repairs(reading: Reading, turn: Turn) -> bool:
    """Whether all that was read are facts that no word of this turn speaks for."""
    told = [edit for edit in reading.edits if edit not in turn.said.edits]
    return bool(told) and all(
        edit.edit == "clear_fact"
        or (edit.edit == "set_fact" and all(quote.turn != turn.number for quote in edit.value.quotes))
        for edit in told
    )


def _softened(session: Session) -> Session:
    """The session with what a model heard or corrected as inferred, so that the owner's own words go before it."""
    heard = model_made(session.model.facts)
    if not heard:
        return session
    facts = tuple(
        value.model_copy(update={"provenance": Provenance.INFERRED}) if value in heard else value
        for value in session.model.facts
    )
    return session.model_copy(update={"model": session.model.model_copy(update={"facts": facts})})


__all__ = ["LlmAnalyst", "ModelError"]
