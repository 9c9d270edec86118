"""Run cases through the analyst and judge every draft: a pydantic-evals dataset over the pool of workers."""

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from pydantic_evals import Case as DatasetCase
from pydantic_evals import Dataset
from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext
from pydantic_evals.reporting import EvaluationReport

from evals.case import Case
from evals.case_runs.case_runner import REPEATED, REWORDED
from evals.case_runs.case_scores import Row, judged, row_of
from evals.case_runs.modes import Way
from evals.case_runs.pool import Pool, Task, tasks_of
from evals.case_runs.results import Results
from evals.case_runs.transcript import Transcript
from evals.llm.llm_usage import Spent, total
from evals.metrics.wording import Wording
from evals.reading.reading_judge import ReadingJudge
from evals.score import Score

Report = EvaluationReport[Task, Transcript, None]


@dataclass(repr=False)
class DraftScores(Evaluator[Task, Transcript, None]):
    """All metrics of one draft: judged beside the session, from the draft alone, and against a gold reading."""

    cases: tuple[Case, ...] = field(repr=False)
    wording: Wording | None = field(default=None, repr=False)
    judge: ReadingJudge | None = field(default=None, repr=False)

    def build_serialization_arguments(self) -> dict[str, Any]:
        """Nothing is written into the report: the library would write all known cases beside every single score."""
        return {}

    def evaluate(self, ctx: EvaluatorContext[Task, Transcript, None]) -> dict[str, EvaluationReason]:
        """Every score with its reason; metrics that say nothing about this case are left out."""
        scores = list(ctx.output.scores)
        if ctx.inputs.job not in (REWORDED, REPEATED):
            scores += judged(ctx.inputs.case, ctx.output.found(), self.cases, self.wording)
        if self.judge is not None:
            scores += self.judge.scores(ctx.inputs.case.id, ctx.output.read)
        return {s.name: EvaluationReason(value=s.value, reason=s.reason) for s in scores if s.value is not None}


@dataclass(frozen=True)
class Plan:
    """What is done with every case."""

    ways: tuple[Way, ...]
    known: tuple[Case, ...]
    """All cases there are, to compare a draft with those of other groups."""
    again: str = ""
    """The job that tells descriptions again, if any."""
    wording: Wording | None = None
    judge: ReadingJudge | None = None


@dataclass(frozen=True)
class Outcome:
    """All rows of a run, and what went wrong."""

    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    seconds: dict[str, dict[str, float]]
    """By mode and case."""
    spent: dict[str, Spent] = field(default_factory=dict)
    """What the language model's part came to, by mode."""
    digests: dict[str, str] = field(default_factory=dict)
    """Of each draft, by the name of its task."""


def evaluate(cases: Sequence[Case], plan: Plan, pool: Pool, results: Results, quiet: bool = False) -> Outcome:
    """Give every case in every way; a case that fails is named, and the rest goes on."""
    jobs = [way.value for way in plan.ways]
    if plan.again and Way.DESCRIPTION in plan.ways:
        jobs.append(plan.again)
    tasks = tasks_of(cases, jobs)
    dataset: Dataset[Task, Transcript, None] = Dataset(
        name="threat models of AI systems",
        cases=[DatasetCase(name=task.name, inputs=task) for task in tasks],
        evaluators=[DraftScores(plan.known, plan.wording, plan.judge)],
    )
    perform = _kept(pool, results, _Progress(len(tasks), quiet))
    report = dataset.evaluate_sync(perform, max_concurrency=pool.size, progress=False, task_name="draft")
    return _outcome(report, cases, plan)


def _kept(pool: Pool, results: Results, progress: "_Progress") -> Callable[[Task], Transcript]:
    """Do a task, or take what an earlier run kept of it."""
    lock = threading.Lock()

    def draft(task: Task) -> Transcript:
        kept = results.find(task)
        if kept is None:
            try:
                kept = pool.perform(task)
            finally:
                progress.step(task.name)
            with lock:
                results.add(task, kept)
        else:
            progress.step(task.name)
        return kept

    return draft


def _outcome(report: Report, cases: Sequence[Case], plan: Plan) -> Outcome:
    made = {case.name: case.output for case in report.cases}
    scores = {
        case.name: [Score(name=n, value=float(s.value), reason=s.reason or "") for n, s in case.scores.items()]
        for case in report.cases
    }
    failed = {failure.name: failure.error_message for failure in report.failures}
    faults = [f"{c.name}: {fault.name}: {fault.error_message}" for c in report.cases for fault in c.evaluator_failures]
    rows = []
    for way in plan.ways:
        for case in sorted(cases, key=lambda one: one.id):
            name, extra = f"{case.id}/{way.value}", f"{case.id}/{plan.again}"
            own = list(scores.get(name, ()))
            if way is Way.DESCRIPTION and name in made and extra in made:
                own += _agreeing(scores[extra], made[name].digest, made[extra].digest)
            rows.append(row_of(case, way.value, own, made.get(name), failed.get(name, "")))
    problems = sorted({*(_plain(text) for text in failed.values()), *faults})
    seconds: dict[str, dict[str, float]] = {}
    for transcript in made.values():
        seconds.setdefault(transcript.way, {})[transcript.case] = round(transcript.seconds, 3)
    spent = {way: total(one.spent for one in made.values() if one.way == way) for way in seconds}
    digests = {name: transcript.digest for name, transcript in made.items()}
    return Outcome(rows=tuple(rows), problems=tuple(problems), seconds=seconds, spent=spent, digests=digests)


def _agreeing(scores: Sequence[Score], first: str, second: str) -> list[Score]:
    """The scores of the retold description; a draft of another process that differs is not deterministic."""
    if first == second:
        return list(scores)
    fault = Score(name="determinism", value=0.0, reason=f"two processes came to digests {first} and {second}")
    return [fault if score.name == fault.name else score for score in scores]


def _plain(message: str) -> str:
    """The last part of a failure's message, without the name of its class."""
    head, colon, rest = message.partition(": ")
    return rest if colon and head.isidentifier() else message


class _Progress:
    """Says on stderr how far the run is: on one line in a terminal, now and then elsewhere."""

    def __init__(self, total: int, quiet: bool) -> None:
        self._total, self._quiet, self._done, self._said = total, quiet, 0, monotonic()
        self._lock = threading.Lock()

    def step(self, name: str) -> None:
        with self._lock:
            self._done += 1
            if self._quiet:
                return
            if sys.stderr.isatty():
                end = "\n" if self._done == self._total else ""
                print(f"\r\x1b[K{self._done}/{self._total} {name}", end=end, file=sys.stderr, flush=True)
            elif self._done == self._total or monotonic() - self._said > 10:
                self._said = monotonic()
                print(f"{self._done}/{self._total} {name}", file=sys.stderr, flush=True)
