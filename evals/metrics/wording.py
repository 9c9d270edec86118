"""How many expected threats the top of a draft says in words, whatever identifiers it carries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from evals.case import Case
from evals.matching import Found, first_parents
from evals.score import Score, listed
from knowledge.search.embedding import Embedder

CUT = 15
NAME, CHANCE = f"wording@{CUT}", f"wording_by_chance@{CUT}"
THRESHOLD = 0.35
"""How near a title must be to a label. On half A of the packaged cases this value tells best whether a draft belongs to
a label's own case: 62 % of labels have so near a title in their own draft, and 30 % in drafts of other groups."""


@dataclass(frozen=True)
class Wording:
    """Judges by nearness of meaning; each label and title is put into a vector once."""

    embedder: Embedder
    _kept: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def scores(self, case: Case, found: Sequence[Found], cases: Sequence[Case]) -> tuple[Score, ...]:
        """The share of must entries said in the draft, and what the same draft says of cases of other groups."""
        titles = [threat.title for threat in first_parents(found, CUT)]
        labels = _labels(case)
        others = [_labels(other) for other in cases if other.group != case.group]
        if not labels or not titles:
            return (Score(name=NAME, value=0.0 if labels else None, reason="the draft or the list is empty"),)
        said = self.said(labels, titles)
        lost = [label for number, label in enumerate(labels) if number not in said]
        reason = f"{len(said)} of {len(labels)}; not said: {listed(lost)}"
        own = Score(name=NAME, value=len(said) / len(labels), reason=reason)
        elsewhere = [len(self.said(one, titles)) / len(one) for one in others if one]
        if not elsewhere:
            return (own,)
        return own, Score(name=CHANCE, value=fmean(elsewhere), reason=f"on {len(elsewhere)} cases of other groups")

    def said(self, labels: Sequence[str], titles: Sequence[str]) -> frozenset[int]:
        """Which labels have a title of their own that is near enough, by the best assignment of pairs."""
        from scipy.optimize import linear_sum_assignment

        nearness = self._vectors(labels) @ self._vectors(titles).T
        near = np.where(nearness >= THRESHOLD, nearness, 0.0)
        rows, columns = linear_sum_assignment(near, maximize=True)
        return frozenset(int(row) for row, column in zip(rows, columns, strict=True) if near[row, column] > 0)

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        for text in texts:
            if text not in self._kept:
                self._kept[text] = self.embedder.embed([text])[0]
        return np.stack([self._kept[text] for text in texts])


def _labels(case: Case) -> list[str]:
    return [entry.label for entry in case.expected if entry.level == "must"]
