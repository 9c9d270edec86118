"""Shares of plain sentences that were taken, kept apart and left alone, by kind and in all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evals.reporting.results_table import aligned
from evals.sentence_tests.sentence import Kind
from evals.sentence_tests.sentence_verdict import Verdict
from knowledge.vocabulary import Value

BAR_TAKEN = 0.95
"""The share of what is to be taken that must be taken or asked back; of false additions and controls none may be."""
ALL = "all"


class Tally(Value):
    """Counts over some sentences."""

    sentences: int = 0
    to_take: int = 0
    taken: int = 0
    asked: int = 0
    to_leave: int = 0
    """Those that nothing may change by."""
    left: int = 0
    false_additions: int = 0
    """Sentences by which something came in that nobody said."""
    false_controls: int = 0
    false_losses: int = 0
    guesses: int = 0
    questions: int = 0
    """Those that a question waited at."""
    questions_kept: int = 0
    problems: int = 0
    """Those that could not be said as their author wants."""

    @property
    def taken_or_asked(self) -> float | None:
        """The share of what is to be taken that was taken or asked back; none where there is nothing."""
        return (self.taken + self.asked) / self.to_take if self.to_take else None

    @property
    def meets_bars(self) -> bool:
        """Whether enough was taken, and nothing false came in."""
        share = self.taken_or_asked
        return (share is None or share >= BAR_TAKEN) and not (self.false_additions or self.false_controls)


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """The counts over some verdicts."""
    found = tuple(verdicts)
    return Tally(
        sentences=len(found),
        to_take=sum(one.wants for one in found),
        taken=sum(one.taken for one in found),
        asked=sum(one.wants and one.asked for one in found),
        to_leave=sum(one.changed is not None for one in found),
        left=sum(one.changed == () for one in found),
        false_additions=sum(bool(one.false_additions) for one in found),
        false_controls=sum(bool(one.false_controls) for one in found),
        false_losses=sum(bool(one.false_losses) for one in found),
        guesses=sum(bool(one.guesses) for one in found),
        questions=sum(one.question_lost is not None for one in found),
        questions_kept=sum(one.question_lost is False for one in found),
        problems=sum(bool(one.problem) for one in found),
    )


def by_kind(judged: Mapping[str, tuple[Kind, Verdict]]) -> dict[str, Tally]:
    """The counts of each kind that occurs, in order, and of all."""
    kinds = {kind.value: [one for found, one in judged.values() if found is kind] for kind in Kind}
    tallies = {name: tally(verdicts) for name, verdicts in kinds.items() if verdicts}
    return {**tallies, ALL: tally(one for _, one in judged.values())}


def shown(tallies: Mapping[str, Tally]) -> str:
    """The counts as a table, with a line on the bars."""
    head = ["kind", "said", "to take", "taken", "asked", "share", "unchanged", "false additions", "false controls",
            "false losses", "guesses", "question kept"]  # fmt: skip
    whole = tallies[ALL]
    share = whole.taken_or_asked
    bars = (
        f"Bars: taken or asked back {_percent(share)} (at least {BAR_TAKEN:.0%}), false additions "
        f"{whole.false_additions} (0), false controls {whole.false_controls} (0): "
        f"{'met' if whole.meets_bars else 'not met'}"
    )
    lines = [aligned([head, *(_row(name, one) for name, one in tallies.items())]), bars]
    if whole.problems:
        lines.append(f"{whole.problems} could not be said as their authors want; --misses names them")
    return "\n".join(lines)


def as_result(judged: Mapping[str, tuple[Kind, Verdict]]) -> dict[str, Any]:
    """The counts and the verdicts, for a file."""
    return {
        "summary": {
            name: {**one.model_dump(), "taken_or_asked": one.taken_or_asked} for name, one in by_kind(judged).items()
        },
        "sentences": {
            name: {"kind": kind.value, "passes": one.passes, **one.model_dump(mode="json")}
            for name, (kind, one) in judged.items()
        },
    }


def _row(name: str, one: Tally) -> Sequence[str]:
    return [
        name.replace("_", " "), str(one.sentences), str(one.to_take), str(one.taken), str(one.asked),
        _percent(one.taken_or_asked), _of(one.left, one.to_leave), str(one.false_additions),
        str(one.false_controls), str(one.false_losses), str(one.guesses), _of(one.questions_kept, one.questions),
    ]  # fmt: skip


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "-"
