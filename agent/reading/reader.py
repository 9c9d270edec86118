"""Understand a turn: commands, answers, what is said of the parts, and everything that is stated about the system."""

from functools import cached_property

from agent.domain import Edit, Reading, Said, Session, Turn, Wish, apply
from agent.domain.changes.edits import DescribeSystem, PutAssumption, SetFact
from agent.domain.document_claims import claims_line
from agent.domain.sessions.offer_replies import acceptance
from agent.domain.wording.names_in_sentences import capital
from agent.reading.answering.answer_banks import Banks
from agent.reading.answering.answers import KEPT, STANDS, Answer, answer_of
from agent.reading.answering.plain_answers import corrects_earlier
from agent.reading.answering.question_answered import Asked, asked, choices_of
from agent.reading.answering.unasked_facts import Passing, take_all
from agent.reading.commands.command import FirstMeasures, no_measures
from agent.reading.commands.commands import command_in
from agent.reading.commands.components.command_context import Bench, Told
from agent.reading.commands.components.statements_on_parts import told_of_parts
from agent.reading.commands.components.third_parties import denied_things
from agent.reading.commands.entity_lookup import names_in
from agent.reading.commands.phrase_lookup import Ears
from agent.reading.commands.requests import asks, is_aside, is_request, supposed_edits, supposition, things_named
from agent.reading.naming.known_names import Known
from agent.reading.quoting import as_typed, requoted
from agent.reading.statements import TextRead, TextReader
from agent.reading.text.spelling import Speller
from knowledge import Catalog

OPENING = 150
"""From so many letters on the first words on a system describe it."""


