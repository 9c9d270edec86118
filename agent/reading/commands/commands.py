"""Understand typed commands: each line that is one becomes the same edits and wishes that a button makes."""

import re
from collections.abc import Callable, Mapping

from agent.domain import Edit, Question, Session, Wish
from agent.domain.changes.edits import CloseInterview, WaiveFact
from agent.domain.facts import Waiver
from agent.reading.answering.list_answers import passed_over
from agent.reading.commands.command import Command, Desk, FirstMeasures, joined_up, no_measures, told
from agent.reading.commands.components.taking_back import taken_back
from agent.reading.commands.entity_lookup import threat_id
from agent.reading.commands.model_questions import ASKING
from agent.reading.commands.orders.assumption_orders import CONFIRMING
from agent.reading.commands.orders.plan_orders import PLANNING
from agent.reading.commands.orders.reordering import PLACING
from agent.reading.commands.orders.threat_orders import ORDERS, reason_given
from agent.reading.commands.orders.threat_references import id_in, threat_meant
from agent.reading.commands.templates import Match, matches
from knowledge import Catalog
from knowledge.vocabulary import InterviewStage

MOST_LINES = 20


def command_in(
    text: str, session: Session, catalog: Catalog, first_measures: FirstMeasures = no_measures
) -> Command | None:
    """The commands of a message in which every line is one, taken together; None when it is not a command."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_LINES:
        return None
    desk = Desk(session, catalog, first_measures)
    commands = []
    for line in lines:
        command = _command(line, desk)
        if command is None:
            return None
        commands.append(command)
    return joined_up(tuple(commands))


def waivers(facts: tuple[str, ...], why: str, known: set[str]) -> tuple[Edit, ...]:
    """Note for each fact that is not known that the owner cannot or will not answer it."""
    return tuple(WaiveFact(waiver=Waiver(fact=fact, why=why)) for fact in facts if fact not in known)


def _command(line: str, desk: Desk) -> Command | None:
    if set(line) == {"?"}:
        return Command(wish=Wish.HELP)
    for match in matches(line, *HANDLERS):
        command = HANDLERS[match.intent](match, desk)
        if command is not None:
            return command
    return reason_given(line, desk)


def _wish(wish: Wish) -> Callable[[Match, Desk], Command]:
    return lambda match, desk: Command(wish=wish)


def _why_threat(match: Match, desk: Desk) -> Command | None:
    named = id_in(match.words("threat"), "T")
    if named:
        return Command(wish=Wish.WHY_THREAT, about=threat_id(named[0]))
    words, turns = match.words("threat"), desk.session.turns
    if words.lower().strip(" ?") in _POINTING and desk.session.question is not None:
        just = turns[-1].said.text if turns else ""
        if not re.search(r"\bT-?\d", just, re.IGNORECASE):
            return Command(wish=Wish.WHY_QUESTION)
    meant = threat_meant(words, desk.session) if desk.session.model.threats else ""
    return Command(wish=Wish.WHY_THREAT, about=meant) if meant else None


def _remark(match: Match, desk: Desk) -> Command | None:
    """A remark on the question that waits is no answer to it: the question is explained, and goes on waiting."""
    return Command(wish=Wish.WHY_QUESTION) if desk.session.question is not None else None


def _draft(match: Match, desk: Desk) -> Command:
    return Command(edits=(CloseInterview(closed=True),), wish=Wish.DRAFT)


def _more(match: Match, desk: Desk) -> Command:
    return Command(edits=(CloseInterview(closed=False),))


def _go_on(match: Match, desk: Desk) -> Command:
    """Where a question waits it goes on waiting; where none does, the interview opens again."""
    return _talk(match, desk) if desk.session.question is not None else _more(match, desk)


def _skip_stage(match: Match, desk: Desk) -> Command:
    wanted = InterviewStage(match.value("stage"))
    facts = tuple(fact.id for fact in desk.catalog.facts.values() if fact.stage is wanted)
    return Command(edits=_waived(facts, "skipped", desk.session))


def _skip(match: Match, desk: Desk) -> Command:
    if desk.session.question is None:
        return told("There is no question to skip.")
    return Command(edits=_passed_over(desk.session.question, "skipped", desk.session))


def _not_sure(match: Match, desk: Desk) -> Command | None:
    if desk.session.question is None:
        known = desk.session.model.components or desk.session.model.facts
        return told(_NOTHING_ASKED) if known else None
    return Command(edits=_passed_over(desk.session.question, "not_sure", desk.session))


def _talk(match: Match, desk: Desk) -> Command:
    """Thanks, greetings and asides: nothing is taken from them, and a question that waits goes on waiting."""
    if desk.session.question is not None:
        return told("The question above still waits.")
    return told(_SAVED if desk.session.model.components else "")


def _passed_over(question: Question, why: str, session: Session) -> tuple[Edit, ...]:
    """A question that is declined or skipped."""
    return passed_over(question, why, session) if question.three_states else _waived(question.facts, why, session)


def _waived(facts: tuple[str, ...], why: str, session: Session) -> tuple[Edit, ...]:
    return waivers(facts, why, {kept.fact for kept in session.model.facts})


_SAVED = "Everything is saved; go on whenever you like."
_NOTHING_ASKED = "No question waits, so nothing was changed by that. Say “ask me more questions” for the next one."
_POINTING = frozenset({"it", "that", "this"})
HANDLERS: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "undo": _wish(Wish.UNDO),
    "redo": _wish(Wish.REDO),
    "take_back": taken_back,
    "why_question": _wish(Wish.WHY_QUESTION),
    "remark": _remark,
    "show_changes": _wish(Wish.SHOW_CHANGES),
    "help": _wish(Wish.HELP),
    "draft": _draft,
    "more_questions": _more,
    "go_on": _go_on,
    "why_threat": _why_threat,
    "skip_stage": _skip_stage,
    "skip": _skip,
    "not_sure": _not_sure,
    **ASKING,
    **CONFIRMING,
    **PLANNING,
    **ORDERS,
    **PLACING,
    "thanks": _talk,
    "aside": _talk,
}
