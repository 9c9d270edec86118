"""What a language model adds to the rules: both runs on the same cases, side by side, with what the model cost."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.case_runs.analysts import Subject
from evals.case_runs.case_scores import Row
from evals.case_runs.evaluation import Outcome
from evals.llm.llm_usage import total
from evals.reporting.comparing import changes, changes_table


def beside(who: Subject, asked: Outcome, rules: Outcome) -> str:
    """The cost, how often the rules went on, and the paired differences, as text."""
    whole, (same, all_of) = total(asked.spent.values()), _equal_drafts(asked, rules)
    rows = [f"  {mode}: {spent.line()}" for mode, spent in asked.spent.items()]
    return "\n".join(
        [
            f"{who.title}: {whole.line()}; {_seconds(asked):.0f} s, the rules alone {_seconds(rules):.0f} s",
            *rows,
            whole.by_rules_line(),
            f"{same} of {all_of} drafts are to the letter those of the rules",
            "",
            f"{who.title} less the rules, on the same cases:",
            changes_table(changes(by_mode(rules.rows), by_mode(asked.rows))),
        ]
    )


def as_json_part(who: Subject, asked: Outcome, rules: Outcome) -> dict[str, Any]:
    """The same for the results file."""
    same, all_of = _equal_drafts(asked, rules)
    found: dict[str, dict[str, Any]] = {}
    for mode, metric, change in changes(by_mode(rules.rows), by_mode(asked.rows)):
        found.setdefault(mode, {})[metric] = change.as_json()
    return {
        "analyst": who.model_dump(mode="json"),
        "spent": {mode: spent.model_dump(mode="json") for mode, spent in asked.spent.items()},
        "drafts_equal_to_the_rules": {"equal": same, "of": all_of},
        "less_the_rules": found,
    }


def by_mode(rows: Sequence[Row]) -> Mapping[str, tuple[Row, ...]]:
    """Rows by the mode they belong to."""
    return {mode: tuple(row for row in rows if row.mode == mode) for mode in dict.fromkeys(row.mode for row in rows)}


def _equal_drafts(asked: Outcome, rules: Outcome) -> tuple[int, int]:
    both = asked.digests.keys() & rules.digests.keys()
    return sum(asked.digests[name] == rules.digests[name] for name in both), len(both)


def _seconds(outcome: Outcome) -> float:
    return sum(seconds for by_case in outcome.seconds.values() for seconds in by_case.values())
