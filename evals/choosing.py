"""Choose the cases of a run: all, a half, a few by name, or one for each of eight kinds."""

from collections.abc import Sequence
from pathlib import Path

from agent.errors import InputError
from evals.case import Case
from evals.statistics import half_of

PACKAGED = Path(__file__).parent / "cases"
"""The folder of the cases that come with the project."""
QUICK = 8


def chosen(cases: Sequence[Case], only: str = "", half: str = "", quick: bool = False) -> tuple[Case, ...]:
    """The cases wanted, or an error that names those there are."""
    kept = [case for case in cases if not half or half_of(case.group) == half]
    if only:
        names = [name.strip() for name in only.split(",") if name.strip()]
        unknown = [name for name in names if name not in {case.id for case in kept}]
        if unknown:
            there = ", ".join(case.id for case in kept)
            raise InputError(f"there is no case {', '.join(unknown)}; there are {there or 'none'}")
        kept = [case for case in kept if case.id in names]
    return _one_per_kind(kept) if quick else tuple(kept)


def _one_per_kind(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The first case of each kind that none before it holds."""
    seen: set[str] = set()
    kept: list[Case] = []
    for case in cases:
        if case.kind[0] not in seen and len(kept) < QUICK:
            seen |= set(case.kind)
            kept.append(case)
    return tuple(kept)
