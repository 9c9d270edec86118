"""Published frameworks as the catalog carries them: official ids, names and relations, explained in our own words."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from knowledge.vocabulary import Framework, ItemKey, Value


class Ownership(StrEnum):
    """Whose business a framework item is."""

    OWNER = "owner"
    ATTACKER_PREPARATION = "attacker_preparation"
    OUT_OF_HANDS = "out_of_hands"
    NAVIGATION = "navigation"


class FrameworkItem(Value):
    """One item of a framework: its official id, name and relations, explained in our own words."""

    id: str = Field(min_length=1, max_length=80, description="Official id, or ours where none is published.")
    name: str = Field(min_length=1, max_length=140, description="Official name.")
    kind: str = Field(max_length=40, description="What it is there: technique, card, layer, risk …")
    parent: str | None = Field(default=None, description="Id of the item it refines.")
    groups: tuple[str, ...] = Field(default=(), description="Ids of the tactic, category or layer it belongs to.")
    ownership: Ownership = Field(default=Ownership.OWNER, description="Whether it can happen to an owner's system.")
    reason: str = Field(default="", max_length=200, description="Why it is not the owner's, where it is not.")
    summary: str = Field(default="", max_length=500, description="What it is for the owner of a system, in our words.")
    maturity: str | None = Field(default=None, description="Realized, demonstrated or feasible, where stated.")
    platforms: tuple[str, ...] = Field(default=(), description="Platforms, where stated.")
    mitigations: tuple[str, ...] = Field(default=(), description="Ids of the framework's own mitigations.")
    related: tuple[ItemKey, ...] = Field(default=(), description="Items of other frameworks, by a published crosswalk.")
    aliases: tuple[str, ...] = Field(default=(), description="Retired or renumbered ids that lead here.")
    since: str | None = Field(default=None, description="The release that brought it, where later than the base.")
    earlier: tuple[str, ...] = Field(default=(), description="Earlier editions that held it under this id.")
    prose: str = Field(default="", max_length=1200, description="The publisher's words, as imported; untrusted.")
    attributes: dict[str, str] = Field(default_factory=dict, description="Further published attributes, by name.")


class FrameworkManifest(Value):
    """A framework as a whole: owner, edition, licence and what of it is carried."""

    framework: Framework = Field(description="Which framework.")
    title: str = Field(description="Official title.")
    owner: str = Field(description="Who publishes it.")
    edition: str = Field(description="The edition carried.")
    published: str = Field(
        default="",
        pattern=r"^(\d{4}(-\d{2}){0,2})?$",
        description="When that edition came out, as exactly as is known: 2026-08-04, 2026-08 or 2026.",
    )
    earlier: tuple[str, ...] = Field(
        default=(), description="Earlier editions whose ids are known here: as they are, or as aliases."
    )
    holds: Literal["threats", "weaknesses", "requirements"] = Field(
        default="threats", description="What its items are: threats, weaknesses, or what measures are evidence for."
    )
    caution: str = Field(default="", max_length=300, description="What to mind before relying on it.")
    licence: str = Field(description="The source's licence.")
    trademark: str = Field(default="", description="Trademark note, where there is one.")
    carried: str = Field(description="What of it we carry.")
    url: str = Field(description="Where it is published.")
    item_url: str = Field(default="", description="Address of one item with {id}, where there is a stable one.")
    source_note: str = Field(default="", description="How the data was obtained, where not first-hand.")
    taken_in: tuple[str, ...] = Field(default=(), description="Files of the user's own that were laid over it.")
    items: tuple[FrameworkItem, ...] = Field(min_length=1, description="Every item, in official order.")
