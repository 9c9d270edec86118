"""What changed between two runs, case by case, with intervals."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.errors import InputError
from evals.case_runs.case_scores import Row, row_from_json
from evals.files import read_json
from evals.reporting.results_table import HEADLINE, aligned, in_words
from evals.reporting.summary import groups_of, values_of
from evals.statistics import Interval, paired


def read_rows(path: Path) -> dict[str, tuple[Row, ...]]:
    """The rows of a results file by mode."""
    content = read_json(path)
    if not isinstance(content, dict) or content.get("format") not in ("threatparley-evals", "threatparley-baseline"):
        raise InputError(f"{path} is no results file; write one with --json")
    try:
        return rows_in(content)
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"{path} is damaged: {problem}") from None


def rows_in(content: Mapping[str, Any]) -> dict[str, tuple[Row, ...]]:
    """The rows inside the content of a results file, by mode."""
    found: dict[str, list[Row]] = {}
    for case, modes in sorted(content["cases"].items()):
        for mode, row in modes.items():
            found.setdefault(mode, []).append(row_from_json(case, mode, row))
    return {mode: tuple(rows) for mode, rows in sorted(found.items())}


def difference(old: tuple[Row, ...], new: tuple[Row, ...], metric: str) -> Interval | None:
    """The mean change of a metric on the cases that both runs have."""
    groups = {**groups_of(old), **groups_of(new)}
    return paired(values_of(old, metric), values_of(new, metric), groups)


def changes(
    old: Mapping[str, tuple[Row, ...]], new: Mapping[str, tuple[Row, ...]]
) -> tuple[tuple[str, str, Interval], ...]:
    """The change of every mode and headline metric that both have."""
    found = (
        (mode, metric, difference(old[mode], new[mode], metric)) for mode in new if mode in old for metric in HEADLINE
    )
    return tuple((mode, metric, change) for mode, metric, change in found if change is not None)


def changes_table(found: Sequence[tuple[str, str, Interval]]) -> str:
    """Changes as a table, each with its interval and in a word whether it is more than chance."""
    rows = [["mode", "metric", "change", "interval", "cases", ""]]
    same: dict[str, list[str]] = {mode: [] for mode, _, _ in found}
    for mode, metric, change in found:
        if not (change.mean or change.low or change.high):
            same[mode].append(in_words(metric))
            continue
        span = f"[{change.low:+.3f}, {change.high:+.3f}]"
        rows.append([mode, in_words(metric), f"{change.mean:+.3f}", span, str(change.n), verdict(change)])
    changed = {row[0] for row in rows[1:]}
    rest = (
        f"{mode}: no change in {', '.join(names) if mode in changed else 'any figure'}"
        for mode, names in same.items()
        if names
    )
    return "\n".join([aligned(rows), *rest])


def verdict(change: Interval) -> str:
    """Whether a change is more than chance would do."""
    if change.low > 0:
        return "higher"
    return "lower" if change.high < 0 else "no clear change"
