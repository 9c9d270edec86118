"""Understand a turn: commands, answers, and everything that is stated about the system."""

from agent.domain import Edit, Reading, Session, Turn, Wish
from agent.domain.accepting import acceptance
from agent.domain.claims import claims_line
from agent.domain.edits import PutAssumption, SetFact
from agent.reading.answers import Answer, answer_of, asked
from agent.reading.commands.commands import command_in, waivers
from agent.reading.commands.requests import is_aside, is_request, supposed_edits, supposition
from agent.reading.statements import TextReader
from knowledge import Catalog


class Reader:
    """Turns the owner's words into edits and a wish, by rules alone."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._text = TextReader(catalog)

    def read(self, turn: Turn, session: Session) -> Reading:
        """What a turn says; edits made in a table pass through unchanged, with what follows from them."""
        said = turn.said
        if said.edits and not said.text.strip():
            return Reading(edits=self._concluded(said.edits, session))
        reading = self._words(turn, session)
        return reading.model_copy(update={"edits": (*reading.edits, *said.edits)})

    def _words(self, turn: Turn, session: Session) -> Reading:
        """An answer to what was offered, a command in the owner's words, or what they state."""
        said = turn.said
        taken = acceptance(said, session)
        if taken is not None:
            return Reading(edits=self._concluded(taken.edits, session), notes=(taken.note,) if taken.note else ())
        command = None if said.source else command_in(said.text, session, self._catalog)
        if command is not None:
            edits = self._concluded(command.edits, session) if command.edits else ()
            return Reading(edits=edits, wish=command.wish, about=command.about, notes=command.notes)
        statement = None if said.source else supposition(said.text)
        if statement is not None:
            return self._supposition(statement, turn, session)
        return self._statement(turn, session)

    def _supposition(self, statement: str, turn: Turn, session: Session) -> Reading:
        """What a "what if" asks about; nothing of it is taken as true, and a question that waits stays."""
        edits = supposed_edits(statement, session.model, self._text, turn.number)
        if not edits:
            return Reading(unread=(turn.said.text.strip(),))
        return Reading(wish=Wish.WHAT_IF, supposed=self._concluded(edits, session))

    def _statement(self, turn: Turn, session: Session) -> Reading:
        """An answer, statements about the system, or both."""
        answer, said = self._answer(turn, session), turn.said
        document = said.source
        if said.chosen is not None and not said.text.strip():
            return Reading(edits=self._concluded(answer.edits, session), notes=answer.notes)
        read = self._text.read(said.text, session.model, turn.number, answered=answer.edits, document=document)
        unread = () if answer.edits else read.unread
        edits = (*answer.edits, *read.edits)
        wants = not document and is_request(said.text)
        if wants and not edits:
            return Reading(unread=(said.text.strip(),), unsure=read.unsure, notes=read.notes)
        missed: tuple[str, ...] = ()
        if not answer.understood and (wants or is_aside(said.text)):
            missed = (_STANDS,)
        elif not answer.understood:
            missed, edits = (_MISSED,), (*edits, *_set_aside(turn, session, edits))
        notes = (*missed, *answer.notes, *read.notes, *_assumed(edits, document))
        return Reading(edits=edits, unread=unread, unsure=read.unsure, document=document, notes=notes)

    def _answer(self, turn: Turn, session: Session) -> Answer:
        """What the turn answers; the words of a document answer nothing, as nobody put the question to its author."""
        of_document = bool(turn.said.source) and turn.said.chosen is None
        question = None if of_document else asked(turn, session, self._catalog)
        if question is None:
            return Answer()
        return answer_of(turn, session, question, self._text.claims_in(turn.said.text))

    def _concluded(self, edits: tuple[Edit, ...], session: Session) -> tuple[Edit, ...]:
        return (*edits, *self._text.conclusions(session.model, edits))


def _set_aside(turn: Turn, session: Session, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """A question that was answered in words nobody could read is not put a second time."""
    question = session.question
    if question is None or turn.said.question != question.id:
        return ()
    known = {kept.fact for kept in session.model.facts}
    known |= {edit.value.fact for edit in edits if isinstance(edit, SetFact)}
    return waivers(question.facts, "not_sure", known)


def _assumed(edits: tuple[Edit, ...], document: str) -> tuple[str, ...]:
    """What the owner should know of the controls that a document claims."""
    claims = tuple(edit.assumption for edit in edits if isinstance(edit, PutAssumption) and edit.assumption.source)
    line = claims_line(claims, f"“{document}”")
    return (f"{line}. They count for nothing until then; confirm or deny them under the open points.",) if line else ()


_STANDS = "I took that as something else about the system; the question still stands."
_MISSED = (
    "I could not read an answer to the question in that, so it stays open. It is not asked again; "
    "say it in other words, or settle it under the open points."
)
