"""Take a file into a model that is there already: what is new comes in, what changed is renewed, what is gone goes.

A thing that the model has from an earlier import is known by the file's own name for it, whatever people call it by
now; other things are met by exactly their name. What people wrote stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.domain.changes.apply import Mint
from agent.domain.changes.edits import (
    ClearFact,
    Edit,
    NoteImport,
    PutActor,
    PutAsset,
    PutAssumption,
    PutBoundary,
    PutComponent,
    PutFlow,
    Remove,
    SetFact,
)
from agent.domain.facts import PERSONAL, Provenance
from agent.domain.import_sources import ImportedFile, ImportedThing, same_file
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component, DataFlow, Origin, TrustBoundary
from agent.domain.wording.names_in_sentences import clipped
from agent.exchange.readers.import_notes import FACT, sentences, told, value_words
from agent.exchange.readers.read_result import Read


@dataclass(frozen=True)
class Renewal:
    """The edits that take a file in, and what a person has to look at."""

    edits: tuple[Edit, ...]
    notes: tuple[str, ...]
    added: int
    removed: int


def renewal(model: ThreatModel, read: Read, file: str, form: str, missing: Iterable[str] = ()) -> Renewal:
    """How a model takes in what was read of a file; ``file`` is its path, ``form`` the id of its format.

    ``missing`` are files that the model was read from and that are no longer there: one of them may be this file under
    its former name.
    """
    return _Renewer(model, read, told(read, file, form), frozenset(missing)).renewal()


def leaving(model: ThreatModel, noted: ImportedFile) -> Renewal:
    """How a model loses what it has of a file that is no longer there."""
    return _Renewer(model, Read(ThreatModel()), noted.model_copy(update={"things": ()}), frozenset()).renewal()


@dataclass
class _Renewer:
    model: ThreatModel
    read: Read
    now: ImportedFile
    missing: frozenset[str]
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._mint = Mint(self.model)
        self._there = {one.id: one for one in self.model.things()}
        before = next((one for one in self.model.imported if one.file == self.now.file), None) or self._former()
        self._former_name = before.file if before and before.file != self.now.file else ""
        self._before = {one.key: one for one in before.things} if before else {}
        self._ids: dict[str, str] = {}
        """The ids of things in the model, by their ids in what was read."""

    def _former(self) -> ImportedFile | None:
        """The note of this file under a name that no file has any more."""
        alike = [one for one in self.model.imported if one.file in self.missing and same_file(one, self.now)]
        return alike[0] if len(alike) == 1 else None

    def renewal(self) -> Renewal:
        added = self._meet()
        puts = [edit for edit in self._puts() if edit is not None]
        gone = list(self._gone())
        kept = tuple(one.model_copy(update={"thing": self._ids.get(one.thing, one.thing)}) for one in self.now.things)
        note = NoteImport(file=self.now.model_copy(update={"things": kept}), former=self._former_name)
        return Renewal((*gone, *puts, note), tuple(self.notes), added, len(gone))

    def _meet(self) -> int:
        """Find each thing of the file in the model, or give it a new id; the number of new ones."""
        new = 0
        for one in self._things_now():
            found = self._known(one)
            new += found is None
            self._ids[one.thing] = found or self._mint.take(one.thing[0])
        for flow in self.read.model.flows:
            self._ids.setdefault(flow.id, "")
        return new

    def _things_now(self) -> Iterator[ImportedThing]:
        yield from (one for one in self.now.things if not one.key.startswith(FACT))

    def _known(self, one: ImportedThing) -> str | None:
        before = self._before.get(one.key)
        if before is not None:
            # a person who took the thing out of the model did so knowingly: it does not come back by itself
            return before.thing
        taken = {kept.thing for kept in self._before.values()} | set(self._ids.values())
        return next((found for found in self._alike(one.thing) if found not in taken), None)

    def _alike(self, thing: str) -> Iterator[str]:
        """What the model has by the same name; a part that is only inferred, also where there is one of its kind."""
        read = {one.id: one for one in self.read.model.things()}[thing]
        if isinstance(read, DataFlow):
            ends = (self._ids[read.source], self._ids[read.target])
            yield from (one.id for one in self.model.flows if (one.source, one.target) == ends)
            return
        name = getattr(read, "name", "").casefold()
        for one in self._there.values():
            names = (getattr(one, "name", ""), *getattr(one, "called", ()))
            if one.id[0] == thing[0] and name in (each.casefold() for each in names if each):
                yield one.id
        if isinstance(read, Component) and read.inferred and len(self.model.of_kind(read.kind)) == 1:
            yield self.model.of_kind(read.kind)[0].id

    def _puts(self) -> Iterator[Edit | None]:
        read = self.read.model
        for boundary in read.boundaries:
            yield self._boundary(boundary)
        for part in read.components:
            yield self._component(part)
        for actor in read.actors:
            if self._new(actor.id):
                place = self._ids.get(actor.boundary or "")
                yield PutActor(actor=actor.model_copy(update={"id": self._ids[actor.id], "boundary": place}))
        for flow in read.flows:
            yield self._flow(flow)
        yield from self._assets()
        yield from self._facts()
        texts = {one.text for one in self.model.assumptions}
        for claim in read.assumptions:
            if claim.text not in texts:
                yield PutAssumption(assumption=claim.model_copy(update={"id": self._mint.take("A")}))

    def _assets(self) -> Iterator[Edit]:
        names = {one.name.casefold() for one in self.model.assets}
        for asset in self.read.model.assets:
            if asset.name.casefold() not in names:
                holders = tuple(self._ids[one] for one in asset.held_by if self._ids[one] in self._there)
                yield PutAsset(asset=asset.model_copy(update={"id": self._mint.take("D"), "held_by": holders}))

    def _facts(self) -> Iterator[Edit]:
        """What the file says is so, unless a person said otherwise; what it said and says no more is forgotten."""
        own = {(one.fact, one.subject): one for one in self.model.facts}
        for fact in self.read.model.facts:
            subject = self._ids.get(fact.subject, fact.subject)
            before = own.get((fact.fact, subject))
            if before is None or (before.provenance not in PERSONAL and before.value != fact.value):
                yield SetFact(value=fact.model_copy(update={"subject": subject}))
        now = {one.key for one in self.now.things}
        for key, told_before in self._before.items():
            kept = own.get((key.removeprefix(FACT).partition(" ")[0], told_before.thing))
            if not key.startswith(FACT) or key in now or kept is None or kept.provenance is not Provenance.FILE:
                continue
            if (value_words(kept.value),) == told_before.told:
                yield ClearFact(fact=kept.fact, subject=kept.subject)

    def _new(self, thing: str) -> bool:
        """Whether a thing is neither in the model nor was taken out of it by hand."""
        own = self._ids[thing]
        return bool(own) and own not in self._there and own not in {one.thing for one in self._before.values()}

    def _boundary(self, boundary: TrustBoundary) -> Edit | None:
        own = self._ids[boundary.id]
        return PutBoundary(boundary=boundary.model_copy(update={"id": own})) if self._new(boundary.id) else None

    def _component(self, part: Component) -> Edit | None:
        own, place = self._ids[part.id], self._ids.get(part.boundary or "")
        if self._new(part.id):
            return PutComponent(component=part.model_copy(update={"id": own, "boundary": place}))
        there = self.model.component(own)
        if there is None or part.inferred:
            return None
        others = [line for line in sentences(there.description) if line in self._said_elsewhere(own)]
        if not self._is_as_read(there, others):
            return None
        words = dict.fromkeys((*others, *sentences(part.description)))
        changed = there.model_copy(
            update={"description": clipped(" ".join(words), 600) if others else part.description}
        )
        return PutComponent(component=changed) if changed != there else None

    def _said_elsewhere(self, own: str) -> frozenset[str]:
        """What other files said of a part of the model."""
        files = (one for one in self.model.imported if one.file not in (self.now.file, self._former_name))
        return frozenset(line for file in files for one in file.things if one.thing == own for line in one.told)

    def _is_as_read(self, there: Component, others: Iterable[str]) -> bool:
        """Whether a part says nothing yet, or just what files said of it: nobody put it in other words."""
        said = {line for one in self._before.values() if one.thing == there.id for line in one.told}
        return said.union(others).issuperset(sentences(there.description))

    def _flow(self, flow: DataFlow) -> Edit | None:
        own = self._ids[flow.id]
        ends = {"id": own, "source": self._ids[flow.source], "target": self._ids[flow.target]}
        if self._new(flow.id):
            there = all(self._ids[end] in self._there or self._new(end) for end in (flow.source, flow.target))
            return PutFlow(flow=flow.model_copy(update=ends)) if there else None
        known = next((one for one in self.model.flows if one.id == own), None)
        if known is None or (known.label, known.untrusted) == (flow.label, flow.untrusted):
            return None
        return PutFlow(flow=known.model_copy(update={"label": flow.label, "untrusted": flow.untrusted}))

    def _is_used(self, thing: str, gone: set[str]) -> bool:
        """Whether people or a zone of the file have something in the model that the file never had."""
        model = self.model
        if thing[0] == "P":
            return any(thing in (one.source, one.target) and one.id not in gone for one in model.flows)
        placed: tuple[Component | Actor, ...] = (*model.components, *model.actors)
        return thing[0] == "B" and any(one.boundary == thing and one.id not in gone for one in placed)

    def _gone(self) -> Iterator[Edit]:
        """What the file no longer has, flows before parts; what a person described in words stays, and is told."""
        now = {one.key for one in self._things_now()}
        elsewhere = {
            kept.thing
            for file in self.model.imported
            if file.file not in (self.now.file, self._former_name)
            for kept in file.things
        } | set(self._ids.values())
        before = [one for one in self._before.values() if not one.key.startswith(FACT)]
        gone = [one for one in before if one.key not in now and one.thing in self._there]
        for one in sorted(gone, key=lambda kept: "FPCB".index(kept.thing[0])):
            there = self._there[one.thing]
            if one.thing in elsewhere or self._is_used(one.thing, {each.thing for each in gone}):
                continue
            if isinstance(there, Component) and there.origin is not Origin.IMPORT:
                self.notes.append(f"{there.id} {there.name} is no longer in {self.now.file}; you described it in words")
                continue
            yield Remove(id=one.thing)
