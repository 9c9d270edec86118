"""Holds what was understood of a description against its gold reading, where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.metrics.facts import facts
from evals.metrics.flows import flows
from evals.metrics.parts import parts
from evals.metrics.people import people
from evals.reading.extracted_model import Understood
from evals.reading.readings import GoldReading, load_readings
from evals.score import Score
from knowledge import Catalog

READING = (
    "facts_precision", "facts_recall", "facts_known", "yes_precision", "yes_recall", "controls_precision",
    "controls_recall", "false_controls", "not_so_stated", "facts_stated", "parts_recall", "parts_precision",
    "parts_kind", "parts_invented", "parts_doubled", "parts_misnamed", "people_recall", "people_precision",
    "people_invented", "flows_recall", "flows_precision", "flows_either_way", "flows_invented",
)  # fmt: skip
"""The metrics of reading, in the order in which they are printed."""


@dataclass(frozen=True)
class ReadingJudge:
    """Knows the gold readings, and which facts are controls."""

    gold: Mapping[str, GoldReading] = field(repr=False)
    controls: frozenset[str] = field(repr=False)
    unmarked: frozenset[str] = field(default=frozenset(), repr=False)
    """Facts that tell of one measure alone: no gold reading marks them, so that they are neither right nor wrong."""

    def scores(self, case: str, read: Understood | None) -> tuple[Score, ...]:
        """All metrics of reading for a case; none where nobody read it, or it was not kept what was understood."""
        gold = self.gold.get(case)
        if gold is None or read is None:
            return ()
        judged = tuple(one for one in read.stated if one.fact not in self.unmarked)
        read = read.model_copy(update={"stated": judged})
        return (*facts(read, gold, self.controls), *parts(read, gold), *people(read, gold), *flows(read, gold))


def open_judge(folder: Path, catalog: Catalog) -> ReadingJudge:
    """A judge over the gold readings of a folder."""
    controls = frozenset(name for name, fact in catalog.facts.items() if fact.control)
    unmarked = frozenset(name for name, fact in catalog.facts.items() if fact.of_measure)
    return ReadingJudge(load_readings(folder), controls, unmarked)
