"""Build a model from what a file says, thing by thing, noting where each came from and what had to be cut."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel, format_id
from agent.domain.refusal import in_words
from agent.domain.risk import DreadScore, FactorScore, Reason
from agent.domain.system import (
    Actor,
    Asset,
    Assumption,
    AssumptionStatus,
    Component,
    DataFlow,
    Origin,
    SystemProfile,
    TrustBoundary,
)
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus, Treatment
from agent.errors import InputError
from agent.exchange.interchange.losses import Loss, Losses
from agent.exchange.readers.naming import Known, kind_of_part
from agent.exchange.readers.places import Place
from knowledge.vocabulary import ComponentKind, DreadFactor, Stride

NAME, TITLE, STATEMENT, TEXT, ACTION = 120, 160, 1_400, 600, 1_000
MOST = 2_000
"""The most things of one sort that are read."""
_SEVERITY = {
    "critical": 9, "very high": 9, "very_high": 9, "high": 7, "medium": 5, "moderate": 5, "elevated": 5, "low": 3,
    "very low": 1, "very_low": 1, "none": 1,
}  # fmt: skip
_UNKNOWN = 5
T = TypeVar("T", Component, Actor, DataFlow, TrustBoundary, Asset, Assumption, Threat, Control)


@dataclass(frozen=True)
class Taken:
    """One thing of a model, and where in the file it stood."""

    thing: str
    pointer: str

    @property
    def line(self) -> str:
        """The same in one line."""
        return f"{self.thing} from {self.pointer or '/'}"


@dataclass(frozen=True)
class Read:
    """What a file became."""

    model: ThreatModel
    taken: tuple[Taken, ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass
class Builder:
    """A model as it grows."""

    known: Known
    system: SystemProfile = field(default_factory=SystemProfile)
    losses: Losses = field(default_factory=lambda: Losses(ThreatModel()))
    ids: dict[str, str] = field(default_factory=lambda: {SYSTEM: SYSTEM})
    """The ids of things by the ids that the file has for them."""
    _things: dict[str, list[Component | Actor | DataFlow | TrustBoundary | Asset | Assumption | Threat | Control]] = (
        field(default_factory=dict)
    )
    _used: dict[str, set[str]] = field(default_factory=dict)
    _taken: list[Taken] = field(default_factory=list)

    def describe(self, name: str, purpose: str = "", description: str = "", owner: str = "") -> None:
        """What the system is."""
        self.system = SystemProfile(
            name=self.losses.cut("names", name, name, NAME), purpose=self.losses.cut("purposes", name, purpose, TEXT),
            description=description, opening=description,
            owner=self.losses.cut("owners", owner, owner, NAME),
        )  # fmt: skip

    def boundary(self, key: str, name: str, place: Place, trust: float | None = None) -> None:
        """A trust boundary."""
        level = 50 if trust is None else round(min(100.0, max(0.0, trust)))
        thing = self._id("B", key)
        self._put(key, place, TrustBoundary(id=thing, name=self._name(name or thing), trust=level))

    def component(
        self, key: str, name: str, place: Place, hint: str = "", zone: str = "", does: str = "",
        kind: ComponentKind | None = None, inferred: bool = False, called: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """A part; its kind is guessed from its name and a hint where it is not known."""
        thing = self._id("C", key)
        self._put(key, place, Component(
            id=thing, name=self._name(name or thing), kind=kind or kind_of_part(name, hint),
            description=self.losses.cut("descriptions of parts", name, does, TEXT), boundary=self.ids.get(zone),
            origin=Origin.IMPORT, inferred=inferred, called=tuple(called)[:24],
        ))  # fmt: skip

    def actor(self, key: str, name: str, place: Place, zone: str = "", trusted: bool = False,
              called: Iterable[str] = ()) -> None:  # fmt: skip
        """People or an outside system."""
        thing = self._id("P", key)
        self._put(key, place, Actor(id=thing, name=self._name(name or thing), trusted=trusted,
                                    boundary=self.ids.get(zone), called=tuple(called)[:24]))  # fmt: skip

    def flow(
        self, key: str, source: str, target: str, place: Place, label: str = "", untrusted: bool = False,
        inferred: bool = False,
    ) -> None:  # fmt: skip
        """A flow; one whose ends are not both parts or people is left out, and said to be."""
        ends = [self.ids.get(end, "") for end in (source, target)]
        if not all(end[:1] in ("C", "P") and end for end in ends):
            self.losses.leave_out("flows whose ends are no parts", (label or key,))
            return
        self._put(key, place, DataFlow(
            id=self._id("F", key), source=ends[0], target=ends[1], label=self._name(label), untrusted=untrusted,
            inferred=inferred,
        ))  # fmt: skip

    def asset(self, key: str, name: str, place: Place, needs: Iterable[str] = (), held_by: Iterable[str] = ()) -> None:
        """Something worth protecting."""
        holders = tuple(found for one in held_by if (found := self.ids.get(one, "")).startswith("C-"))
        self._put(key, place, Asset(id=self._id("D", key), name=self._name(name), needs=tuple(needs), held_by=holders))

    def assumption(self, key: str, text: str, place: Place, status: AssumptionStatus, source: str = "") -> None:
        """Something taken as given."""
        self._put(key, place, Assumption(
            id=self._id("A", key), text=self.losses.cut("assumptions", key, text, 300), status=status,
            source=source[:200],
        ))  # fmt: skip

    def threat(
        self, key: str, title: str, statement: str, place: Place, *, targets: Iterable[str] = (), severity: str = "",
        levels: Mapping[str, Mapping[str, int]] | None = None, status: ThreatStatus = ThreatStatus.OPEN,
        stride: Iterable[Stride] = (), tags: Iterable[str] = (), reason: str = "",
    ) -> None:  # fmt: skip
        """A threat; without levels of its own, all five follow from its severity. Unknown targets mean the whole."""
        thing = self._id("T", key)
        told = statement or title or thing
        found = dict.fromkeys(self.ids[one] for one in targets if self.ids.get(one, "")[:1] in ("C", "F", "s"))
        scored = levels or {}
        current = _score(scored.get("current"), severity)
        decided = status not in (ThreatStatus.OPEN, ThreatStatus.RETIRED)
        why = self.losses.cut("reasons", thing, reason, TEXT) or f"{status.value} in the file it was read from"
        self._put(key, place, Threat(
            id=thing, title=self.losses.cut("titles", thing, title or told, TITLE),
            statement=self.losses.cut("statements", thing, told, STATEMENT), targets=tuple(found) or (SYSTEM,),
            references=self.known.references(tags), stride=tuple(dict.fromkeys(stride)),
            inherent=_score(scored.get("inherent"), severity) if scored else current, current=current,
            target=_score(scored.get("target"), severity) if scored else current, status=status,
            treatment=Treatment(reason=why, author="import") if decided else None, origin=Origin.IMPORT,
        ))  # fmt: skip

    def control(
        self, key: str, title: str, place: Place, *, action: str = "", verify: str = "", threats: Iterable[str] = (),
        status: ControlStatus = ControlStatus.PROPOSED, reason: str = "",
    ) -> None:  # fmt: skip
        """A measure with the threats it acts on."""
        thing = self._id("M", key)
        acting = dict.fromkeys(found for one in threats if (found := self.ids.get(one, "")).startswith("T-"))
        rejected = status is ControlStatus.REJECTED
        self._put(key, place, Control(
            id=thing, title=self.losses.cut("titles", thing, title or thing, TITLE),
            action=self.losses.cut("measures", thing, action, ACTION),
            verify=self.losses.cut("checks", thing, verify, TEXT), threats=tuple(acting), status=status,
            reason=(reason or "rejected in the file it was read from") if rejected else "", decided=True,
            origin=Origin.IMPORT,
        ))  # fmt: skip

    def alias(self, key: str, known: str) -> None:
        """Another id in the file for a thing that is there."""
        if known in self.ids:
            self.ids[key] = self.ids[known]

    def build(self) -> Read:
        """The whole; raises InputError where it does not hang together."""
        issued = {letter: max(int(one[2:]) for one in used) for letter, used in self._used.items() if used}
        parts = {name: tuple(self._things.get(letter, ())) for name, letter in _COLLECTIONS.items()}
        try:
            model = ThreatModel.model_validate({**parts, "system": self.system, "issued": issued})
        except ValidationError as problem:
            raise InputError(f"what the file says does not hang together: {in_words(problem)}") from None
        return Read(model, tuple(self._taken), self.losses.report())

    def _put(self, key: str, place: Place, thing: T) -> None:
        letter = thing.id[0]
        kept = self._things.setdefault(letter, [])
        if len(kept) >= MOST:
            raise InputError(f"at {place.pointer}: more than {MOST:,} things of one sort; split the file")
        kept.append(thing)
        self.ids.setdefault(key, thing.id)
        self._taken.append(Taken(thing.id, place.pointer))

    def _id(self, letter: str, key: str) -> str:
        """The id that the file gives where it is one of ours and free, else the next one."""
        used = self._used.setdefault(letter, set())
        own = key.upper()
        digits = r"\d{3,9}" if letter == "T" else r"\d{1,9}"
        if not re.fullmatch(f"{letter}-{digits}", own) or own in used:
            number = len(used) + 1
            while (own := format_id(letter, number)) in used:
                number += 1
        used.add(own)
        return own

    def _name(self, name: str) -> str:
        return self.losses.cut("names", name[:40], " ".join(name.split()), NAME)


_COLLECTIONS = {
    "boundaries": "B", "components": "C", "actors": "P", "flows": "F", "assets": "D", "assumptions": "A",
    "threats": "T", "controls": "M",
}  # fmt: skip


def _score(levels: Mapping[str, int] | None, severity: str) -> DreadScore:
    """Five factors: the levels that the file has, or the same for all by its word of severity."""
    if levels is not None:
        because = "the level in the file"
        each = {one.value: min(10, max(0, int(levels.get(one.value, _UNKNOWN)))) for one in DreadFactor}
    else:
        because = f"from the severity {severity!r} of the file" if severity else "the file gives no severity"
        level = _SEVERITY.get(severity.strip().lower(), _UNKNOWN)
        each = {one.value: level for one in DreadFactor}
    reasons = (Reason(text=because),)
    return DreadScore.model_validate(
        {name: FactorScore(level=n, low=n, high=n, reasons=reasons) for name, n in each.items()}
    )
