"""Read an answer to a list of lines, by button or in words: what is so, what is not, and what nobody knows."""

import re
from collections.abc import Iterator

from agent.domain import SYSTEM, Edit, FactValue, Provenance, Question, Quote, Session, ThreatModel
from agent.domain.changes.edits import ClearFact, PutList, SetFact, WaiveFact
from agent.domain.facts import Waiver
from agent.domain.sessions.checklists import Listed, State, as_sent, choices_of_line, fact_of, states_of
from agent.reading.answering.list_places import places_answered
from agent.reading.facts import FIRM
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.vocabulary import AnswerValue

SAYABLE = "“yes to 1 and 3, no to 2”, “all of them”, “all but the third”, “none”, “not sure” or “skip”"
"""What can be said to such a list."""


def edits_for(question: Question, sent: tuple[str, ...], session: Session, catalog: Catalog) -> tuple[Edit, ...]:
    """What the answered lines come to; the others stay as they are, and none of them is put in a list again."""
    lines = tuple(option.value for option in question.options)
    states = {line: state for line, state in states_of(sent).items() if line in lines}
    quotes = {option.value: option.quote for option in question.options}
    known = {kept.fact for kept in session.model.facts if kept.subject == SYSTEM and kept.provenance in FIRM}
    answers = tuple(as_sent(line, state) for line, state in states.items())
    edits: list[Edit] = []
    for line, state in states.items():
        if fact_of(line) in catalog.facts and fact_of(line) not in known:
            edits += _of_line(line, state, _quotes_of(quotes[line], session), session.model, catalog)
    return (*edits, PutList(listed=Listed(question=question.id, lines=lines, answers=answers)))


def passed_over(question: Question, why: str, session: Session) -> tuple[Edit, ...]:
    """The list as not known, line by line, or as skipped, which says nothing of any line."""
    lines = tuple(option.value for option in question.options)
    answers = tuple(as_sent(line, State.UNKNOWN) for line in lines) if why == "not_sure" else ()
    known = {kept.fact for kept in session.model.facts if kept.subject == SYSTEM and kept.provenance in FIRM}
    unknown = dict.fromkeys(fact_of(line) for line in lines if answers and fact_of(line) not in known)
    waived = (WaiveFact(waiver=Waiver(fact=fact, why="not_sure")) for fact in unknown)
    return (*waived, PutList(listed=Listed(question=question.id, lines=lines, answers=answers)))


def sent_in_words(text: str, question: Question) -> tuple[str, ...] | None:
    """The lines that words answer by their places, as buttons would send them; none where they are something else."""
    lines = tuple(option.value for option in question.options)
    states = places_answered(text, len(lines))
    if states is None:
        return None
    if _ONLY.match(text) and set(states.values()) == {State.YES}:
        states = {place: State.NO for place in range(len(lines))} | states
    return tuple(as_sent(lines[place], state) for place, state in sorted(states.items()))


_ONLY = re.compile(r"\s{0,3}(?:(?:yes|well|ok),?\s)?(?:only|just|nothing but)\s", re.IGNORECASE)
"""What is named, and nothing else."""


def _of_line(
    line: str, state: State, quotes: tuple[Quote, ...], model: ThreatModel, catalog: Catalog
) -> Iterator[Edit]:
    definition, choices = catalog.facts[fact_of(line)], choices_of_line(line)
    if state is State.UNKNOWN:
        yield WaiveFact(waiver=Waiver(fact=definition.id, why="not_sure"))
    elif state is State.NO and choices:
        if any(kept.fact == definition.id and kept.subject == SYSTEM for kept in model.facts):
            yield ClearFact(fact=definition.id)
    else:
        value: AnswerValue = state is State.YES
        if choices:
            value = choices if definition.type is FactType.SEVERAL else choices[0]
        because = "you said yes to it in a list" if state is State.YES else "you said no to it in a list"
        kept = FactValue(
            fact=definition.id, value=value, provenance=Provenance.ANSWERED, because=because,
            quotes=quotes if state is State.YES else (),
        )  # fmt: skip
        yield SetFact(value=kept)


def _quotes_of(words: str, session: Session) -> tuple[Quote, ...]:
    """The words beside a line as a quote of the turn that they stand in."""
    numbers = (turn.number for turn in session.turns if words and words in turn.said.text)
    number = next(numbers, None)
    return () if number is None else (Quote(turn=number, text=words),)
