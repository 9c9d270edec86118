"""The gate: what a change may not make worse, measured against a kept baseline."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from evals.case_runs.case_scores import Row
from evals.reporting.comparing import difference, read_rows
from evals.reporting.summary import summary, values_of

PACKAGED = Path(__file__).parent / "baseline.json"
CONTRADICTIONS = 0.02
"""The share of impossible threats that a mode may raise."""
RECALLS = ("must_recall@10", "must_recall@15")
KEPT = (*RECALLS, "contradictions", "grounding", "unknown_ids", "ungrounded_quotes", "specificity@10")


def failures(rows: Sequence[Row], baseline: Path) -> tuple[str, ...]:
    """Why the gate stays shut; nothing means that it opens."""
    old = read_rows(baseline)
    found: list[str] = []
    for mode in dict.fromkeys(row.mode for row in rows):
        here = tuple(row for row in rows if row.mode == mode)
        found += [f"{mode}: {line}" for line in (*_own(here), *_against(old.get(mode, ()), here))]
        for name, apart in _sets(here).items():
            found += [f"{mode}, {name}: {line}" for line in _against(old.get(mode, ()), apart)]
    return tuple(found)


def kept(rows: Sequence[Row]) -> dict[str, Any]:
    """The content of a baseline file: only what the gate reads."""
    cases: dict[str, dict[str, Any]] = {}
    for row in rows:
        scores = {s.name: {"value": round(s.value or 0, 6), "reason": ""} for s in row.scores if s.name in KEPT}
        about = {"set": row.case_set, "group": row.group, "kind": list(row.kinds), "grade": row.grade}
        cases.setdefault(row.case, {})[row.mode] = {**about, "problem": row.problem, "scores": scores}
    means: Mapping[str, Mapping[str, Any]] = summary(rows)
    figures = {mode: {metric: one[metric] for metric in KEPT if metric in one} for mode, one in means.items()}
    return {"format": "threatparley-baseline", "version": 1, "summary": figures, "cases": cases}


def _sets(rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    """The rows of each set, where there are several: what one set wins must not hide what another loses."""
    names = sorted({row.case_set for row in rows})
    return {name: tuple(row for row in rows if row.case_set == name) for name in names} if len(names) > 1 else {}


def _own(rows: tuple[Row, ...]) -> Iterable[str]:
    """What is wrong whatever was before."""
    for row in rows:
        if row.problem:
            yield f"{row.case} has no draft: {row.problem}"
        if row.value("unknown_ids"):
            yield f"{row.case} names unknown ids"
        if row.value("ungrounded_quotes"):
            yield f"{row.case} has quotes that nobody said"
    raised = list(values_of(rows, "contradictions").values())
    if raised and fmean(raised) > CONTRADICTIONS:
        yield f"contradictions {fmean(raised):.3f} are above {CONTRADICTIONS}"


def _against(old: tuple[Row, ...], new: tuple[Row, ...]) -> Iterable[str]:
    """What has become worse since the baseline."""
    for metric in (*RECALLS, "grounding"):
        change = difference(old, new, metric)
        if change is not None and change.high < 0:
            yield f"{metric} fell by {-change.mean:.3f} [{change.low:+.3f}, {change.high:+.3f}] on {change.n} cases"
