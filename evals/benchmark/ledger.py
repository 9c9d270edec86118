"""How long the ledger takes: whole, after one fact, with where every framework item stands, and the next question."""

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter

from agent.assessment.interviewing.interview import Interviewer
from agent.assessment.ledger import Bookkeeper
from agent.coverage import standings
from agent.domain import FactValue, Provenance, apply
from agent.domain.changes.edits import SetFact
from evals.benchmark.figure import Figure
from evals.benchmark.scaling import system_of
from evals.search.ranking import percentile
from knowledge.catalog import load_catalog
from knowledge.entries import FactType

TIMES = 15
SIZE = 10


def ledger() -> tuple[Figure, ...]:
    """Milliseconds, each the median of fresh starts."""
    catalog, model = load_catalog(), system_of(SIZE)
    fact = next(one for one in catalog.facts.values() if one.type is FactType.YES_NO)
    told = SetFact(value=FactValue(fact=fact.id, value=True, provenance=Provenance.TABLE))
    after = apply(model, [told], catalog).model
    books = [Bookkeeper(catalog) for _ in range(TIMES)]
    whole = _median([partial(book.ledger, model) for book in books])
    before = books[0].ledger(model)
    pictures = [(book, book.painter.picture(after)) for book in books]
    again = _median([partial(book.after, before, picture, (fact.id,)) for book, picture in pictures])
    askers = [Interviewer(catalog, book) for book in books]
    asked = _median([partial(asker.next_question, after) for asker in askers])
    items = _median([partial(standings, model, catalog, before)] * TIMES)
    return (
        Figure(name=f"ledger of {SIZE} components", value=whole, unit="ms", most=150, note=f"p50 of {TIMES}"),
        Figure(name="the same after one fact", value=again, unit="ms", most=30, note="only what hangs on it"),
        Figure(name="standings of all framework items", value=items, unit="ms", most=150, note="from a ledger"),
        Figure(name="the next question chosen", value=asked, unit="ms", most=200, note=f"p50 of {TIMES}"),
    )


def _median(works: Sequence[Callable[[], object]]) -> float:
    took = []
    for work in works:
        started = perf_counter()
        work()
        took.append((perf_counter() - started) * 1000)
    return round(percentile(took, 0.5), 1)
