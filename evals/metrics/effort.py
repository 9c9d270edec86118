"""What a draft costs: questions, turns, calls to a language model, their tokens and their price."""

from collections.abc import Iterator

from agent.domain import Session
from evals.case_runs.modes import Talk
from evals.llm.llm_usage import Spent
from evals.score import Score


def effort(talk: Talk, spent: Spent | None) -> tuple[Score, ...]:
    """Counts of one conversation, and what was spent on it; nothing is said of costs that nobody counted."""
    rows = [
        Score(name="turns", value=float(len(talk.session.turns)), reason="turns until the draft"),
        *_costs(spent),
        Score(name="threats", value=float(len(talk.session.model.threats)), reason="threats in the draft"),
        _unread(talk.session),
    ]
    if talk.answers:
        asked = "; ".join(answer.question.id for answer in talk.answers)
        rows.append(Score(name="questions", value=float(len(talk.answers)), reason=asked))
        again = [one.question.id for one in talk.answers if one.answer is None and one.lines is None]
        rows.append(Score(name="asked_again", value=float(len(again)), reason="; ".join(again) or "none"))
        rows.append(_idle(talk))
    return tuple(rows)


def _idle(talk: Talk) -> Score:
    """The share of questions that the owner could not answer, or whose answer changed nothing about the system."""
    befores = [talk.opened, *(one.after for one in talk.answers)]
    idle = [
        one.question.id
        for before, one in zip(befores, talk.answers, strict=False)
        if not one.known or _known(before) == _known(one.after)
    ]
    return Score(name="questions_idle", value=len(idle) / len(talk.answers), reason="; ".join(idle) or "none")


def _known(session: Session) -> tuple[object, ...]:
    """What is known of a system, and how firmly."""
    model = session.model
    facts = frozenset((kept.fact, kept.subject, kept.value, kept.provenance) for kept in model.facts)
    return facts, model.components, model.actors, model.flows


def _costs(spent: Spent | None) -> Iterator[Score]:
    why = spent.line() if spent else "nobody counts the calls of this analyst"
    yield Score(name="calls", value=None if spent is None else float(spent.calls), reason=why)
    yield Score(name="tokens", value=None if spent is None else float(spent.tokens), reason=why)
    if spent is None or not spent.turns:
        return
    yield Score(name="tokens_sent", value=float(spent.prompt), reason=why)
    yield Score(name="tokens_cached", value=float(spent.cached), reason=why)
    yield Score(name="tokens_answered", value=float(spent.output), reason=why)
    if spent.price:
        yield Score(name="price", value=spent.price, reason=why)
    yield Score(name="turns_by_rules", value=float(spent.by_rules), reason=spent.by_rules_line())


def _unread(session: Session) -> Score:
    lines = [line for turn in session.turns if turn.reply for line in turn.reply.unread]
    return Score(name="unread_sentences", value=float(len(lines)), reason="; ".join(lines)[:600] or "none")
