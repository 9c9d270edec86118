"""One release of a framework, or one list of an organisation, as it was taken in: kept apart from what we ship."""

from typing import Literal

from pydantic import Field

from knowledge.entries import FactDefinition, Mitigation, Precedent, ThreatPattern
from knowledge.publications.frameworks import FrameworkItem
from knowledge.vocabulary import Framework, Value


class Origin(Value):
    """Where a release was taken in from."""

    file: str = Field(max_length=200, description="Name of the file.")
    digest: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of its bytes.")
    shape: str = Field(max_length=80, description="The format it was recognised as.")


class Release(Value):
    """What a file brought: a framework's items as published, with the publisher's prose cleaned and bounded."""

    format: Literal["threatparley-release"] = Field(default="threatparley-release", description="What this file is.")
    version: Literal[1] = Field(default=1, description="Version of this shape.")
    framework: Framework = Field(description="The framework it is of.")
    edition: str = Field(min_length=1, max_length=40, description="The edition it states, or is named by.")
    title: str = Field(default="", max_length=140, description="Its title, for lists of one's own.")
    owner: str = Field(default="", max_length=140, description="Who publishes it.")
    licence: str = Field(default="", max_length=140, description="Its licence.")
    url: str = Field(default="", max_length=400, description="Where it is published.")
    origin: Origin = Field(description="The file it came from.")
    whole: tuple[str, ...] = Field(default=(), description="Kinds of item of which it holds every one.")
    items: tuple[FrameworkItem, ...] = Field(default=(), description="The items, in the order of the file.")
    precedents: tuple[Precedent, ...] = Field(default=(), description="Real incidents it tells of.")
    facts: tuple[FactDefinition, ...] = Field(default=(), description="Facts it adds.")
    patterns: tuple[ThreatPattern, ...] = Field(default=(), description="Threat patterns it adds.")
    mitigations: tuple[Mitigation, ...] = Field(default=(), description="Measures it adds.")


def rank(release: Release) -> tuple[object, ...]:
    """The order in which releases are laid over each other: older editions first."""
    return (release.framework.value, order(release.edition), release.edition, release.title, release.whole)


def newer(edition: str, other: str) -> bool:
    """Whether an edition is newer than another; one that states no number counts as newer than any."""
    return order(edition) > order(other)


def order(edition: str) -> tuple[int, ...]:
    """An edition as numbers that can be compared: 5.6.1, 2026.04, 2025-06-20."""
    if edition.startswith(UNNAMED):
        return (10**6,)
    digits = "".join(letter if letter.isdigit() else " " for letter in edition).split()
    return tuple(int(number[:9]) for number in digits) or (10**6,)


UNNAMED = "file-"
"""How the edition of a file begins that states none; the digest of its content follows."""
