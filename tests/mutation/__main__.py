"""``python -m tests.mutation [PART...] [--sample N]``: put faults in, and list those that no test notices.

Ends with 1 where more than 15 % of the faults of a part live. Parts: apply, ledger, rating, stance.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from importlib import import_module
from inspect import getsource
from typing import NamedTuple

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trying import noticed, passes

MOST_LIVING = 0.15


class Part(NamedTuple):
    """What is tried: modules, and the tests that are about them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = {
    "apply": Part(
        ("agent.domain.changes.apply", "agent.domain.changes.decisions", "agent.domain.changes.removal"),
        ("tests/agent/domain/test_apply.py", "tests/agent/domain/test_threat_ranking.py",
         "tests/agent/domain/test_checklists.py", "tests/agent/domain/test_plan.py",
         "tests/agent/domain/test_trials.py", "tests/agent/domain/test_scoring.py",
         "tests/agent/domain/test_offline.py"),
    ),
    "ledger": Part(
        ("agent.assessment.ledger", "agent.assessment.conditions", "agent.domain.ledger"),
        tuple(f"tests/agent/assessment/test_{name}.py" for name in ("grounds", "chances", "ledger", "rating")),
    ),
    "rating": Part(
        ("agent.assessment.scoring.rating", "agent.domain.risk"),
        ("tests/agent/domain/test_scoring.py", "tests/agent/assessment/test_circumstances.py",
         "tests/agent/assessment/test_rating.py", "tests/agent/domain/test_apply.py"),
    ),
    "stance": Part(
        ("agent.reading.text.context",),
        tuple(f"tests/agent/reading/test_{name}.py" for name in
              ("stance", "context", "facts", "narrow_signs", "told", "documents")),
    ),
}  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Try the faults of the parts that are named, of all by default."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)} (default: all)")
    asked.add_argument("--sample", type=int, default=0, metavar="N", help="N faults of each part, drawn by chance")
    asked.add_argument("--seed", type=int, default=1, help="which ones are drawn (default: 1)")
    given = asked.parse_args(words)
    if unknown := set(given.parts) - set(PARTS):
        asked.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    _load()
    shares = [_tried(name, PARTS[name], given.sample, given.seed) for name in given.parts or PARTS]
    return int(max(shares) > MOST_LIVING)


def _load() -> None:
    """Load once what every try would load for itself."""
    for module in ("hypothesis", "tests.conftest"):
        import_module(module)
    import_module("knowledge").load_catalog()


def _tried(name: str, part: Part, sample: int, seed: int) -> float:
    """The share of a part's faults that live, after each of them is told."""
    if not passes(part.tests):
        print(f"{name}: its tests fail without any fault; mend them first", file=sys.stderr)
        return 1.0
    faults = list(_faults(part))
    drawn = random.Random(seed).sample(faults, min(sample, len(faults))) if sample else faults
    living = 0
    for module, fault in drawn:
        if not noticed(module, fault, part.tests):
            living += 1
            print(f"lives: {module}:{fault.line} in {fault.function}: {fault.what}", flush=True)
    share = living / len(drawn)
    print(f"{name}: {living} of {len(drawn)} faults live ({share:.0%}), of {len(faults)} there are", flush=True)
    return share


def _faults(part: Part) -> list[tuple[str, Mutant]]:
    found = []
    for module in part.modules:
        loaded = import_module(module)
        found += [(module, one) for one in mutants_of(getsource(loaded), str(loaded.__file__))]
    return found


if __name__ == "__main__":
    sys.exit(main())
