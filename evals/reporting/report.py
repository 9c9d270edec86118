"""What a run prints: the table, the sets side by side, the halves, grades and kinds, and what went wrong."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from evals.reading.reading_judge import READING
from evals.reporting.results_table import spread, table
from evals.reporting.summary import Summary
from evals.search.ranking import percentile

BY_SET = ("must_recall@10", "must_recall@15", "must_recall@20", "contradictions", "specificity@10", *READING)
"""The metrics that are printed with intervals for each set apart."""


def report(content: Mapping[str, Any]) -> str:
    """The content of a results file as text."""
    parts = [table(content["summary"], content["references"])]
    if content["by_set"]:
        parts.append(f"by set\n{spread(content['by_set'])}")
        parts += [f"{mode}, by set\n{text}" for mode, text in sets_apart(content["by_set"], content["summary"]).items()]
    parts += [f"by {title}\n{spread(content[f'by_{title}'])}" for title in ("half", "grade", "kind")]
    return "\n\n".join(parts)


def sets_apart(by_set: Mapping[str, Summary], modes: Mapping[str, Any]) -> dict[str, str]:
    """For each mode a table of the sets side by side, with intervals over groups and counts of cases."""
    found = {}
    for mode in modes:
        columns = {name: one[mode] for name, one in by_set.items() if mode in one}
        found[mode] = table(columns, {}, BY_SET, counted=True)
    return found


def times(seconds: Mapping[str, Mapping[str, float]]) -> str:
    """How long cases took, by mode."""
    parts = []
    for mode, by_case in seconds.items():
        values = list(by_case.values())
        parts.append(f"{mode} {percentile(values, 0.5):.2f} (most {max(values):.2f})")
    return f"seconds per case, p50: {'; '.join(parts)}"


def tell(broken: Sequence[str], problems: Sequence[str]) -> None:
    """Name on stderr what could not be read or came to nothing."""
    for title, lines in (("broken case files", broken), ("cases without a draft or a score", problems)):
        if lines:
            print(f"\n{len(lines)} {title}:", *(f"  {line}" for line in lines), sep="\n", file=sys.stderr)
