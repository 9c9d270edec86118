"""Choose the cases of a run: all, a set, a half, a few by name, or one for each of eight kinds."""

from collections.abc import Sequence
from pathlib import Path

from agent.errors import InputError
from evals.case import Case
from evals.statistics import half_of

PACKAGED = Path(__file__).parents[1] / "cases"
"""The folder of the cases that come with the project."""
UNREAD = frozenset({"more"})
"""The sets whose texts nobody reads while language, examples or weights are made: figures over all of them only."""
QUICK = 8


def chosen(
    cases: Sequence[Case], only: str = "", half: str = "", quick: bool = False, case_set: str = ""
) -> tuple[Case, ...]:
    """The cases wanted, or an error that names those there are; halves and the quick choice leave unread sets out."""
    kept = [case for case in cases if not case_set or case.case_set == case_set]
    if case_set and not kept:
        sets = ", ".join(sorted({case.case_set for case in cases}))
        raise InputError(f"there is no set {case_set}; there are {sets or 'none'}")
    if half or quick:
        kept = [case for case in kept if case.case_set not in UNREAD]
    kept = [case for case in kept if not half or half_of(case.group) == half]
    if only:
        names = [name.strip() for name in only.split(",") if name.strip()]
        unknown = [name for name in names if name not in {case.id for case in kept}]
        if unknown:
            there = ", ".join(case.id for case in kept)
            raise InputError(f"there is no case {', '.join(unknown)}; there are {there or 'none'}")
        kept = [case for case in kept if case.id in names]
    return _one_per_kind(kept) if quick else tuple(kept)


def shown(cases: Sequence[Case], fresh_eyes: bool) -> tuple[Case, ...]:
    """The cases whose words may be shown: those of unread sets only to a reader who makes no language.

    Raises InputError where none is left.
    """
    kept = tuple(case for case in cases if fresh_eyes or case.case_set not in UNREAD)
    if not kept:
        raise InputError(
            f"words of {', '.join(sorted(UNREAD))} are shown to nobody who makes language, examples or weights; "
            "choose other cases, or say --fresh-eyes if the reader makes none"
        )
    return kept


def _one_per_kind(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The first case of each kind that none before it holds."""
    seen: set[str] = set()
    kept: list[Case] = []
    for case in cases:
        if case.kind[0] not in seen and len(kept) < QUICK:
            seen |= set(case.kind)
            kept.append(case)
    return tuple(kept)
