"""Where threats stand: the computed order, moved by a model's advice, and last by a person's hand; and its sections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from agent.domain.risk import Band
from agent.domain.threats import Certainty, Control, Threat, ThreatStatus

MAIN, MOST_MAIN = 10, 15
"""The ten to talk about, with as many more as fit into fifteen that a person wants there, or whose risk is high and
that a language model put behind others."""
MOST_BY_BAND = 2
"""How many of the ten stand there because they are high alone."""
_GONE = frozenset({ThreatStatus.DISMISSED, ThreatStatus.RETIRED})
_HIGH = frozenset({Band.CRITICAL, Band.HIGH})


@dataclass(frozen=True)
class Sections:
    """The threats of a model as they are shown, each in one section, in the order of the fields."""

    main: tuple[Threat, ...]
    """What to talk about, most important first, no two of which say nearly the same."""
    also: tuple[Threat, ...]
    """What applies too, also what says nearly the same as one above it."""
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
    or retired. Harm to people has its place among the first, and keeps the one among the ten that the model gave it; a
    place that a person gave goes before all of that.
    """
    gone = [one for one in threats if one.status in _GONE]
    aside = [one for one in live(threats) if one.set_aside]
    here = sorted(listed(threats), key=_advised_place)
    if not any(one.people and _advised_place(one) <= MAIN for one in here):
        here = list(people_first(here))
    for one in sorted((one for one in here if one.placed is not None), key=lambda one: one.placed or 0):
        here.remove(one)
        here.insert((one.placed or 1) - 1, one)
    return (*here, *aside, *gone)


def people_first(threats: Sequence[Threat]) -> tuple[Threat, ...]:
    """The threats with one of harm to people among the first, where what is known of the system asks for that.

    The one that stands first of them moves up to the last of those places, and nothing else changes its order. Where
    a person gave one of them a place, nothing moves. What nobody confirmed asks for no place.
    """
    here = list(threats)
    asking = [one for one in here if one.people and one.certainty is not Certainty.SUGGESTED]
    if any(one.placed is not None for one in asking):
        return tuple(here)
    for among in sorted({one.people.among for one in asking if one.people}):
        near = [one for one in asking if one.people and one.people.among <= among]
        if not any(one in near for one in here[:among]):
            here.remove(near[0])
            here.insert(among - 1, near[0])
    return tuple(here)


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


def sections(threats: Sequence[Threat], controls: Sequence[Control] = ()) -> Sections:
    """The sections of a model's list, which is in order already; ``controls`` tell which have the same answer."""
    here = listed(threats)
    main = _to_talk_about(here, _answers(here, controls))
    first = {one.id for one in main}
    rest = [one for one in here if one.id not in first]
    return Sections(
        main=main,
        also=tuple(one for one in rest if one.certainty is not Certainty.SUGGESTED),
        unconfirmed=tuple(one for one in rest if one.certainty is Certainty.SUGGESTED),
        probably_not=tuple(one for one in live(threats) if one.set_aside),
        gone=tuple(one for one in threats if one.status in _GONE),
    )


def computed_sections(threats: Sequence[Threat], order: Sequence[str], controls: Sequence[Control] = ()) -> Sections:
    """The sections as computed alone, from the ids in computed order: nobody has moved or set aside anything."""
    known = {one.id: one for one in threats}
    bare = [one.model_copy(update={"advice": None, "placed": None}) for one in in_order(threats, order)]
    found = sections(bare, controls)
    return Sections(**{name: tuple(known[one.id] for one in getattr(found, name)) for name in TITLES})


Answers = Mapping[str, frozenset[str]]
"""The measures that act on each threat, by its id."""


def _answers(threats: Iterable[Threat], controls: Iterable[Control]) -> Answers:
    found: dict[str, set[str]] = {one.id: set() for one in threats}
    for control in controls:
        for name in control.threats:
            found.get(name, set()).add(control.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _to_talk_about(here: Sequence[Threat], answers: Answers) -> tuple[Threat, ...]:
    """The first ten that each say something new, with those that stand there beyond that.

    A high one that stands further down takes the place of the last that is none, unless its like stands there already;
    only so many do, as the order knows more of this system than the score.
    """
    advised = any(map(_is_ranked, here))
    chosen: list[Threat] = []
    for one in here:
        most = MOST_MAIN if _wanted_there(one) or (advised and one.rating.band in _HIGH) else MAIN
        if len(chosen) < most and (_wanted_there(one) or not _is_told(one, chosen, answers)):
            chosen.append(one)
    asking = (
        one for one in here if one not in chosen and _asks_for_a_place(one) and not _is_told(one, chosen, answers)
    )
    for one in islice(asking, MOST_BY_BAND):
        _give_way(chosen, one)
    places = {one.id: place for place, one in enumerate(here)}
    return tuple(sorted(chosen, key=lambda one: places[one.id]))


def _asks_for_a_place(one: Threat) -> bool:
    """Whether a threat belongs among the first by its band alone; what nobody confirmed does not."""
    return one.rating.band in _HIGH and one.certainty is not Certainty.SUGGESTED


def _give_way(chosen: list[Threat], one: Threat) -> None:
    """Put a threat in the place of the last that nothing but the order holds there, where there is one."""
    for place in range(len(chosen) - 1, -1, -1):
        other = chosen[place]
        held = other.rating.band in _HIGH or _wanted_there(other) or other.people or other.heeded is not None
        if not held:
            chosen[place] = one
            return


def _is_told(one: Threat, chosen: Iterable[Threat], answers: Answers) -> bool:
    """Whether a threat before it says nearly the same."""
    return any(_say_the_same(one, other, answers) for other in chosen)


def _wanted_there(threat: Threat) -> bool:
    """Whether a person gave it a place among the first, or said that it belongs here."""
    return threat.confirmed or (threat.placed is not None and threat.placed <= MOST_MAIN)


def _say_the_same(one: Threat, other: Threat, answers: Answers) -> bool:
    """Whether two threats are near twins: the same leading reference, or the same measures at a part of both.

    Harm to people is no twin of what harms something else, and what a language model put in order side by side it has
    told apart.
    """
    if bool(one.people) != bool(other.people) or (_is_ranked(one) and _is_ranked(other)):
        return False
    if one.references and other.references and one.references[0].key == other.references[0].key:
        return True
    same = answers[one.id] and answers[one.id] == answers[other.id]
    return bool(same and set(one.targets) & set(other.targets))


def _is_ranked(threat: Threat) -> bool:
    """Whether a language model gave a threat a place."""
    return threat.heeded is not None and threat.heeded.place is not None


def _advised_place(threat: Threat) -> int:
    """The place that advice gives; behind all of them where there is none, in the order that was given."""
    advice = threat.heeded
    return advice.place if advice is not None and advice.place is not None else 1_000
