"""Where threats stand: the computed order, moved by a model's advice, and last by a person's hand; and its sections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.domain.risk import Band
from agent.domain.threats import Certainty, Threat, ThreatStatus

MAIN, MOST_MAIN = 15, 25
"""The first fifteen make the main list, with as many more of high risk or of a person's choice as fit into 25."""
_GONE = frozenset({ThreatStatus.DISMISSED, ThreatStatus.RETIRED})
_HIGH = frozenset({Band.CRITICAL, Band.HIGH})


@dataclass(frozen=True)
class Sections:
    """The threats of a model as they are shown, each in one section, in the order of the fields."""

    main: tuple[Threat, ...]
    """What to talk about, most important first."""
    also: tuple[Threat, ...]
    """What applies too."""
    unconfirmed: tuple[Threat, ...]
    """What only similarity speaks for, beyond the main list."""
    probably_not: tuple[Threat, ...]
    """What a language model holds to be none of this system, until a person decides."""
    gone: tuple[Threat, ...]
    """What a person dismissed, or the facts ruled out after a person had decided on it."""

    def named(self) -> tuple[tuple[str, tuple[Threat, ...]], ...]:
        """Each section that holds something, with its title."""
        return tuple((title, getattr(self, name)) for name, title in TITLES.items() if getattr(self, name))

    @property
    def in_turn(self) -> tuple[Threat, ...]:
        """What is listed, from the top of the main list to the last that nobody confirmed."""
        return (*self.main, *self.also, *self.unconfirmed)


TITLES = {
    "main": "To talk about",
    "also": "Also considered",
    "unconfirmed": "Not confirmed",
    "probably_not": "Probably not here",
    "gone": "Dismissed or ruled out",
}
"""The sections in the order they are shown, with what people read above each."""


def live(threats: Iterable[Threat]) -> tuple[Threat, ...]:
    """The threats that still apply: a person has not dismissed them, and no fact has ruled them out."""
    return tuple(one for one in threats if one.status not in _GONE)


def listed(threats: Iterable[Threat]) -> tuple[Threat, ...]:
    """The threats with a place in the list: those that apply, without what a model holds to be none of this system."""
    return tuple(one for one in live(threats) if not one.set_aside)


def weighed(threats: Iterable[Threat]) -> tuple[Threat, ...]:
    """The threats that count in figures and gates.

    A model's own idea does not until a person confirms it; what a model set aside does, as no figure falls by its word.
    """
    return tuple(one for one in live(threats) if not one.unvouched)


def arranged(threats: Sequence[Threat]) -> tuple[Threat, ...]:
    """Threats in a given order, with those that have a place of their own moved to it.

    First what a language model put in order, then the rest as given, then what it set aside, then what is dismissed
    or retired; a place that a person gave goes before all of that.
    """
    gone = [one for one in threats if one.status in _GONE]
    aside = [one for one in live(threats) if one.set_aside]
    here = sorted(listed(threats), key=_advised_place)
    for one in sorted((one for one in here if one.placed is not None), key=lambda one: one.placed or 0):
        here.remove(one)
        here.insert((one.placed or 1) - 1, one)
    return (*here, *aside, *gone)


def in_order(threats: Iterable[Threat], order: Sequence[str]) -> tuple[Threat, ...]:
    """The threats as some ids have them in order; those without an id there come last."""
    ranks = {one: rank for rank, one in enumerate(order)}
    return tuple(sorted(threats, key=lambda one: ranks.get(one.id, len(ranks))))


def places(threats: Iterable[Threat]) -> Mapping[str, int]:
    """The place of each threat by its id, 1 first."""
    return {one.id: place for place, one in enumerate(threats, start=1)}


def with_place(threats: Sequence[Threat], threat_id: str, place: int) -> tuple[Threat, ...]:
    """The threats of a list in order, one of them with a place given by hand.

    Others that were placed by hand between its old place and the new one make room, so that no two share a place.
    """
    ids = [one.id for one in listed(threats)]
    before = ids.index(threat_id) + 1 if threat_id in ids else len(ids) + 1

    def now(one: Threat) -> int | None:
        if one.id == threat_id:
            return place
        if one.placed is None or one.id not in ids:
            return one.placed
        return one.placed + (place <= one.placed < before) - (before < one.placed <= place)

    return tuple(one if one.placed == now(one) else one.model_copy(update={"placed": now(one)}) for one in threats)


def sections(threats: Sequence[Threat]) -> Sections:
    """The sections of a model's list, which is in order already."""
    here = listed(threats)
    weighty = [one for one in here[MAIN:] if one.decided or one.rating.band in _HIGH]
    main = (*here[:MAIN], *weighty[: MOST_MAIN - MAIN])
    first = {one.id for one in main}
    rest = [one for one in here if one.id not in first]
    return Sections(
        main=main,
        also=tuple(one for one in rest if one.certainty is not Certainty.SUGGESTED),
        unconfirmed=tuple(one for one in rest if one.certainty is Certainty.SUGGESTED),
        probably_not=tuple(one for one in live(threats) if one.set_aside),
        gone=tuple(one for one in threats if one.status in _GONE),
    )


def computed_sections(threats: Sequence[Threat], order: Sequence[str]) -> Sections:
    """The sections as computed alone, from the ids in computed order: nobody has moved or set aside anything."""
    known = {one.id: one for one in threats}
    bare = [one.model_copy(update={"advice": None, "placed": None}) for one in in_order(threats, order)]
    found = sections(bare)
    return Sections(**{name: tuple(known[one.id] for one in getattr(found, name)) for name in TITLES})


def _advised_place(threat: Threat) -> int:
    """The place that advice gives; behind all of them where there is none, in the order that was given."""
    advice = threat.heeded
    return advice.place if advice is not None and advice.place is not None else 1_000
