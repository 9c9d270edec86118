"""A worked example: a system told by its owner together with what a careful reader makes of it and what was decided."""

import hashlib
from datetime import date

from pydantic import Field

from agent.domain.changes.edits import (
    CloseInterview,
    DecideControl,
    DecideThreat,
    DescribeSystem,
    Edit,
    PutActor,
    PutAsset,
    PutBoundary,
    PutComponent,
    PutFlow,
    SetFact,
)
from agent.domain.facts import FactValue, Provenance, Quote
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Asset, Component, DataFlow, TrustBoundary
from agent.domain.threats import ControlStatus, ThreatStatus
from knowledge.vocabulary import AnswerValue, ComponentKind, Slug, Value


class Person(Value):
    """People who send something in or get something out."""

    trusted: bool = False
    zone: str = ""
    said: str = Field(description="The owner's words that name them.")


class Part(Value):
    """A part of the system."""

    kind: ComponentKind
    zone: str = ""
    does: str = ""
    said: str = Field(description="The owner's words that name it.")


class Worth(Value):
    """Something worth protecting."""

    needs: tuple[str, ...]
    held_by: tuple[str, ...]


class Known(Value):
    """The value of a fact, with the owner's words where they tell it; else it was answered."""

    value: AnswerValue
    said: str = ""


class Decided(Value):
    """Where a threat or a measure stands."""

    status: str
    reason: str = ""
    owner: str = ""
    review_by: date | None = None


class Worked(Value):
    """What is known of an example, by name; its threats follow from that as they do for any system."""

    name: str
    purpose: str
    owner: str
    zones: dict[str, int] = Field(description="Trust boundaries with how far they are trusted.")
    people: dict[str, Person]
    parts: dict[str, Part]
    flows: tuple[str, ...] = Field(description="Such as '!customers > chat: questions'; the mark says: not trusted.")
    assets: dict[str, Worth]
    facts: dict[Slug, Known]
    no: tuple[Slug, ...] = Field(description="Facts that do not hold.")
    threats: dict[Slug, Decided] = Field(description="What was decided, by the pattern.")
    measures: dict[Slug, Decided] = Field(description="Where measures stand, by the mitigation.")

    def digest(self, text: str) -> str:
        """A short sum of all that the finished example is made from."""
        return hashlib.sha256(f"{text}\n{self.model_dump_json()}".encode()).hexdigest()[:16]

    def opening(self, text: str) -> tuple[Edit, ...]:
        """The edits that a careful reading of the description makes, as said in the first turn."""
        zones = {name: f"B-{number}" for number, name in enumerate(self.zones, start=1)}
        ids = {name: f"P-{number}" for number, name in enumerate(self.people, start=1)}
        ids |= {name: f"C-{number}" for number, name in enumerate(self.parts, start=1)}
        return (
            DescribeSystem(name=self.name, purpose=self.purpose, owner=self.owner, description=text),
            *(PutBoundary(boundary=TrustBoundary(id=zones[name], name=name, trust=trust))
              for name, trust in self.zones.items()),
            *(PutActor(actor=Actor(id=ids[name], name=name, trusted=one.trusted, boundary=zones.get(one.zone),
                                   quotes=_quoted(one.said)))
              for name, one in self.people.items()),
            *(PutComponent(component=Component(id=ids[name], name=name, kind=one.kind, boundary=zones.get(one.zone),
                                               description=one.does, quotes=_quoted(one.said)))
              for name, one in self.parts.items()),
            *(PutFlow(flow=_flow(line, f"F-{number}", ids)) for number, line in enumerate(self.flows, start=1)),
            *(PutAsset(asset=Asset(id=f"D-{number}", name=name, needs=one.needs,
                                   held_by=tuple(ids[part] for part in one.held_by)))
              for number, (name, one) in enumerate(self.assets.items(), start=1)),
            *(SetFact(value=_fact(fact, one)) for fact, one in self.facts.items()),
            *(SetFact(value=FactValue(fact=fact, value=False, provenance=Provenance.ANSWERED)) for fact in self.no),
            CloseInterview(),
        )  # fmt: skip

    def decisions(self, model: ThreatModel) -> tuple[Edit, ...]:
        """What was decided about the threats and measures that the draft has."""
        threats = {threat.pattern: threat.id for threat in model.threats}
        controls = {control.mitigation: control.id for control in model.controls}
        return (
            *(DecideThreat(threat=threats[pattern], status=ThreatStatus(one.status), reason=one.reason,
                           owner=one.owner, review_by=one.review_by)
              for pattern, one in self.threats.items() if pattern in threats),
            *(DecideControl(control=controls[mitigation], status=ControlStatus(one.status), reason=one.reason,
                            owner=one.owner)
              for mitigation, one in self.measures.items() if mitigation in controls),
        )  # fmt: skip


def _quoted(said: str) -> tuple[Quote, ...]:
    return (Quote(turn=1, text=said),) if said else ()


def _fact(fact: str, one: Known) -> FactValue:
    provenance = Provenance.STATED if one.said else Provenance.ANSWERED
    return FactValue(fact=fact, value=one.value, provenance=provenance, quotes=_quoted(one.said))


def _flow(line: str, flow_id: str, ids: dict[str, str]) -> DataFlow:
    ends, _, label = line.removeprefix("!").partition(": ")
    source, _, target = ends.partition(" > ")
    return DataFlow(
        id=flow_id, source=ids[source], target=ids[target], label=label, untrusted=line.startswith("!"),
    )  # fmt: skip
