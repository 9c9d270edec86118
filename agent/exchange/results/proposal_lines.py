"""What test results would change, in lines for people and as data."""

from collections.abc import Iterator
from typing import Any

from agent.exchange.results.proposals import ProposedResults, ThreatChange

_MOST = 20


def lines_of(results: ProposedResults) -> Iterator[str]:
    """The proposals with before and after, then what leads nowhere and what to mind."""
    for change in results.changes:
        yield f"{change.threat.id} {change.threat.title}"
        for trial in change.trials:
            by = "named by the report" if trial.matched == "id" else "by the probe"
            yield f"  {trial.words} ({by}: {', '.join(trial.tried[:4])}{' …' if len(trial.tried) > 4 else ''})"
        yield from (f"  {name}: {before} → {after}" for name, before, after in _moved(change))
        if change.not_proven:
            yield f"  not proven here: {', '.join(f'{one.id} {one.title}' for one in change.not_proven)}"
    if results.known:
        yield f"Known already, and left as it is: {', '.join(results.known)}"
    yield from _part("Leads to no threat of this model", results.unmatched)
    yield from _part("Mind", results.notes)
    if not results.changes:
        yield "Nothing to change."


def as_data(results: ProposedResults) -> dict[str, Any]:
    """The same for programs."""
    return {
        "changes": [
            {
                "threat": change.threat.id,
                "title": change.threat.title,
                "trials": [trial.model_dump(mode="json") for trial in change.trials],
                "moved": {name: {"before": before, "after": after} for name, before, after in _moved(change)},
                "not_proven": [one.id for one in change.not_proven],
                "edits": [edit.model_dump(mode="json", exclude={"current"}) for edit in change.edits],
            }
            for change in results.changes
        ],
        "known": list(results.known),
        "unmatched": list(results.unmatched),
        "notes": list(results.notes),
    }


def _moved(change: ThreatChange) -> Iterator[tuple[str, str, str]]:
    """What would be otherwise: its name, before and after."""
    totals = [f"{one.total} {one.band.value}" for one in change.rating]
    pairs = (
        ("tests", [one.value for one in change.proof]),
        ("current risk", totals),
        ("certainty", [one.value for one in change.certainty]),
        ("status", [one.value for one in change.status]),
    )
    yield from ((name, before, after) for name, (before, after) in pairs if before != after)


def _part(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield f"{title} ({len(lines)}):"
        yield from (f"  {line}" for line in lines[:_MOST])
        if len(lines) > _MOST:
            yield f"  … and {len(lines) - _MOST} more"
