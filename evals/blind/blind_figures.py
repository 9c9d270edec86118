"""What blind verdicts come to: for each draft the shares of threats to keep, generic, wrong and said twice."""

from collections.abc import Iterator, Mapping

from pydantic import Field

from evals.blind.blind_judging import VERDICTS, Item, Key, System
from evals.statistics import Interval, interval, paired
from knowledge.vocabulary import Value

CUTS = (5, 10, 15)
"""After how many threats the share to keep is told."""


class Judged(Value):
    """A threat of one draft with its verdict."""

    case: str = Field(description="Id of the case.")
    source: str = Field(description="The draft.")
    rank: int = Field(description="Its place there.")
    verdict: str = Field(description="keep, generic, wrong or twice.")


def judged(key: Key, verdicts: Mapping[str, Mapping[int, str]]) -> tuple[Judged, ...]:
    """Every threat that has a verdict, once for each draft that holds it."""
    return tuple(
        Judged(case=case, source=owner.source, rank=owner.rank, verdict=verdict)
        for case, system in sorted(key.cases.items())
        for item in system.items
        for owner in item.owners
        if (verdict := _for(owner.source, item, system, verdicts.get(case, {})))
    )


def open_items(key: Key, verdicts: Mapping[str, Mapping[int, str]]) -> int:
    """How many threats have no verdict."""
    return sum(item.number not in verdicts.get(case, {}) for case, system in key.cases.items() for item in system.items)


def figures(key: Key, found: tuple[Judged, ...]) -> dict[str, dict[str, Interval]]:
    """By draft: the share to keep at each cut and the share of every other verdict, with intervals over groups."""
    groups = {case: system.group for case, system in key.cases.items()}
    sources = sorted({one.source for one in found})
    return {
        source: {
            name: interval(values, groups)
            for name, verdict, cut in _measures()
            if (values := by_case(found, source, verdict, cut))
        }
        for source in sources
    }


def difference(key: Key, found: tuple[Judged, ...], one: str, other: str) -> Interval | None:
    """The share to keep of one draft less that of another, on the cases that both have."""
    groups = {case: system.group for case, system in key.cases.items()}
    return paired(by_case(found, other, "keep", CUTS[-1]), by_case(found, one, "keep", CUTS[-1]), groups)


def by_case(found: tuple[Judged, ...], source: str, verdict: str, cut: int) -> dict[str, float]:
    """The share of a verdict among the first judged threats of a draft, by case."""
    here: dict[str, list[bool]] = {}
    for one in found:
        if one.source == source and one.rank <= cut:
            here.setdefault(one.case, []).append(one.verdict == verdict)
    return {case: sum(values) / len(values) for case, values in here.items()}


def _measures() -> Iterator[tuple[str, str, int]]:
    yield from ((f"keep@{cut}", "keep", cut) for cut in CUTS)
    yield from ((f"{verdict}@{CUTS[-1]}", verdict, CUTS[-1]) for verdict in VERDICTS if verdict != "keep")


def _for(source: str, item: Item, system: System, verdicts: Mapping[int, str]) -> str:
    """The verdict on a threat as one of this draft: what another draft said first is not said twice by this one."""
    items = {one.number: one for one in system.items}
    seen: set[int] = set()
    while True:
        word, _, number = verdicts.get(item.number, "").partition(" ")
        other = items.get(int(number)) if number else None
        if word != "twice" or other is None:
            return word
        if any(owner.source == source for owner in other.owners) or other.number in seen:
            return word
        seen.add(item.number)
        item = other
