"""A reading list of what drafts miss: per case the entries that are lost, and what stood in their place."""

from collections.abc import Iterator, Sequence

from evals.case import Case, Expected, NotExpected, parent
from evals.case_runs.case_scores import Row
from evals.case_runs.case_selection import UNREAD
from evals.case_runs.transcript import Drafted
from evals.matching import contradicted, first_parents
from evals.metrics.recall import missed

CUT = 15


def misses(rows: Sequence[Row], cases: Sequence[Case]) -> str:
    """Markdown, one part per case and mode; cases of unread sets are counted and not told."""
    known = {case.id: case for case in cases}
    read = sorted((row for row in rows if row.case_set not in UNREAD), key=lambda one: (one.case, one.mode))
    lines = [line for row in read for line in _of(row, known[row.case])]
    if hidden := {row.case for row in rows if row.case_set in UNREAD}:
        lines.append(f"\n{len(hidden)} cases of sets that nobody reads are left out.")
    return "\n".join(lines) + "\n"


def _of(row: Row, case: Case) -> Iterator[str]:
    yield f"\n## {row.case} · {row.mode} ({', '.join(row.kinds)}; grade {row.grade})"
    if row.problem:
        yield f"\nNo draft: {row.problem}"
        return
    recalls = ", ".join(f"@{cut} {row.value(f'must_recall@{cut}') or 0:.2f}" for cut in (10, 15, 20))
    yield f"\nmust recall {recalls}; {len(row.draft)} threats\n"
    found = [threat.as_found() for threat in row.draft]
    for entry in missed(case, first_parents(found, CUT)):
        yield f"- missed: {entry.label} ({', '.join(_wanted(entry))}){_later(entry, row.draft)}"
    for one in case.not_expected:
        if contradicted(one, found):
            yield f"- cannot apply: {one.label} ({one.why}): {_raised(one, row.draft)}"
    yield f"- first {CUT} parents: {'; '.join(_first_parents(row.draft))}"
    yield from (f"- asked: {line}" for line in row.asked)


def _raised(impossible: NotExpected, draft: Sequence[Drafted]) -> str:
    """The threats that raise what cannot apply, with the facts behind them."""
    guilty = [threat for threat in draft if contradicted(impossible, [threat.as_found()])]
    return "; ".join(f"“{threat.title}” by {', '.join(threat.because) or 'no fact'}" for threat in guilty[:3])


def _wanted(entry: Expected) -> list[str]:
    return sorted(entry.atlas() or entry.owasp())


def _later(entry: Expected, draft: Sequence[Drafted]) -> str:
    """Where the entry's technique comes further down, if it does."""
    seen: list[str] = []
    for threat in draft:
        for technique in threat.atlas:
            if parent(technique) not in seen:
                seen.append(parent(technique))
            if parent(technique) in entry.atlas():
                return f": parent {seen.index(parent(technique)) + 1}, in “{threat.title}”"
        if not entry.atlas() and set(threat.owasp) & entry.owasp():
            return f": after {len(seen)} parents, in “{threat.title}”"
    return ": nowhere in the draft"


def _first_parents(draft: Sequence[Drafted]) -> list[str]:
    seen: dict[str, str] = {}
    for threat in draft:
        for technique in threat.atlas:
            if parent(technique) not in seen and len(seen) < CUT:
                seen[parent(technique)] = threat.title
    return [f"{technique.removeprefix('AML.')} {title}" for technique, title in seen.items()]
