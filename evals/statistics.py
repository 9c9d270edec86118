"""Means with intervals: whole groups of near-duplicates are drawn again and again, never single cases."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.vocabulary import Value

DRAWS = 2000
"""How often groups are drawn."""
LEVEL = 0.95
"""The share of draws that an interval holds."""


class Interval(Value):
    """A mean over cases with its bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int

    def as_json(self) -> dict[str, Any]:
        """Four places are more than any of it is worth."""
        return {"mean": round(self.mean, 4), "low": round(self.low, 4), "high": round(self.high, 4), "n": self.n}


def interval(values: Mapping[str, float], groups: Mapping[str, str]) -> Interval:
    """The mean of values by case, with an interval over the cases' groups."""
    cases = sorted(values)
    means = _draws([values[case] for case in cases], [groups[case] for case in cases])
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(mean=sum(values[case] for case in cases) / len(cases), low=low, high=high, n=len(cases))


def paired(old: Mapping[str, float], new: Mapping[str, float], groups: Mapping[str, str]) -> Interval | None:
    """The mean difference on the cases that both runs have; none where there are no such cases."""
    both = sorted(old.keys() & new.keys())
    return interval({case: new[case] - old[case] for case in both}, groups) if both else None


def half_of(group: str) -> str:
    """The half a group belongs to: A for development, B to confirm; it depends on the group's name alone."""
    return "AB"[sha256(f"halves/{group}".encode()).digest()[0] % 2]


def _draws(values: Sequence[float], groups: Sequence[str]) -> NDArray[np.float64]:
    """The means of many draws of groups with replacement; the same values always give the same draws."""
    names = sorted(set(groups))
    place = {name: number for number, name in enumerate(names)}
    sums, counts = np.zeros(len(names)), np.zeros(len(names))
    for value, group in zip(values, groups, strict=True):
        sums[place[group]] += value
        counts[place[group]] += 1
    drawn = np.random.default_rng(20260101).integers(len(names), size=(DRAWS, len(names)))
    means: NDArray[np.float64] = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return means
