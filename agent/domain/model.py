"""The threat model of one system: the whole, and the rules that make it one."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from agent.domain.facts import SYSTEM, FactValue, Provenance, Quote, Waiver
from agent.domain.import_sources import ImportedFile
from agent.domain.risk import USUAL, Scoring
from agent.domain.sessions.checklists import Listed
from agent.domain.system import Actor, Asset, Assumption, Component, DataFlow, SystemProfile, TrustBoundary
from agent.domain.threats import Control, Threat
from agent.domain.wording.names import shown_names
from knowledge.vocabulary import AnswerValue, ComponentKind, Slug, Value

SCHEMA_VERSION = 1

Thing = Component | Actor | DataFlow | TrustBoundary | Asset | Assumption | Threat | Control
"""What has an id in a model."""


class DraftStamp(Value):
    """What the last draft was made from, so that a stale draft is noticed."""

    catalog: str = Field(description="Fingerprint of the catalog.")
    digest: str = Field(description="Digest of the facts and the architecture.")


class AdviceStamp(Value):
    """What a language model was shown when it put the threats in order, so that it is asked again only for cause."""

    digest: str = Field(description="Digest of the description and the parts.")
    shown: tuple[Slug, ...] = Field(default=(), description="The patterns it was shown.")
    made_by: str = Field(default="", max_length=240, description="The model and the prompt, with versions.")


class ThreatModel(Value):
    """A system, what is known about it, what can go wrong and what is done about it."""

    schema_version: int = Field(default=SCHEMA_VERSION, description="Version of this shape.")
    system: SystemProfile = Field(default_factory=SystemProfile, description="What the system is.")
    components: tuple[Component, ...] = Field(default=(), description="Its parts.")
    actors: tuple[Actor, ...] = Field(default=(), description="Who uses or feeds it.")
    flows: tuple[DataFlow, ...] = Field(default=(), description="What moves between them.")
    boundaries: tuple[TrustBoundary, ...] = Field(default=(), description="Lines of trust.")
    assets: tuple[Asset, ...] = Field(default=(), description="What is worth protecting.")
    facts: tuple[FactValue, ...] = Field(default=(), description="What is known, one value per fact and subject.")
    waivers: tuple[Waiver, ...] = Field(default=(), description="Facts the owner does not know or skipped.")
    lists: tuple[Listed, ...] = Field(default=(), description="Lists of lines that were put to the owner.")
    asides: tuple[Quote, ...] = Field(default=(), description="Words that mean nothing here, as the owner says.")
    assumptions: tuple[Assumption, ...] = Field(default=(), description="What is taken as given.")
    threats: tuple[Threat, ...] = Field(default=(), description="What can go wrong, most important first.")
    controls: tuple[Control, ...] = Field(default=(), description="Measures and where they stand.")
    interview_closed: bool = Field(default=False, description="The owner wants no further questions for now.")
    offline: bool = Field(default=False, description="Nothing of this model is ever sent to a language model.")
    scoring: Scoring = Field(default=USUAL, description="How its risks are scored and banded.")
    drafted: DraftStamp | None = Field(default=None, description="What the last draft was made from.")
    advised: AdviceStamp | None = Field(default=None, description="What a language model was shown for its advice.")
    imported: tuple[ImportedFile, ...] = Field(default=(), description="The files it was read from.")
    issued: dict[str, int] = Field(default_factory=dict, description="Highest number given out per id letter.")

    @model_validator(mode="after")
    def _links_resolve(self) -> Self:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def things(self) -> Iterator[Thing]:
        """Everything that has an id, in a fixed order."""
        collections: tuple[tuple[Thing, ...], ...] = (
            self.components, self.actors, self.flows, self.boundaries, self.assets, self.assumptions, self.threats,
            self.controls,
        )  # fmt: skip
        for collection in collections:
            yield from collection

    def value_of(self, fact: str, subject: str = SYSTEM) -> AnswerValue | None:
        """The value of a fact for a subject; a component falls back to the whole system."""
        found = self.fact(fact, subject)
        return found.value if found else None

    def fact(self, fact: str, subject: str = SYSTEM) -> FactValue | None:
        """The kept value of a fact with its evidence, for the subject or else for the whole system."""
        values = {kept.subject: kept for kept in self.facts if kept.fact == fact}
        return values.get(subject) or values.get(SYSTEM)

    def component(self, component_id: str) -> Component | None:
        """A component by its id."""
        return next((part for part in self.components if part.id == component_id), None)

    def of_kind(self, *kinds: ComponentKind) -> tuple[Component, ...]:
        """The components of some kinds."""
        return tuple(part for part in self.components if part.kind in kinds)

    def threat(self, threat_id: str) -> Threat | None:
        """A threat by its id."""
        return next((threat for threat in self.threats if threat.id == threat_id), None)

    def control(self, control_id: str) -> Control | None:
        """A control by its id."""
        return next((control for control in self.controls if control.id == control_id), None)

    def name_of(self, thing_id: str) -> str:
        """The name of a component, actor, boundary or flow; the system's own name for 'system'.

        Where two parts have one name, each is told apart by its id: ``orders API (C-2)``.
        """
        if thing_id == SYSTEM:
            return self.system.name or "the system"
        names = shown_names(self.components, self.actors, self.boundaries)
        if thing_id in names:
            return names[thing_id]
        for flow in self.flows:
            if flow.id == thing_id:
                return f"{self.name_of(flow.source)} → {self.name_of(flow.target)}"
        return thing_id

    def digest(self) -> str:
        """Digest of everything a draft depends on: the facts and the architecture."""
        parts = self.model_dump(mode="json", include={"components", "actors", "flows", "boundaries"})
        for thing in (*parts["components"], *parts["actors"]):
            del thing["called"]  # by which names else a part is known changes no threat
        parts["facts"] = sorted([kept.fact, kept.subject, kept.value] for kept in self.facts)
        soft = sorted([kept.fact, kept.subject] for kept in self.facts if kept.provenance is Provenance.INFERRED)
        if soft:
            parts["soft"] = soft  # a value that the owner confirms weighs more than one that is only inferred
        parts["waived"] = sorted(waiver.fact for waiver in self.waivers)
        parts["name"] = self.system.name
        if self.scoring != USUAL and not self.scoring.fitted:
            parts["scoring"] = self.scoring.model_dump(mode="json")
        parts["assumptions"] = sorted(
            [a.fact or a.id, a.status.value] for a in self.assumptions if a.status != "standing"
        )
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    def next_id(self, letter: str) -> str:
        """The next free id of a kind: C, P, F, B, D, A, T or M; numbers are never used twice."""
        return format_id(letter, self.issued.get(letter, 0) + 1)


def format_id(letter: str, number: int) -> str:
    """An id such as C-3 or T-007."""
    return f"{letter}-{number:03d}" if letter == "T" else f"{letter}-{number}"


def loose_ends(thing: Thing, known: frozenset[str]) -> Iterator[str]:
    """The links of one thing that lead nowhere, given the ids that exist."""
    for phrase, letters, links in _links(thing):
        for link in links:
            if link not in known or link[0] not in letters:
                yield f"{thing.id} {phrase} {link}, which does not exist"


def _links(thing: Thing) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What a thing links to: in words, the id letters that may stand there, and the ids."""
    match thing:
        case Component() | Actor():
            yield "lies within", "B", (thing.boundary,) if thing.boundary else ()
        case DataFlow():
            yield "touches", "CP", (thing.source, thing.target)
        case Asset():
            yield "is held by", "C", thing.held_by
        case Threat():
            yield "targets", "CF", tuple(target for target in thing.targets if target != SYSTEM)
        case Control():
            yield "acts on", "T", thing.threats


def _problems(model: ThreatModel) -> Iterator[str]:
    """What breaks the whole: repeated ids, dangling links, two values for one fact and subject."""
    things = tuple(model.things())
    counts = Counter(thing.id for thing in things)
    yield from (f"id {one} is used twice" for one, count in sorted(counts.items()) if count > 1)
    known = frozenset(counts)
    for thing in things:
        yield from loose_ends(thing, known)
    files = Counter(one.file for one in model.imported)
    yield from (f"file {one} was read in twice" for one, count in sorted(files.items()) if count > 1)
    subjects = [(kept.fact, kept.subject) for kept in model.facts]
    if len(subjects) != len(set(subjects)):
        yield "a fact has two values for one subject"
    yield from (
        f"fact {kept.fact} is about {kept.subject}, which does not exist"
        for kept in model.facts
        if kept.subject != SYSTEM and kept.subject not in known
    )
