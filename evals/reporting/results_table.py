"""The table that a run prints: one row per metric, one column per mode, the reference predictors beside them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evals.reading.reading_judge import READING
from evals.reporting.summary import Summary

HEADLINE = (
    "must_recall@10", "must_recall@15", "must_recall@20", "weighted_recall@10", "weighted_recall@15",
    "weighted_recall@20", "must_recall@10_source_ids", "must_recall@15_source_ids", "specificity@10",
    "wording@15", "wording_by_chance@15",
    "contradictions", "unknown_ids", "grounding", "ungrounded_quotes", "findings_per_pattern", "threats",
    "mitigation_match", "dread_sound", "dread_monotone", "determinism", "stability", "stability_reordered",
    "stability_synonyms", "stability_asides", "questions", "questions_idle", "asked_again", "found_after_6",
    "curve_area", "area_over_random_order", "area_over_fixed_order", "unread_sentences", "turns", "calls", "tokens",
    "tokens_sent", "tokens_cached", "tokens_answered", "price", "turns_by_rules", *READING,
)  # fmt: skip
"""The metrics that are printed, in this order."""


def table(found: Summary, references: Summary, names: Sequence[str] = HEADLINE, counted: bool = False) -> str:
    """All modes with intervals, then the reference predictors; with the number of cases behind each, if wanted."""
    columns = {**found, **references}
    metrics = [name for name in names if any(name in column for column in columns.values())]
    rows = [
        ["", *columns],
        *([in_words(name), *(_cell(column.get(name), counted) for column in columns.values())] for name in metrics),
    ]
    return aligned(rows)


def spread(groups: Mapping[str, Summary], metrics: Sequence[str] = ("must_recall@10", "must_recall@15")) -> str:
    """A small table of means by kind or by grade."""
    modes = list(dict.fromkeys(mode for one in groups.values() for mode in one))
    rows = [["", "cases", *(f"{mode} {in_words(metric).rpartition(' ')[2]}" for mode in modes for metric in metrics)]]
    for name, one in groups.items():
        figures = [one.get(mode, {}).get(metric) for mode in modes for metric in metrics]
        most = max((figure["n"] for figure in figures if figure), default=0)
        rows.append([name, str(most), *(f"{figure['mean']:.2f}" if figure else "-" for figure in figures)])
    return aligned(rows)


def in_words(metric: str) -> str:
    """The name of a metric as people read it."""
    return metric.replace("@", " @").replace("_", " ")


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as text, the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    first, *rest = row
    cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
    return "  ".join(cells).rstrip()


def _cell(figure: dict[str, Any] | None, counted: bool) -> str:
    if figure is None:
        return "-"
    if "median" in figure:
        return f"{figure['mean']:.1f} (median {figure['median']:g}, most {figure['most']:g})"
    count = f" {figure['n']:>2}" if counted else ""
    return f"{figure['mean']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]{count}"
