"""The ways in which a case is given to the analyst, always through the Facilitator, as a person would."""

import re
from dataclasses import dataclass
from enum import StrEnum

from agent.domain import Question, Said, Session, TurnStatus
from agent.domain.changes.edits import CloseInterview
from agent.errors import AgentError
from agent.facilitator import Facilitator
from evals.case import Case
from evals.case_runs.persona import NOT_KNOWN, Persona

MOST_QUESTIONS = 40
"""Where an interview is cut off that does not end by itself."""
AFTER_LIST = 5
"""How many questions are answered after the list that reads the description back."""


class Way(StrEnum):
    """How a case is told."""

    DESCRIPTION = "description"
    LIST = "list"
    """The list that reads the description back, and a few questions after it."""
    INTERVIEW = "interview"
    CUT = "cut"


class TurnFailed(AgentError):
    """The analyst could not do a turn."""


@dataclass(frozen=True)
class Answered:
    """One question with its answer, and the session after it."""

    question: Question
    answer: str | None
    """The words; none where the button "not sure" was pressed."""
    after: Session
    lines: tuple[str, ...] | None = None
    """What was sent to a list of lines, where it was one."""

    @property
    def known(self) -> bool:
        """Whether the owner could say anything to it."""
        return bool(self.lines) if self.lines is not None else self.answer not in (None, NOT_KNOWN)

    def in_words(self) -> str:
        """The answer as it is kept."""
        return ", ".join(self.lines) or "(nothing)" if self.lines is not None else self.answer or "(not sure)"


@dataclass(frozen=True)
class Talk:
    """A whole conversation."""

    opened: Session
    """After the description."""
    answers: tuple[Answered, ...]
    session: Session
    """At the end, with its draft."""


def told(case: Case, way: Way) -> str:
    """What the analyst is told at the start."""
    return first_sentences(case.description, 2) if way is Way.CUT else case.description


def hold(facilitator: Facilitator, case: Case, way: Way, persona: Persona) -> Talk:
    """Give a case in one way and bring it to a draft."""
    if way is Way.DESCRIPTION:
        session = draft_from(facilitator, told(case, way))
        return Talk(opened=session, answers=(), session=session)
    opened = say(facilitator, facilitator.start(), Said(text=told(case, way), key=_key(1)))
    answers, session = _interview(facilitator, opened, persona, way)
    return Talk(opened=opened, answers=answers, session=closed(facilitator, session))


def draft_from(facilitator: Facilitator, text: str) -> Session:
    """A draft from a text alone, without questions."""
    return say(facilitator, facilitator.start(), Said(text=text, edits=(CloseInterview(),), key=_key(1)))


def closed(facilitator: Facilitator, session: Session) -> Session:
    """The session with its interview ended and its draft made."""
    if session.model.interview_closed:
        return session
    return say(facilitator, session, Said(edits=(CloseInterview(),), key=_key(len(session.turns) + 1)))


def say(facilitator: Facilitator, session: Session, said: Said) -> Session:
    """One turn; a turn that fails is an error with the analyst's own problem."""
    after = facilitator.hear(session.id, said)
    turn = after.turns[-1]
    if turn.status is not TurnStatus.DONE:
        raise TurnFailed(turn.problem or f"turn {turn.number} did not end")
    return after


def first_sentences(text: str, count: int) -> str:
    """The first sentences of a text, as they stand."""
    ends = [found.end(1) for found in _SENTENCE_END.finditer(text)]
    return text[: ends[count - 1]] if len(ends) >= count else text


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order, not one letter lost.

    Cases are cut by this and not by the reader's own splitter, which is among what is measured.
    """
    starts = [0, *(found.end() for found in _SENTENCE_END.finditer(text))]
    parts = (text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return tuple(part for part in parts if part)


_SENTENCE_END = re.compile(r"([.!?][”\"')]?)(?:\s+(?=[A-Z0-9“\"'(])|\s*$)")


def _interview(
    facilitator: Facilitator, session: Session, persona: Persona, way: Way
) -> tuple[tuple[Answered, ...], Session]:
    answers: list[Answered] = []
    most = MOST_QUESTIONS
    if way is Way.LIST:
        most = AFTER_LIST + (session.question is not None and session.question.three_states)
    while session.question is not None and len(answers) < most:
        answers.append(_asked(facilitator, session, session.question, persona))
        session = answers[-1].after
    return tuple(answers), session


def _asked(facilitator: Facilitator, session: Session, question: Question, persona: Persona) -> Answered:
    key = _key(len(session.turns) + 1)
    if question.three_states:
        lines = persona.lines(question)
        after = say(facilitator, session, Said(question=question.id, chosen=lines, key=key))
        return Answered(question, None, after, lines)
    words = persona.answer(question)
    unsure = Said(question=question.id, chosen=("not_sure",), key=key)
    said = unsure if words is None else Said(question=question.id, text=words, key=key)
    return Answered(question, words, say(facilitator, session, said))


def _key(number: int) -> str:
    return f"turn-{number:04d}"
