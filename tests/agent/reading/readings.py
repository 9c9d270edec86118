"""What the tests of reading share: a reader on the packaged catalog, and turns without ceremony."""

from datetime import UTC, datetime
from functools import cache

from agent.domain import Question, Reading, Said, Session, ThreatModel, Turn, apply
from agent.domain.changes.edits import Edit
from agent.domain.sessions.session import Option
from agent.reading.expectations import is_expected
from agent.reading.reader import Reader
from knowledge import Catalog
from knowledge.catalog import load_catalog
from knowledge.vocabulary import AnswerValue

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@cache
def catalog() -> Catalog:
    """The packaged catalog."""
    return load_catalog()


@cache
def reader() -> Reader:
    """One reader for all tests; it keeps nothing between turns."""
    return Reader(catalog())


def session_of(model: ThreatModel | None = None, question: Question | None = None) -> Session:
    """A session with this model, in which this question waits."""
    return Session(id="s" * 32, version=1, model=model or ThreatModel(), question=question, created=NOON)


def turn_of(
    text: str = "",
    number: int = 1,
    question: str | None = None,
    chosen: tuple[str, ...] | None = None,
    edits: tuple[Edit, ...] = (),
    source: str = "",
) -> Turn:
    """One turn of the owner."""
    said = Said(text=text, question=question, chosen=chosen, edits=edits, source=source, key="k" * 12)
    return Turn(number=number, said=said, at=NOON)


def read(text: str, model: ThreatModel | None = None, number: int = 1) -> Reading:
    """What a message is read as."""
    return reader().read(turn_of(text, number), session_of(model))


def told(*texts: str) -> ThreatModel:
    """The model after these messages; an edit that is refused fails the test."""
    model = ThreatModel()
    for number, text in enumerate(texts, start=1):
        outcome = apply(model, read(text, model, number).edits, catalog())
        assert not outcome.refused, [refusal.reason for refusal in outcome.refused]
        model = outcome.model
    return model


def facts_of(model: ThreatModel) -> dict[str, AnswerValue]:
    """The known facts of the system by id, without what its words only make likely."""
    return {kept.fact: kept.value for kept in model.facts if not is_expected(kept)}


def ask(*facts: str, id: str | None = None) -> Question:
    """A question about one fact, or a list of lines about several."""
    first = catalog().facts[facts[0]]
    name = id or first.id
    several = len(facts) > 1
    lines = tuple(Option(value=fact, label=catalog().facts[fact].label) for fact in facts) if several else ()
    return Question(
        id=name, facts=facts, stage=first.stage, text="?", why="because", options=lines, several=several,
        three_states=several,
    )  # fmt: skip
