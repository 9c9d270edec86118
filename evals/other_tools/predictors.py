"""Reference predictors that know nothing of a system but its kinds or its words; a tool has to beat them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from evals.case import Case
from evals.case_runs.case_scores import Row, judged, row_of
from evals.case_runs.transcript import Drafted, Transcript
from evals.matching import Found

LENGTH = 20
"""How many different techniques are predicted."""
COPIES = 4
"""How often each is repeated: repeating a technique uses up nothing, so a predictor may cover several entries by it."""

Predictor = Callable[[Case, Sequence[Case]], tuple[str, ...]]


def most_frequent(case: Case, cases: Sequence[Case]) -> tuple[str, ...]:
    """The techniques most often expected of systems of the same kinds, learned from the other groups."""
    return _ranked(other for other in _others(case, cases) if set(other.kind) & set(case.kind))


def checklist(case: Case, cases: Sequence[Case]) -> tuple[str, ...]:
    """The techniques most often expected of any system, learned from the other groups."""
    return _ranked(_others(case, cases))


def by_retrieval(search: Callable[[str], tuple[str, ...]]) -> Predictor:
    """The techniques whose texts are nearest to the description."""
    return lambda case, _: tuple(dict.fromkeys(search(case.description)))


def reference_rows(
    cases: Sequence[Case], known: Sequence[Case], search: Callable[[str], tuple[str, ...]]
) -> tuple[Row, ...]:
    """The predictors' rows on some cases, learned from all that are known."""
    predictors: Mapping[str, Predictor] = {
        "most frequent": most_frequent,
        "checklist": checklist,
        "retrieval": by_retrieval(search),
    }
    return tuple(
        predicted(case, name, predictor(case, known), known)
        for name, predictor in predictors.items()
        for case in sorted(cases, key=lambda one: one.id)
    )


def predicted(case: Case, name: str, techniques: Sequence[str], known: Sequence[Case]) -> Row:
    """The row of a plain list of techniques."""
    threats = [Drafted(title=technique, atlas=(technique,)) for technique in techniques[:LENGTH]]
    found: list[Found] = [threat.as_found() for threat in threats for _ in range(COPIES)]
    made = Transcript(case=case.id, way=name, draft=tuple(threats))
    return row_of(case, name, judged(case, found, known), made)


def _others(case: Case, cases: Sequence[Case]) -> list[Case]:
    return [other for other in cases if other.group != case.group]


def _ranked(cases: Iterable[Case]) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for case in cases:
        counts.update({technique for entry in case.expected for technique in entry.atlas()})
    return tuple(sorted(counts, key=lambda technique: (-counts[technique], technique)))
