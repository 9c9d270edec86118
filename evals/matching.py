"""Match a draft's threats with what a case expects, by identifiers and in the draft's own order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.case import Expected, NotExpected, parent
from evals.other_tools.successors import successor


@dataclass(frozen=True)
class Found:
    """One threat of a draft: its title and its ids in the order of its references."""

    title: str
    atlas: tuple[str, ...] = ()
    owasp: frozenset[str] = frozenset()
    component: str = ""


def first_parents(found: Sequence[Found], count: int) -> tuple[Found, ...]:
    """The draft up to its first so many distinct ATLAS parents; threats without any use up nothing."""
    seen: set[str] = set()
    kept: list[Found] = []
    for threat in found:
        within: list[str] = []
        for technique in threat.atlas:
            if parent(technique) not in seen and len(seen) == count:
                if within:
                    kept.append(Found(threat.title, tuple(within), threat.owasp, threat.component))
                return tuple(kept)
            seen.add(parent(technique))
            within.append(technique)
        kept.append(threat)
    return tuple(kept)


def covered(expected: Sequence[Expected], found: Sequence[Found], mapped: bool = True) -> frozenset[int]:
    """Which expected entries a draft covers, by position.

    A threat covers several entries only through different ATLAS parents it carries; an entry counts once.
    Entries that must be there are served first.
    """
    slots: dict[tuple[int, str], int] = {}
    order = sorted(range(len(expected)), key=lambda position: expected[position].level != "must")
    for position in order:
        _serve(position, expected, found, mapped, slots, set())
    return frozenset(slots.values())


def contradicted(not_expected: NotExpected, found: Iterable[Found]) -> bool:
    """Whether a draft raises what cannot apply: the exact id, its bare parent, or a part of a listed parent."""
    raised = {successor(one) for threat in found for one in (*threat.atlas, *threat.owasp)}
    for ids in not_expected.ids.values():
        for listed in map(successor, ids):
            if listed in raised or (parent(listed) in raised and listed.startswith("AML.")):
                return True
            if any(one.startswith(f"{listed}.") for one in raised):
                return True
    return False


def scorable(entry: Expected, mapped: bool = True) -> bool:
    """Whether an entry has an identifier to score it by."""
    return bool(entry.atlas(mapped) or entry.owasp(mapped))


def _serve(
    position: int,
    expected: Sequence[Expected],
    found: Sequence[Found],
    mapped: bool,
    slots: dict[tuple[int, str], int],
    tried: set[tuple[int, str]],
) -> bool:
    """Give an entry a slot of a threat, moving others aside where they have another (augmenting path)."""
    for slot in _slots(expected[position], found, mapped):
        if slot in tried:
            continue
        tried.add(slot)
        if slot not in slots or _serve(slots[slot], expected, found, mapped, slots, tried):
            slots[slot] = position
            return True
    return False


def _slots(entry: Expected, found: Sequence[Found], mapped: bool) -> list[tuple[int, str]]:
    """The places in a draft that could cover an entry: ATLAS parents where it has any, else OWASP ids."""
    wanted = entry.atlas(mapped)
    if wanted:
        return [
            (number, parent(technique))
            for number, threat in enumerate(found)
            for technique in dict.fromkeys(threat.atlas)
            if parent(technique) in wanted
        ]
    return [(number, "owasp") for number, threat in enumerate(found) if threat.owasp & entry.owasp(mapped)]
