"""Several files as one system: parts, people, boundaries and flows are joined, and contradictions are left open."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from agent.domain.facts import SYSTEM, FactValue
from agent.domain.model import ThreatModel, format_id
from agent.domain.system import Actor, Asset, Assumption, Component, DataFlow, SystemProfile, TrustBoundary
from agent.domain.threats import Control, Threat
from agent.domain.wording.names_in_sentences import clipped
from agent.errors import InputError
from agent.exchange.interchange.losses import How, Loss
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.bundles.bundle_files import Member, on_one_another
from agent.exchange.readers.bundles.fact_conflicts import settled
from agent.exchange.readers.bundles.same_components import Group, Joined, Spot, joined
from agent.exchange.readers.model_builder import MOST_OPEN, NAME, TEXT
from agent.exchange.readers.read_result import Read, Taken, named_after, several
from knowledge.catalog import Catalog

MOST_FILES = 50
N = TypeVar("N", Actor, TrustBoundary)
_CONTRADICTS = ("Which holds: ", "What is “")
"""How the questions begin that two files give different answers to."""
_ID = re.compile(r"[A-Z]-\d{1,9}\Z")


@dataclass(frozen=True)
class Bundle:
    """What several files became."""

    members: tuple[Member, ...]
    read: Read

    @property
    def contradictions(self) -> tuple[str, ...]:
        """The questions about what files tell differently; the other open ones are about what none tells."""
        return tuple(one for one in self.read.model.system.left_open if one.startswith(_CONTRADICTS))

    @property
    def prose(self) -> tuple[tuple[str, str], ...]:
        """The words in the files that are to be read as documents, each with the name of its file."""
        return tuple((one.name, one.read.prose) for one in self.members if one.read.prose.strip())


def read_bundle(files: Sequence[tuple[str, str]], catalog: Catalog) -> Bundle:
    """Read each file, given as its name and text, and make one system of all; raises InputError with the file's name.

    One file alone stays as it was read. Where one file cannot be read, none is.
    """
    if len(files) > MOST_FILES:
        raise InputError(f"{len(files):,} files were given; at most {MOST_FILES} make one system")
    members = []
    for name, text in files:
        try:
            form, read = read_foreign(text, catalog)
        except InputError as problem:
            raise InputError(f"{name}: {problem}") from None
        members.append(Member(name, form, named_after(read, name)))
    whole = list(on_one_another(files, members, catalog))
    return Bundle(tuple(members), whole[0].read if len(whole) == 1 else _Joiner(whole, catalog).read())


class _Joiner:
    """Puts the models of several files together under new ids."""

    def __init__(self, members: Sequence[Member], catalog: Catalog) -> None:
        self._members, self._catalog = members, catalog
        self._models = [one.read.model for one in members]
        self._ids: dict[Spot, str] = {}
        self._issued: Counter[str] = Counter()
        self._open = [question for model in self._models for question in model.system.left_open]
        self._losses: list[Loss] = []

    def read(self) -> Read:
        """The joined model with all places, losses and flags."""
        parts = joined([one.read for one in self._members])
        self._alone(parts)
        boundaries = self._by_name("B", [model.boundaries for model in self._models])
        components = [self._component(group) for group in parts.groups]
        actors = self._by_name("P", [model.actors for model in self._models])
        flows = self._flows()
        assets = self._assets()
        threats = [self._threat(number, one) for number, model in enumerate(self._models) for one in model.threats]
        controls = [self._control(number, one) for number, model in enumerate(self._models) for one in model.controls]
        told = settled(self._facts(), (*self._assumptions(), *self._guesses(parts)), self._catalog)
        model = ThreatModel(
            system=self._system(told.open), components=tuple(components), actors=tuple(actors), flows=flows,
            boundaries=tuple(boundaries), assets=assets, facts=told.facts, threats=tuple(threats),
            assumptions=tuple(self._renumbered(told.assumptions)),
            controls=tuple(controls), issued=dict(self._issued),
        )  # fmt: skip
        losses = several((one.name, loss) for one in self._members for loss in one.read.losses)
        flags = tuple(dict.fromkeys(flag for one in self._members for flag in one.read.flags))
        return Read(model, self._taken(), (*losses, *self._losses), flags=flags)

    def _new(self, letter: str) -> str:
        self._issued[letter] += 1
        return format_id(letter, self._issued[letter])

    def _id(self, number: int, key: str) -> str:
        return SYSTEM if key == SYSTEM else self._ids[number, key]

    def _by_name(self, letter: str, models: Sequence[Sequence[N]]) -> list[N]:
        """Boundaries or people, those of one name once."""
        found: dict[str, N] = {}
        for number, things in enumerate(models):
            for one in things:
                name = " ".join(one.name.casefold().split())
                if name not in found:
                    found[name] = self._within(number, one.model_copy(update={"id": self._new(letter)}))
                self._ids[number, one.id] = found[name].id
        return list(found.values())

    def _within(self, number: int, one: N) -> N:
        """The same with its boundary under the new id."""
        lies = getattr(one, "boundary", None)
        return one.model_copy(update={"boundary": self._ids[number, lies]}) if lies else one

    def _component(self, group: Group) -> Component:
        """One part of what the files say of it."""
        thing, first = self._new("C"), group.parts[0]
        for spot in group.spots:
            self._ids[spot] = thing
        firm = [pair for pair in zip(group.spots, group.parts, strict=True) if not pair[1].inferred]
        told = firm or list(zip(group.spots, group.parts, strict=True))
        zones = list(dict.fromkeys(self._ids[spot[0], one.boundary] for spot, one in told if one.boundary))
        names = dict.fromkeys(name for one in group.parts for name in (one.name, *one.called) if name != first.name)
        does = " ".join(dict.fromkeys(one.description for one in group.parts if one.description))
        if group.contradicts:
            self._contradiction(group)
        return first.model_copy(update={
            "id": thing, "kind": group.kind, "description": clipped(does, TEXT), "called": tuple(names)[:24],
            "boundary": zones[0] if zones else None, "inferred": not firm,
        })  # fmt: skip

    def _alone(self, parts: Joined) -> None:
        """Ask about a file that shares no part with the others, so that nothing says how they hang together."""
        shared = {number for group in parts.groups if len(group.spots) > 1 for number, _ in group.spots}
        for number, member in enumerate(self._members):
            names = [one.name for one in member.read.model.components]
            if names and number not in shared:
                told = " and ".join(f"“{name[:60]}”" for name in names[:2])
                self._open.append(clipped(f"What links {told} of {member.name} to the parts of the other files?", 260))

    def _contradiction(self, group: Group) -> None:
        """Ask what a part is of which files tell different things."""
        sides: dict[str, str] = {}
        for (number, _), one in zip(group.spots, group.parts, strict=True):
            if one in group.contradicts:
                sides.setdefault(self._catalog.kinds[one.kind].label.lower(), self._members[number].name)
        asked = " or ".join(f"{label} ({file})" for label, file in sides.items())
        self._open.append(clipped(f"What is “{group.parts[0].name}”: {asked}?", 260))

    def _flows(self) -> tuple[DataFlow, ...]:
        """Flows between the same two parts as one; those within one part are none."""
        found: dict[tuple[str, str], DataFlow] = {}
        for number, model in enumerate(self._models):
            for one in model.flows:
                ends = (self._ids[number, one.source], self._ids[number, one.target])
                if ends[0] == ends[1]:
                    self._losses.append(Loss(How.DROPPED, "flows within one part", (one.label or one.id,)))
                    continue
                kept = found.get(ends)
                if kept is None:
                    thing = self._new("F")
                    found[ends] = one.model_copy(update={"id": thing, "source": ends[0], "target": ends[1]})
                else:
                    found[ends] = _together(kept, one)
                self._ids[number, one.id] = found[ends].id
        return tuple(found.values())

    def _assets(self) -> tuple[Asset, ...]:
        found: dict[str, Asset] = {}
        for number, model in enumerate(self._models):
            for one in model.assets:
                name = " ".join(one.name.casefold().split())
                kept = found.get(name) or one.model_copy(update={"id": self._new("D"), "held_by": (), "needs": ()})
                holders = (*kept.held_by, *(self._ids[number, key] for key in one.held_by))
                needs = tuple(dict.fromkeys((*kept.needs, *one.needs)))
                found[name] = kept.model_copy(update={"held_by": tuple(dict.fromkeys(holders)), "needs": needs})
                self._ids[number, one.id] = kept.id
        return tuple(found.values())

    def _threat(self, number: int, one: Threat) -> Threat:
        self._ids[number, one.id] = thing = self._new("T")
        targets = tuple(dict.fromkeys(self._id(number, key) for key in one.targets))
        return one.model_copy(update={"id": thing, "targets": targets})

    def _control(self, number: int, one: Control) -> Control:
        self._ids[number, one.id] = thing = self._new("M")
        return one.model_copy(update={"id": thing, "threats": tuple(self._ids[number, key] for key in one.threats)})

    def _facts(self) -> Iterator[FactValue]:
        for number, model in enumerate(self._models):
            for one in model.facts:
                yield one.model_copy(update={"subject": self._id(number, one.subject)})

    def _assumptions(self) -> Iterator[Assumption]:
        return (one for model in self._models for one in model.assumptions)

    def _renumbered(self, kept: Sequence[Assumption]) -> Iterator[Assumption]:
        """What is assumed under new ids, by which the places of all files that said so are found."""
        for one in kept:
            thing = self._new("A")
            for number, model in enumerate(self._models):
                for said in model.assumptions:
                    if said.fact == one.fact and (one.fact is not None or said.text == one.text):
                        self._ids[number, said.id] = thing
            yield one.model_copy(update={"id": thing})

    def _guesses(self, parts: Joined) -> Iterator[Assumption]:
        """Which part was taken for one that a file only implies; one that could be several is asked about."""
        for number, part, real in parts.guesses:
            file = self._members[number].name
            yield Assumption(id="A-1", text=clipped(f"“{real.name}” is what {file} means by “{part.name}”", 300),
                             source=file[:200])  # fmt: skip
        for number, part, group in parts.doubts:
            (other, _), told = group.spots[0], group.parts[0]
            kinds = [self._catalog.kinds[kind].label.lower() for kind in (part.kind, group.kind)]
            this, that = (f"“{one.name}” of {self._members[at].name}" for one, at in ((part, number), (told, other)))
            self._open.append(clipped(f"Is {this} ({kinds[0]}) the same as {that} ({kinds[1]})?", 260))
        for number, part, several_parts in parts.unclear:
            names = " or ".join(f"“{one.name}”" for one in several_parts[:4])
            self._open.append(clipped(f"Which is “{part.name}” of {self._members[number].name}: {names}?", 260))

    def _system(self, open_too: Sequence[str]) -> SystemProfile:
        """The first name, purpose and owner that a file gives, and all descriptions; other names are told."""
        systems = [model.system for model in self._models]
        names = list(dict.fromkeys(one.name for one in systems if one.name))
        told = list(dict.fromkeys(one.description for one in systems if one.description))
        if len(names) > 1:
            self._losses.append(Loss(How.DROPPED, "names of the system after the first", tuple(names[1:])))
        return SystemProfile(
            name=names[0] if names else "", purpose=next((one.purpose for one in systems if one.purpose), ""),
            description="\n\n".join(told), opening=told[0] if told else "",
            from_documents="\n\n".join(dict.fromkeys(one.from_documents for one in systems if one.from_documents)),
            owner=next((one.owner for one in systems if one.owner), ""),
            left_open=tuple(dict.fromkeys((*self._open, *open_too)))[:MOST_OPEN],
        )  # fmt: skip

    def _taken(self) -> tuple[Taken, ...]:
        """Where everything stood, under the new ids; a part of several files has a line for each."""
        return tuple(
            replace(one, thing=self._ids.get((number, one.thing), one.thing))
            for number, member in enumerate(self._members) for one in member.read.taken
            if (number, one.thing) in self._ids or not _ID.match(one.thing)
        )  # fmt: skip


def _together(kept: DataFlow, other: DataFlow) -> DataFlow:
    """One flow of two: with both labels, an entry point if either is, and stated if either is."""
    labels = dict.fromkeys(filter(None, (*kept.label.split("; "), *other.label.split("; "))))
    return kept.model_copy(update={
        "label": clipped("; ".join(labels), NAME), "untrusted": kept.untrusted or other.untrusted,
        "inferred": kept.inferred and other.inferred,
    })  # fmt: skip
