"""How many of the threats that a case expects the top of a draft covers."""

from collections.abc import Sequence

from evals.case import Case, Expected
from evals.matching import Found, covered, first_parents, scorable
from evals.score import Score, listed

CUTS = (10, 15, 20)
"""After how many distinct ATLAS parents a draft is cut off."""
SOURCE_IDS = "_source_ids"
"""Marks the scores that use only identifiers the case's source gives."""


def recall(case: Case, found: Sequence[Found]) -> tuple[Score, ...]:
    """Must recall and weighted recall at each cut, with mapped ids and with the source's ids alone."""
    rows = []
    for mapped in (True, False):
        mark = "" if mapped else SOURCE_IDS
        for cut in CUTS:
            top = first_parents(found, cut)
            rows.append(must_recall(case, top, f"must_recall@{cut}{mark}", mapped))
            rows.append(weighted_recall(case, top, f"weighted_recall@{cut}{mark}", mapped))
    return tuple(rows)


def must_recall(case: Case, top: Sequence[Found], name: str, mapped: bool = True) -> Score:
    """The share of the entries that must be there."""
    return _share([one for one in case.expected if one.level == "must"], top, name, mapped)


def weighted_recall(case: Case, top: Sequence[Found], name: str, mapped: bool = True) -> Score:
    """The share of all entries, one that should be there counting half."""
    return _share(list(case.expected), top, name, mapped)


def missed(case: Case, top: Sequence[Found]) -> tuple[Expected, ...]:
    """The entries that must be there and are not covered."""
    wanted = [one for one in case.expected if one.level == "must" and scorable(one)]
    hit = covered(wanted, top)
    return tuple(one for number, one in enumerate(wanted) if number not in hit)


def _share(entries: list[Expected], top: Sequence[Found], name: str, mapped: bool) -> Score:
    wanted = [one for one in entries if scorable(one, mapped)]
    if not wanted:
        return Score(name=name, value=None, reason="no entry has an identifier to score it by")
    hit = covered(wanted, top, mapped)
    weights = [1.0 if one.level == "must" else 0.5 for one in wanted]
    value = sum(weights[number] for number in hit) / sum(weights)
    lost = [one.label for number, one in enumerate(wanted) if number not in hit]
    return Score(name=name, value=value, reason=f"{len(hit)} of {len(wanted)}; missed: {listed(lost)}")
