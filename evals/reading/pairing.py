"""Pair what the analyst drew with what a gold reading draws, by names matched loosely."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evals.reading.extracted_model import Part
from evals.reading.readings import GoldPart
from knowledge.search.words import singular

NEAR = 0.5
"""The share of words that two names must have in common, unless one name is within the other."""


@dataclass(frozen=True)
class Pairs:
    """Which drawn part is which gold part, by place; every drawn part is in exactly one of the four."""

    found: dict[int, int]
    doubled: dict[int, int]
    """Further parts for a gold part that is found already."""
    misnamed: dict[int, int]
    """Of the right kind and named in the right words, but called otherwise."""
    invented: tuple[int, ...]

    @property
    def gold_of(self) -> dict[int, int]:
        """The gold part of every drawn part that has one."""
        return self.found | self.doubled | self.misnamed


def paired(drawn: Sequence[Part], gold: Sequence[GoldPart]) -> Pairs:
    """The assignment with the nearest names; then what repeats, what is misnamed, and what nobody told of."""
    found = _assigned(drawn, gold)
    doubled: dict[int, int] = {}
    for place, part in enumerate(drawn):
        if place not in found:
            near = max(found.values(), key=lambda one: nearness(part.name, gold[one].names), default=None)
            if near is not None and nearness(part.name, gold[near].names):
                doubled[place] = near
    rest = [place for place in range(len(drawn)) if place not in found and place not in doubled]
    free = [place for place in range(len(gold)) if place not in found.values()]
    misnamed: dict[int, int] = {}
    for place in rest:
        meant = next((one for one in free if _is_meant(drawn[place], gold[one])), None)
        if meant is not None:
            misnamed[place] = meant
            free.remove(meant)
    return Pairs(found, doubled, misnamed, tuple(place for place in rest if place not in misnamed))


def nearness(name: str, names: Sequence[str]) -> float:
    """How near a name is to the nearest of some names: 1 for the same words, 0 where they are not near."""
    return max(_near(words_of(name), words_of(other)) for other in names)


def words_of(name: str) -> frozenset[str]:
    """The telling words of a name, without plurals."""
    words = [singular(word) for word in re.findall(r"[^\W_]+", name.lower())]
    return frozenset(word for word in words if word not in _EMPTY) or frozenset(words)


_EMPTY = frozenset(
    "the a an our my their its your his her this that of for to in on at with from by and or".split()  # noqa: SIM905
)


def _near(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    if not shared:
        return 0.0
    share = shared / len(one | other)
    return share if one <= other or other <= one or share >= NEAR else 0.0


def _assigned(drawn: Sequence[Part], gold: Sequence[GoldPart]) -> dict[int, int]:
    """The pairs whose nearness adds up to most."""
    if not drawn or not gold:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    near = np.array([[nearness(part.name, one.names) for one in gold] for part in drawn])
    first = 1e-6 * np.arange(len(drawn), 0, -1)[:, None]  # of two that are as near, the one that was drawn first
    rows, columns = linear_sum_assignment(np.where(near > 0, near + first, 0.0), maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if near[row, column] > 0}


def _is_meant(part: Part, gold: GoldPart) -> bool:
    """Whether a part is of the gold part's kind, and its words, if it has any, hold one of the gold part's names."""
    if gold.kind is None or part.kind != gold.kind.value:
        return False
    said = words_of(" ".join(part.quotes))
    return not said or any(words_of(name) <= said for name in gold.names)
