"""Where threats stand: the computed order, moved by a model's advice, and last by a person's hand; and its sections."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain.risk import Band
from agent.domain.threats import Certainty, Threat, ThreatStatus

MAIN, MOST_MAIN = 15, 25
"""The first fifteen make the main list, with as many more of high risk or of a person's choice as fit into 25."""
_GONE = frozenset({ThreatStatus.DISMISSED, ThreatStatus.RETIRED})
_HIGH = frozenset({Band.CRITICAL, Band.HIGH})


@dataclass(frozen=True)
class Sections:
    """The threats of a model as they are shown, each in one section."""

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


def arranged(threats: Sequence[Threat]) -> tuple[Threat, ...]:
    """Threats in a given order, with those that have a place of their own moved to it.

    First what a language model put in order, then the rest as given, then what it set aside, then what is dismissed
    or retired; a place that a person gave goes before all of that.
    """
    gone = [one for one in threats if one.status in _GONE]
    aside = [one for one in threats if one.status not in _GONE and one.set_aside]
    listed = [one for one in threats if one.status not in _GONE and not one.set_aside]
    listed.sort(key=_advised_place)
    for one in sorted((one for one in listed if one.placed is not None), key=lambda one: one.placed or 0):
        listed.remove(one)
        listed.insert((one.placed or 1) - 1, one)
    return (*listed, *aside, *gone)


def sections(threats: Sequence[Threat]) -> Sections:
    """The sections of a model's list, which is in order already."""
    listed = [one for one in threats if one.status not in _GONE and not one.set_aside]
    main = listed[:MAIN]
    weighty = [one for one in listed[MAIN:] if one.decided or one.rating.band in _HIGH]
    main += weighty[: MOST_MAIN - MAIN]
    rest = [one for one in listed if one not in main]
    return Sections(
        main=tuple(main),
        also=tuple(one for one in rest if one.certainty is not Certainty.SUGGESTED),
        unconfirmed=tuple(one for one in rest if one.certainty is Certainty.SUGGESTED),
        probably_not=tuple(one for one in threats if one.status not in _GONE and one.set_aside),
        gone=tuple(one for one in threats if one.status in _GONE),
    )


def _advised_place(threat: Threat) -> int:
    """The place that advice gives; behind all of them where there is none, in the order that was given."""
    advice = threat.heeded
    return advice.place if advice is not None and advice.place is not None else 1_000
