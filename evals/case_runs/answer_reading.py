"""What a case's words come to as the answer to one question, read by the product's own rules."""

from datetime import UTC, datetime
from functools import lru_cache

from agent.assessment.interviewing.questions import single_question
from agent.domain import Said, Session, ThreatModel, Turn
from agent.domain.changes.edits import SetFact
from agent.reading.reader import Reader
from evals.case_runs.persona import Meaning
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue

_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def meaning_by(catalog: Catalog) -> Meaning:
    """Reads words as the answer to the question about a fact, with nothing else known."""

    def meaning(fact: str, words: str) -> AnswerValue | None:
        question = single_question(catalog.facts[fact], ())
        session = Session(id="persona-of-a-case", version=0, model=ThreatModel(), question=question, created=_NOON)
        turn = Turn(number=1, said=Said(text=words, question=fact, key="persona-1"), at=_NOON)
        edits = _reader(catalog).read(turn, session).edits
        found = [edit.value.value for edit in edits if isinstance(edit, SetFact) and edit.value.fact == fact]
        return found[0] if found else None

    return meaning


@lru_cache(maxsize=2)
def _reader(catalog: Catalog) -> Reader:
    return Reader(catalog)