class Reader:
    """Turns the owner's words into edits and a wish, by rules alone."""

    def __init__(
        self, catalog: Catalog, passing: Passing = take_all, first_measures: FirstMeasures = no_measures
    ) -> None:
        """``passing`` decides on facts that are read beside any question or order; the first measures go by worth."""
        self._catalog, self._passing, self._first_measures = catalog, passing, first_measures
        self._text = TextReader(catalog)
        self._ears = Ears(catalog, self._text)

    @cached_property
    def _banks(self) -> Banks:
        return Banks(self._catalog)

    @cached_property
    def _speller(self) -> Speller:
        """Made when something is typed: a description that comes in a file is read as it is."""
        return Speller(self._catalog)

    def read(self, turn: Turn, session: Session) -> Reading:
        """What a turn says, with what follows from it.

        Edits made in a table, and those that come with the text they were read from, pass through unchanged; what is
        only proposed is put to the owner.
        """
        said = turn.said
        if said.offers:
            return Reading(offers=said.offers, notes=(proposed_line(said),))
        if said.edits and (said.as_told or not said.text.strip()):
            return Reading(edits=self._concluded(said.edits, session))
        reading = self._spelled(turn, session)
        return reading.model_copy(update={"edits": (*reading.edits, *said.edits)})

    def _spelled(self, turn: Turn, session: Session) -> Reading:
        """What the words say with their slips mended; what is quoted of them is quoted as it was typed."""
        said = turn.said
        text = said.text if said.source else self._speller.mended(said.text, names_in(session.model))
        if text == said.text:
            return self._words(turn, session)
        reading = self._words(turn.model_copy(update={"said": said.model_copy(update={"text": text})}), session)
        return as_typed(reading, text, said.text, turn.number)

    def _words(self, turn: Turn, session: Session) -> Reading:
        """An answer to what was offered, a command in the owner's words, or what they state."""
        said = turn.said
        taken = acceptance(said, session)
        if taken is not None:
            return Reading(edits=self._concluded(taken.edits, session), notes=(taken.note,) if taken.note else ())
        command = None if said.source else command_in(said.text, session, self._catalog, self._first_measures)
        if command is not None:
            edits = self._concluded(command.edits, session) if command.edits else ()
            return Reading(
                edits=edits, wish=command.wish, topic=command.topic, about=command.about, notes=command.notes,
                offers=command.offers,
            )  # fmt: skip
        statement = None if said.source else supposition(said.text)
        if statement is not None:
            return self._supposition(statement, turn, session)
        if not said.source and said.chosen is None and things_named(said.text, session.model):
            return Reading(unread=(said.text.strip(),))  # what it says of a threat is no fact about the system
        return self._statement(turn, session)

    def _supposition(self, statement: str, turn: Turn, session: Session) -> Reading:
        """What a "what if" asks about; nothing of it is taken as true, and a question that waits stays."""
        edits = supposed_edits(statement, session.model, self._text, turn.number, self._catalog)
        if not edits:
            return Reading(unread=(turn.said.text.strip(),))
        return Reading(wish=Wish.WHAT_IF, supposed=self._concluded(edits, session))

    def _statement(self, turn: Turn, session: Session) -> Reading:
        """An answer, statements about the system, or both."""
        said, document = turn.said, turn.said.source
        told = Told(said.text) if document else self._told(turn, session)
        if not (document or told.heard or said.chosen is not None) and asks(said.text):
            return Reading(unread=(said.text.strip(),))
        question = None if told.heard else self._asked(turn, session)
        answer = Answer() if question is None else self._answer(turn, session, question)
        if said.chosen is not None and not said.text.strip():
            return Reading(edits=self._concluded(answer.edits, session), notes=answer.notes)
        read = self._text.read(
            told.text, session.model, turn.number, answered=(*told.edits, *answer.edits), document=document,
            corrected=told.corrected, describes=not told.heard, passing=take_all if document else self._passing,
        )  # fmt: skip
        edits = (*told.edits, *answer.edits, *requoted(read.edits, said.text, turn.number))
        edits = (*edits, *self._concluded_from(told.edits, session, edits))
        absent = None
        if not (document or told.heard or read.offers or any(_is_told(edit) for edit in edits)):
            bench = Bench(session.model, self._catalog, self._ears, turn.number)
            absent = denied_things(said.text, bench) if session.model.components else None
        if absent is not None:
            return Reading(notes=absent.notes, offers=absent.offers)
        unread = () if answer.edits or told.heard else read.unread
        if not document and is_request(said.text) and not (edits or told.heard):
            unread = (said.text.strip(),)
        settled = {edit.value.fact for edit in edits if isinstance(edit, SetFact)}
        open_still = question is None or any(fact.id not in settled for fact in question.facts)
        missed = self._missed(turn, session, question, answer, _news(edits, read)) if open_still else ()
        notes = (*told.notes, *missed, *answer.notes, *read.notes, *_assumed(edits, document))
        if any(offer.words and not offer.newer for offer in read.offers):
            notes = (*notes, WAITS)
        return Reading(edits=edits, unread=unread, unsure=read.unsure, document=document, notes=notes,
                       offers=(*told.offers, *read.offers))  # fmt: skip

    def _told(self, turn: Turn, session: Session) -> Told:
        """What the words say of the parts; a description that opens a model speaks of none that it could order."""
        if not session.model.components and len(turn.said.text) >= OPENING:
            return Told(turn.said.text)
        return told_of_parts(turn.said.text, Bench(session.model, self._catalog, self._ears, turn.number))

    def _asked(self, turn: Turn, session: Session) -> Asked | None:
        """The question that the turn speaks to; the words of a document answer nothing, nobody asked its author."""
        of_document = bool(turn.said.source) and turn.said.chosen is None
        return None if of_document else asked(turn, session, self._catalog)

    def _answer(self, turn: Turn, session: Session, question: Asked) -> Answer:
        """What the turn answers; words that add something, or put right what was said before, answer nothing."""
        if turn.said.chosen is None and (is_aside(turn.said.text) or corrects_earlier(turn.said.text, question.facts)):
            return Answer(understood=False)
        claims = self._text.claims_in(turn.said.text, Known.of(session.model))
        return answer_of(turn, session, question, claims, self._banks, self._catalog)

    def _missed(
        self, turn: Turn, session: Session, question: Asked | None, answer: Answer, news: str | None
    ) -> tuple[str, ...]:
        """What is said of a question that the words do not answer: it stands; the second time, what can be said."""
        if question is None or answer.understood or not turn.said.text.strip():
            return ()
        if news is None and is_aside(turn.said.text):
            news = STANDS
        if news is not None:
            told = any(news in one.reply.text for one in session.turns[-1:] if one.reply is not None)
            return (news,) if news and not told else ()
        if is_request(turn.said.text):
            return ()
        again = any(_MISSED in one.reply.text for one in session.turns[-1:] if one.reply is not None)
        again = again or len(question.facts) > 1  # to a list a bare "no" may mean one line or all
        return (f"{_MISSED} You can say {choices_of(question)}.",) if again else (f"{_MISSED} {_OTHERWISE}",)

    def _concluded(self, edits: tuple[Edit, ...], session: Session) -> tuple[Edit, ...]:
        return (*edits, *self._text.conclusions(session.model, edits))

    def _concluded_from(self, told: tuple[Edit, ...], session: Session, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        """What follows from what was said of the parts, once the rest of the message is read."""
        if not told:
            return ()
        after = apply(session.model, edits, self._catalog).model
        return self._text.conclusions(after, told)


def proposed_line(said: Said) -> str:
    """Who proposes how many changes and why, and that nothing is changed by that."""
    number = len(said.offers)
    changes = "a change, which waits for your yes" if number == 1 else f"{number} changes, which wait for your yes"
    why = f" It says why: “{' '.join(said.reason.split())}”." if said.reason.strip() else ""
    return f"{capital(said.author)} proposes {changes}. Nothing is changed until then.{why}"


def _is_told(edit: Edit) -> bool:
    """Whether an edit stands for something that was said, rather than for what follows from the rest of the model."""
    return not isinstance(edit, SetFact) or bool(edit.value.quotes)


def _news(edits: tuple[Edit, ...], read: TextRead) -> str | None:
    """What is said of words that answer nothing but were taken as something else; none where nothing was taken.

    Words that only lengthen the description are not called understood, and a note that says why is enough.
    """
    if read.offers or any(not isinstance(edit, DescribeSystem) for edit in edits):
        return STANDS
    return None if not edits else "" if read.notes else KEPT


def _assumed(edits: tuple[Edit, ...], document: str) -> tuple[str, ...]:
    """What the owner should know of the controls that a document claims."""
    claims = tuple(edit.assumption for edit in edits if isinstance(edit, PutAssumption) and edit.assumption.source)
    line = claims_line(claims, f"“{document}”")
    return (f"{line}. They count for nothing until then; confirm or deny them under the open points.",) if line else ()


WAITS = "What you say would lower the risk, so it waits for your yes below."
"""Said where something that was read in passing is proposed, and nothing of it is taken yet."""
_MISSED = "I could not read an answer to the question in that, so it stays open and still waits."
_OTHERWISE = "Say it in other words, or “not sure”, or “skip”."
