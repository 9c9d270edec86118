"""Scores of a ranked list: is the right answer there, and how far up."""

from collections.abc import Collection, Sequence
from math import log2


def hit_at(ranked: Sequence[str], relevant: Collection[str], count: int) -> float:
    """One if any relevant id is among the first so many, else zero."""
    return float(any(one in relevant for one in ranked[:count]))


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], count: int = 10) -> float:
    """One over the rank of the first relevant id, zero if it is not among the first so many."""
    return next((1 / rank for rank, one in enumerate(ranked[:count], start=1) if one in relevant), 0.0)


def discounted_gain(ranked: Sequence[str], relevant: Collection[str], count: int = 10) -> float:
    """nDCG: the gain of relevant ids, less the further down, over the best gain possible."""
    best = sum(1 / log2(rank + 1) for rank in range(1, min(len(set(relevant)), count) + 1))
    gain = sum(1 / log2(rank + 1) for rank, one in enumerate(ranked[:count], start=1) if one in relevant)
    return gain / best if best else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies (nearest rank); zero for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
