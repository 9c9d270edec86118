"""What the end of a turn leaves behind: the version it made, or what went wrong in plain words."""

import logging

from agent.domain.model import ThreatModel
from agent.domain.sessions.offer_replies import acceptance, reason_of
from agent.domain.sessions.session import Offer, Said, Session
from agent.errors import trace_of
from agent.graph.state import Finished
from agent.store import Change
from knowledge.errors import ThreatparleyError

log = logging.getLogger(__name__)


def change_of(session: Session, said: Said, number: int, finished: Finished) -> Change | None:
    """The new version, if the turn made one."""
    if finished.model == session.model and finished.restores is None:
        return None
    return Change(
        model=finished.model,
        edits=finished.edits,
        author=said.author,
        by=said.by,
        reason=_reason_of(said, number, finished.restores, _taken(session, said, number)),
        restores=finished.restores,
    )


def stepped(now: ThreatModel, then: ThreatModel) -> ThreatModel:
    """The model of another version, for a step to it; no step in the history lets a language model in again."""
    return then.model_copy(update={"offline": True}) if now.offline and not then.offline else then


def before(session: Session, number: int) -> Session:
    """The session as it was when a turn's own work began."""
    return session.model_copy(update={"turns": tuple(turn for turn in session.turns if turn.number < number)})


def restored(now: ThreatModel, then: ThreatModel) -> ThreatModel:
    """The model of an older version as a new one: numbers given out since then are not given out again."""
    issued = {**then.issued, **{letter: max(n, then.issued.get(letter, 0)) for letter, n in now.issued.items()}}
    return stepped(now, then).model_copy(update={"issued": issued})


def problem_of(failure: BaseException) -> str:
    """What went wrong, for the owner; the place of an error that nobody foresaw goes to the log, without its words."""
    if isinstance(failure, ThreatparleyError):
        return str(failure).rstrip(".") + "."
    log.error("a turn failed with %s", trace_of(failure))
    return f"Something went wrong inside ({type(failure).__name__})."


def _reason_of(said: Said, number: int, restores: int | None, taken: tuple[Offer, ...]) -> str:
    """Why a version came about, in a line."""
    if restores is not None:
        return f"Back to version {restores}, as asked in turn {number}"
    if said.reason:
        return said.reason
    if taken:
        return reason_of(taken)
    words = " ".join(said.text.split())
    if words:
        return words if len(words) <= 120 else f"{words[:119]}…"
    return f"Answered: {said.question.replace('_', ' ')}" if said.question else "Edited in a table"


def _taken(session: Session, said: Said, number: int) -> tuple[Offer, ...]:
    """The offers that were accepted in words in this turn."""
    answer = acceptance(said, before(session, number))
    return answer.offers if answer else ()
