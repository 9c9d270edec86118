"""An answer to a question that no longer waits, as a tab left open sends it."""

from agent.domain.facts import Provenance
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question, Said, Session
from knowledge.vocabulary import Value

_SOFT = (Provenance.ASSUMED, Provenance.INFERRED)


class Meant(Value):
    """The session as the answer meant it, what was said as far as it is one, and what to say about that."""

    session: Session
    said: Said
    settled: bool = False
    note: str = ""


def as_meant(session: Session, said: Said) -> Meant:
    """Take an answer as one to the question it names, as long as that is still unanswered.

    A button of a settled question changes nothing; words beside it are a message like any other.
    """
    waiting = session.question
    if said.question is None or (waiting is not None and waiting.id == said.question):
        return Meant(session=session, said=said)
    asked = _asked_before(session, said.question)
    if asked is None:
        return Meant(session=session, said=said)
    if all(_is_settled(fact, asked.subject, session.model) for fact in asked.facts):
        if said.chosen is None:
            return Meant(session=session.model_copy(update={"question": None}), said=_alone(said))
        note = f"The question “{asked.text}” was already settled, so nothing changed."
        return Meant(session=session, said=said, settled=True, note=note)
    note = f"The question “{asked.text}” was no longer the one that waits; your answer to it was taken all the same."
    return Meant(session=session.model_copy(update={"question": asked}), said=said, note=note if said.chosen else "")


def _alone(said: Said) -> Said:
    """What was said, as an answer to nothing."""
    return said.model_copy(update={"question": None})


def _asked_before(session: Session, question: str) -> Question | None:
    replies = (turn.reply for turn in reversed(session.turns) if turn.reply is not None)
    return next((r.question for r in replies if r.question is not None and r.question.id == question), None)


def _is_settled(fact: str, subject: str, model: ThreatModel) -> bool:
    known = model.fact(fact, subject)
    waived = any(waiver.fact == fact for waiver in model.waivers)
    return waived or (known is not None and known.provenance not in _SOFT)
