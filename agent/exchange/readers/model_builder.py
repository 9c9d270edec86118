"""Build a model from what a file says, thing by thing, noting where each came from and what had to be cut."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import ValidationError

from agent.domain.changes.edit_refusal import in_words
from agent.domain.facts import SYSTEM, FactValue, Provenance
from agent.domain.model import ThreatModel, format_id
from agent.domain.secrets.redaction import mask
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
from agent.domain.wording.names_in_sentences import clipped
from agent.errors import InputError
from agent.exchange.interchange.losses import Loss, Losses
from agent.exchange.readers.bundles.fact_conflicts import settled
from agent.exchange.readers.derived_facts import Shown, finding, reads_like_an_order
from agent.exchange.readers.read_result import UNNAMED, Read, Taken
from agent.exchange.readers.term_mapping import Known, kind_of_part
from agent.exchange.readers.threat_models.severity_levels import Levels, score_of
from agent.exchange.readers.value_positions import Place
from agent.reading.documents import is_safeguard
from knowledge.vocabulary import ComponentKind, Stride

NAME, TITLE, STATEMENT, TEXT, ACTION = 120, 160, 1_400, 600, 1_000
MOST = 2_000
"""The most things of one sort that are read."""
MOST_OPEN = 24
T = TypeVar("T", Component, Actor, DataFlow, TrustBoundary, Asset, Assumption, Threat, Control)


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
    _facts: list[FactValue] = field(default_factory=list)
    _claims: list[Assumption] = field(default_factory=list)
    _claimed_at: dict[str, dict[str, None]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _marks: dict[str, frozenset[str]] = field(default_factory=dict)
    _stand_ins: dict[str, ComponentKind] = field(default_factory=dict)
    _flags: dict[str, None] = field(default_factory=dict)
    prose: str = ""
    """Words that describe something and are to be read like a document."""

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
        marks: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """A part; its kind is guessed from its name and a hint where it is not known."""
        thing = self._id("C", key)
        self._marks[thing] = frozenset(filter(None, marks))
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
        levels: Levels | None = None, status: ThreatStatus = ThreatStatus.OPEN,
        stride: Iterable[Stride] = (), tags: Iterable[str] = (), reason: str = "",
    ) -> None:  # fmt: skip
        """A threat; without levels of its own, all five follow from its severity. Unknown targets mean the whole."""
        thing = self._id("T", key)
        told = statement or title or thing
        found = dict.fromkeys(self.ids[one] for one in targets if self.ids.get(one, "")[:1] in ("C", "F", "s"))
        scored = levels or {}
        current = score_of(scored.get("current"), severity)
        decided = status not in (ThreatStatus.OPEN, ThreatStatus.RETIRED)
        why = self.losses.cut("reasons", thing, reason, TEXT) or f"{status.value} in the file it was read from"
        self._put(key, place, Threat(
            id=thing, title=self.losses.cut("titles", thing, self._looked_at(title or told), TITLE),
            statement=self.losses.cut("statements", thing, told, STATEMENT), targets=tuple(found) or (SYSTEM,),
            references=self.known.references(tags), stride=tuple(dict.fromkeys(stride)),
            inherent=score_of(scored.get("inherent"), severity) if scored else current, current=current,
            target=score_of(scored.get("target"), severity) if scored else current, status=status,
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
            id=thing, title=self.losses.cut("titles", thing, self._looked_at(title or thing), TITLE),
            action=self.losses.cut("measures", thing, action, ACTION),
            verify=self.losses.cut("checks", thing, verify, TEXT), threats=tuple(acting), status=status,
            reason=(reason or "rejected in the file it was read from") if rejected else "", decided=True,
            origin=Origin.IMPORT,
        ))  # fmt: skip

    def holds_secret(self, holder: str, name: str, place: Place) -> None:
        """A part has a secret, of which nothing but the name is known."""
        key = f"secret {holder} {name}"
        if key not in self.ids:
            part = self.part(holder).name
            self.asset(key, f"{name} of {part}", place, ("confidentiality",), (holder,))

    def finds(self, name: str, place: Place) -> None:
        """Something that the table of findings concludes from: what it states, and what it only suggests."""
        shown, where = finding(name), place.pointer or "/"
        because = f"{shown.because} at {where}"[:260]
        for one in shown.states:
            self._fact(one, Provenance.FILE, because, place)
        for one in shown.suggests:
            if is_safeguard(one.fact, one.value, self.known.catalog):
                text = self.known.catalog.facts[one.fact].meaning(one.value)[:300]
                source = f"{UNNAMED} ({shown.because})"[:200]
                self._claims.append(Assumption(id="A-1", text=text, fact=one.fact, value=one.value, source=source))
                self._claimed_at.setdefault(one.fact, {})[place.pointer] = None
            else:
                self._fact(one, Provenance.INFERRED, because, place)

    def _fact(self, one: Shown, provenance: Provenance, because: str, place: Place) -> None:
        self._facts.append(FactValue(fact=one.fact, value=one.value, provenance=provenance, because=because))
        self._taken.append(Taken(f"fact {one.fact}", place.pointer))

    def ask(self, question: str) -> None:
        """Something that the file leaves open, for a person to say."""
        self._open.append(clipped(question, 260))

    def stands_for(self, key: str, kind: ComponentKind) -> None:
        """A part that the file only implies: it is the one of that kind that another file names."""
        self._stand_ins[self.ids[key]] = kind

    def part(self, key: str) -> Component:
        """The part of a key; KeyError where there is none."""
        wanted = self.ids[key]
        return next(one for one in self._things["C"] if isinstance(one, Component) and one.id == wanted)

    def alias(self, key: str, known: str) -> None:
        """Another id in the file for a thing that is there."""
        if known in self.ids:
            self.ids[key] = self.ids[known]

    def build(self) -> Read:
        """The whole; raises InputError where it does not hang together."""
        said = settled(self._facts, self._claims, self.known.catalog)
        for one in said.assumptions:
            thing = self._id("A", "")
            self._things.setdefault("A", []).append(one.model_copy(update={"id": thing}))
            self._taken.extend(Taken(thing, pointer) for pointer in self._claimed_at[str(one.fact)])
        issued = {letter: max(int(one[2:]) for one in used) for letter, used in self._used.items() if used}
        parts = {name: tuple(self._things.get(letter, ())) for name, letter in COLLECTIONS.items()}
        left = tuple(dict.fromkeys((*self._open, *said.open)))[:MOST_OPEN]
        system = self.system.model_copy(update={"left_open": left})
        try:
            model = ThreatModel.model_validate({**parts, "system": system, "facts": said.facts, "issued": issued})
        except ValidationError as problem:
            raise InputError(f"what the file says does not hang together: {in_words(problem)}") from None
        losses, flags = map(_masked, self.losses.report()), (mask(flag).text for flag in self._flags)
        return Read(
            model, tuple(self._taken), tuple(losses), self._marks, self._stand_ins, self.prose, tuple(flags),
        )  # fmt: skip

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
        return self.losses.cut("names", name[:40], self._looked_at(name), NAME)

    def _looked_at(self, name: str) -> str:
        """A name in one line; one that speaks to a program, or would act in a page, is told."""
        flat = " ".join(name.split())
        if reads_like_an_order(flat):
            told = f"“{clipped(flat, 80)}” reads like an order or a script; it is kept as words and acts nowhere"
            self._flags[told] = None
        return flat


def _masked(loss: Loss) -> Loss:
    """The same without secrets that stand in names and labels of the file."""
    return replace(loss, names=tuple(mask(name).text for name in loss.names))


COLLECTIONS = {
    "boundaries": "B", "components": "C", "actors": "P", "flows": "F", "assets": "D", "assumptions": "A",
    "threats": "T", "controls": "M",
}  # fmt: skip
