"""The scores of one case in one mode, whatever made the draft: this product, a reference predictor or another tool."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from evals.case import Case
from evals.case_runs.case_selection import UNREAD
from evals.case_runs.transcript import Drafted, Transcript
from evals.matching import Found
from evals.metrics.contradictions import contradictions
from evals.metrics.recall import recall
from evals.metrics.specificity import specificity
from evals.metrics.wording import Wording
from evals.score import Score
from knowledge.vocabulary import Value


class Row(Value):
    """One case in one mode."""

    case: str = Field(description="Id of the case.")
    mode: str = Field(description="How the case was given, or who predicted.")
    case_set: str = Field(default="", description="The set the case is in.")
    group: str = Field(description="The case's group of near-duplicates.")
    kinds: tuple[str, ...] = Field(description="The case's kinds of AI.")
    grade: str = Field(description="How authoritative the case's source is.")
    scores: tuple[Score, ...] = Field(default=(), description="What it came to.")
    draft: tuple[Drafted, ...] = Field(default=(), description="The ordered draft.")
    asked: tuple[str, ...] = Field(default=(), description="The questions with their answers.")
    curve: dict[str, tuple[float, ...]] = Field(default_factory=dict, description="Curves by order of asking.")
    problem: str = Field(default="", description="Why there is no draft.")

    def value(self, metric: str) -> float | None:
        """The value of a metric, none where it says nothing here."""
        return next((score.value for score in self.scores if score.name == metric), None)


def judged(
    case: Case, found: Sequence[Found], cases: Sequence[Case], wording: Wording | None = None
) -> tuple[Score, ...]:
    """What can be judged from an ordered draft alone."""
    said = wording.scores(case, found, cases) if wording else ()
    return (*recall(case, found), *specificity(case, found, cases), *contradictions(case, found), *said)


def row_of(case: Case, mode: str, scores: Sequence[Score], transcript: Transcript | None, problem: str = "") -> Row:
    """The row of a case; a case without a draft has only its problem."""
    made = transcript or Transcript(case=case.id, way=mode)
    return Row(
        case=case.id,
        mode=mode,
        case_set=case.case_set,
        group=case.group,
        kinds=case.kind,
        grade=case.grade,
        scores=tuple(score for score in scores if score.value is not None),
        draft=made.draft,
        asked=made.asked,
        curve=made.curve,
        problem=problem,
    )


def as_json_row(row: Row) -> dict[str, Any]:
    """A row for the results file: values rounded, in a fixed order; of an unread set nothing but the figures."""
    hidden = row.case_set in UNREAD
    return {
        "set": row.case_set,
        "group": row.group,
        "kind": list(row.kinds),
        "grade": row.grade,
        "problem": row.problem,
        "scores": {
            s.name: {"value": round(s.value or 0.0, 6), "reason": "" if hidden else s.reason} for s in row.scores
        },
        "draft": [] if hidden else [_threat(threat) for threat in row.draft],
        "asked": [] if hidden else list(row.asked),
        "curve": {name: [round(share, 6) for share in shares] for name, shares in row.curve.items()},
    }


def row_from_json(case: str, mode: str, content: dict[str, Any]) -> Row:
    """A row as an earlier run wrote it; its draft is not read back."""
    scores = (Score(name=name, value=s["value"], reason=s["reason"]) for name, s in content["scores"].items())
    return Row(
        case=case,
        mode=mode,
        case_set=content.get("set", ""),
        group=content["group"],
        kinds=tuple(content["kind"]),
        grade=content["grade"],
        scores=tuple(scores),
        problem=content["problem"],
    )


def _threat(threat: Drafted) -> dict[str, Any]:
    ids = [*threat.atlas, *threat.owasp]
    return {
        "title": threat.title,
        "statement": threat.statement,
        "pattern": threat.pattern,
        "ids": ids,
        "component": threat.component,
    }
