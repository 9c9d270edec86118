"""What is wrong with the links of the rating tables: scales, ways in which threats come about, circumstances."""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from knowledge.entries import FactDefinition, FactType
from knowledge.loading.reading import Entries
from knowledge.rating import Among, Opening


def rating_faults(entries: Entries) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Section, entry and faults of every row of the rating tables, and of what patterns say of themselves there."""
    for scale in entries.scales.values():
        yield "scales", scale.id, _table(scale.fact, scale.levels, scale.because, entries, whole=True)
    for opening in entries.openings.values():
        yield "openings", opening.id, _opening(opening, entries)
    for move in entries.moves.values():
        yield "moves", move.id, _table(move.fact, move.steps, move.because, entries, whole=False)
        yield "moves", move.id, _among(move.among, entries)
    for standing in entries.standing.values():
        yield "standing", standing.measure, _standing(standing.measure, entries)
        yield "standing", standing.measure, _among(standing.among, entries)
    for pattern in entries.patterns.values():
        yield "patterns", pattern.id, _named(pattern.opened_by, entries.openings, "opened_by")


def names_of(fact: FactDefinition) -> tuple[str, ...]:
    """The values of a fact as tables name them."""
    return ("no", "yes") if fact.type is FactType.YES_NO else tuple(choice.value for choice in fact.choices)


def _table(name: str, table: Collection[str], because: str, entries: Entries, *, whole: bool) -> Iterator[str]:
    fact = entries.facts.get(name)
    if fact is None:
        yield from _named((name,), entries.facts, "fact")
        return
    if wrong := [value for value in table if value not in names_of(fact)]:
        yield f"no value {', '.join(wrong)} of {fact.id}; it has {', '.join(names_of(fact))}"
    elif whole and set(table) != set(names_of(fact)):
        yield f"levels are for {', '.join(table)}; {fact.id} has {', '.join(names_of(fact))}"
    if fact.control:
        yield f"{fact.id} states a control; a measure lowers by it, see standing"
    if set(re.findall(r"{(\w*)}", because)) - {"meaning"}:
        yield "because: only the slot {meaning} is known"


def _opening(opening: Opening, entries: Entries) -> Iterator[str]:
    yield from _named(opening.scales, entries.scales, "scales")
    for factor, name in opening.by.items():
        yield from _named((name,), entries.scales, "by")
        if name in entries.scales and entries.scales[name].factor is not factor:
            yield f"by: the scale {name} is for {entries.scales[name].factor.value}, not for {factor.value}"


def _standing(name: str, entries: Entries) -> Iterator[str]:
    yield from _named((name,), entries.mitigations, "measure")
    measure = entries.mitigations.get(name)
    if measure is not None and measure.in_place is None:
        yield "the measure has no in_place, so nothing tells when it stands"


def _among(among: Among, entries: Entries) -> Iterator[str]:
    yield from _named(among.opened_by, entries.openings, "opened_by")
    yield from _named(among.at_stake, entries.scales, "at_stake")
    yield from _named(among.mentions, entries.facts, "mentions")


def _named(names: Collection[str], known: Collection[str], where: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            near = get_close_matches(name, list(known), n=3, cutoff=0.6)
            yield f"{where}: no {name!r}{f'; did you mean {chr(32).join(near)}?' if near else ''}"
