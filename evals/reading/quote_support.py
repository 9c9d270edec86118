"""Whether the quote behind a stated fact supports it: a sample to judge by hand, and what the judgements come to."""

import random
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from agent.errors import InputError
from evals.case import Case
from evals.files import read_yaml
from evals.reading.reading_runs import Listener
from evals.statistics import Interval, interval
from knowledge.vocabulary import AnswerValue, Value

FORMAT = "threatparley-grounds"
BETWEEN = " … "
"""What parts several quotes of one fact."""


class Verdict(StrEnum):
    """What a quote does for the value of a fact."""

    SUPPORTS = "supports"
    PARTLY = "partly"
    FAILS = "fails"
    OPEN = "open"


class Ground(Value):
    """A stated fact with the words behind it, and what a person thinks of them."""

    case: str = Field(default="", description="Id of the case.")
    group: str = Field(default="", description="The case's group.")
    fact: str = Field(min_length=1, description="Id of the fact.")
    value: AnswerValue = Field(description="The value that is stated.")
    means: str = Field(default="", description="What that says of the system, in words.")
    quote: str = Field(min_length=1, description="The words that are said to state it.")
    verdict: Verdict = Field(default=Verdict.OPEN, description="supports, partly or fails; open: not judged yet.")


class GroundsFile(Value):
    """A sheet of them."""

    format: str = Field(default=FORMAT, pattern=f"^{FORMAT}$", description="Always the same.")
    grounds: tuple[Ground, ...] = Field(min_length=1, description="The facts to judge.")


def sample(cases: Sequence[Case], listener: Listener, count: int, seed: str = "grounds") -> tuple[Ground, ...]:
    """So many stated facts with quotes, drawn by chance from all that the descriptions of some cases come to."""
    facts = listener.catalog.facts
    there = [
        Ground(
            case=case.id,
            group=case.group,
            fact=known.fact,
            value=known.value,
            means=facts[known.fact].meaning(known.value),
            quote=BETWEEN.join(known.quotes),
        )
        for case in cases
        for known in listener.hear(case.description).stated
        if known.quotes
    ]
    return tuple(random.Random(seed).sample(there, min(count, len(there))))


def as_sheet(grounds: Iterable[Ground]) -> str:
    """A sheet as YAML, with what to do at its top."""
    content: dict[str, Any] = {"format": FORMAT, "grounds": [one.model_dump(mode="json") for one in grounds]}
    head = "# Set each verdict by the quote alone: supports, partly or fails. What is left open is not counted.\n"
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def read_sheet(path: Path) -> tuple[Ground, ...]:
    """The judgements of a sheet; one that is broken raises InputError with the place."""
    try:
        return GroundsFile.model_validate(read_yaml(path)).grounds
    except ValidationError as problem:
        fault = problem.errors()[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise InputError(f"{path}: {place}: {fault['msg']}; expected a sheet of `python -m evals grounds`") from None


def shares(grounds: Sequence[Ground]) -> dict[Verdict, Interval]:
    """The share of each verdict among those that were given, with intervals over groups; none where none was."""
    judged = {f"{number:05d}": one for number, one in enumerate(grounds) if one.verdict is not Verdict.OPEN}
    groups = {name: one.group or one.case or name for name, one in judged.items()}
    given = [verdict for verdict in Verdict if verdict is not Verdict.OPEN]
    return {
        verdict: interval({name: float(one.verdict is verdict) for name, one in judged.items()}, groups)
        for verdict in given
        if judged
    }


def still_stated(grounds: Sequence[Ground], listener: Listener) -> dict[Verdict, tuple[int, int]]:
    """For each verdict how many quotes, heard alone, state their fact with that value, and of how many."""
    found: dict[Verdict, tuple[int, int]] = {}
    for one in grounds:
        if one.verdict is not Verdict.OPEN:
            again = {known.fact: known.value for known in listener.hear(one.quote).stated}
            hits, total = found.get(one.verdict, (0, 0))
            found[one.verdict] = (hits + int(again.get(one.fact) == one.value), total + 1)
    return found
