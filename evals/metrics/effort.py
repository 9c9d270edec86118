"""What a draft costs: questions, turns, calls to a language model and their tokens."""

from agent.domain import Session
from evals.score import Score
from evals.ways import Talk


def effort(talk: Talk, endpoint: bool) -> tuple[Score, ...]:
    """Counts of one conversation; without an endpoint no language model can have been called."""
    free = None if endpoint else 0.0
    why = "the session keeps no count" if endpoint else "no endpoint is set, so no language model can be called"
    rows = [
        Score(name="turns", value=float(len(talk.session.turns)), reason="turns until the draft"),
        Score(name="calls", value=free, reason=why),
        Score(name="tokens", value=free, reason=why),
        Score(name="threats", value=float(len(talk.session.model.threats)), reason="threats in the draft"),
        _unread(talk.session),
    ]
    if talk.answers:
        asked = "; ".join(answer.question.id for answer in talk.answers)
        rows.append(Score(name="questions", value=float(len(talk.answers)), reason=asked))
        again = [answer.question.id for answer in talk.answers if answer.answer is None]
        rows.append(Score(name="asked_again", value=float(len(again)), reason="; ".join(again) or "none"))
    return tuple(rows)


def _unread(session: Session) -> Score:
    lines = [line for turn in session.turns if turn.reply for line in turn.reply.unread]
    return Score(name="unread_sentences", value=float(len(lines)), reason="; ".join(lines)[:600] or "none")
