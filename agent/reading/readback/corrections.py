"""The edits by which an owner mends what was understood of their words, each with a line that says what it does."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.domain import SYSTEM, Component, Edit, FactValue, Mint, Origin, Provenance, Quote, ThreatModel
from agent.domain.changes.edits import (
    ClearFact,
    PutActor,
    PutBoundary,
    PutComponent,
    PutFlow,
    Remove,
    SetAside,
    SetFact,
)
from agent.domain.document_claims import claims_of, confirmed
from agent.domain.system import Actor, DataFlow, TrustBoundary
from agent.domain.wording.names_in_sentences import capital, clipped
from agent.reading.architecture.actors import INSIDE
from agent.reading.commands.components.command_context import Bench
from agent.reading.commands.components.part_edits import MOST_LETTERS, made_one, moved_outside, renamed, taken_out
from agent.reading.commands.phrase_lookup import Ears
from agent.reading.readback.read_back_result import Sentence, Understood, What
from agent.reading.statements import TextReader
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue, ComponentKind

MOST_QUOTED = 600


@dataclass(frozen=True)
class Mended:
    """The edits of one mend, and what they do in a line."""

    edits: tuple[Edit, ...] = ()
    line: str = ""


class Mender:
    """Makes the edits of mends; nothing is changed before they are applied."""

    def __init__(self, catalog: Catalog, text: TextReader) -> None:
        self._catalog, self._ears = catalog, Ears(catalog, text)

    def rename(self, model: ThreatModel, thing_id: str, name: str) -> Mended:
        """A part or people under another name; the words of the text stay one of their names."""
        thing, fresh = thing_of(model, thing_id), " ".join(name.split())[:MOST_LETTERS]
        if thing is None or not fresh or fresh == thing.name:
            return Mended()
        line = f"“{thing.name}” is called “{fresh}” now"
        return Mended(renamed(thing, fresh, self._bench(model), line), line)

    def same_as(self, model: ThreatModel, thing_id: str, other_id: str) -> Mended:
        """Two names of one thing: the first goes into the other, which keeps its own name."""
        thing, other = thing_of(model, thing_id), thing_of(model, other_id)
        if thing is None or other is None or thing is other or type(thing) is not type(other):
            return Mended()
        return Mended(made_one(other, (thing,), model), f"“{thing.name}” is the same as “{other.name}”")

    def take_out(self, model: ThreatModel, thing_id: str, said: Sentence) -> Mended:
        """A part, people or flow that is not there."""
        if any(flow.id == thing_id for flow in model.flows):
            return Mended((Remove(id=thing_id),), f"There is no flow {model.name_of(thing_id)}")
        thing = thing_of(model, thing_id)
        if thing is None:
            return Mended()
        line = f"“{thing.name}” is no {'part' if isinstance(thing, Component) else 'person or group'} of the system"
        return Mended(taken_out(thing, self._bench(model, said.turn), said.text[:MOST_QUOTED]), line)

    def kind(self, model: ThreatModel, part_id: str, kind: ComponentKind) -> Mended:
        """A part of another kind."""
        part = model.component(part_id)
        if part is None or part.kind is kind:
            return Mended()
        known = part.model_copy(update={"kind": kind, "origin": Origin.USER, "inferred": False})
        label = self._catalog.kinds[kind].label.lower()
        return Mended((PutComponent(component=known),), f"“{part.name}” is of the kind “{label}”")

    def outside(self, model: ThreatModel, person_id: str) -> Mended:
        """People who do not belong to the owner: what they send is not trusted."""
        person = thing_of(model, person_id)
        if not isinstance(person, Actor):
            return Mended()
        line = f"“{person.name}” stand outside, and what they send is not trusted"
        return Mended(moved_outside(person, self._bench(model)), line)

    def inside(self, model: ThreatModel, person_id: str) -> Mended:
        """People of the owner's own."""
        person = thing_of(model, person_id)
        if not isinstance(person, Actor):
            return Mended()
        place = next((one for one in model.boundaries if one.name == INSIDE[0]), None)
        there = place or TrustBoundary(id=Mint(model).take("B"), name=INSIDE[0], trust=INSIDE[1])
        sent = [flow for flow in model.flows if flow.source == person.id and flow.untrusted]
        edits: list[Edit] = [] if place else [PutBoundary(boundary=there)]
        edits.append(PutActor(actor=person.model_copy(update={"trusted": True, "boundary": there.id})))
        edits += [PutFlow(flow=flow.model_copy(update={"untrusted": False})) for flow in sent]
        return Mended(tuple(edits), f"“{person.name}” are people of your own")

    def reverse(self, model: ThreatModel, flow_id: str) -> Mended:
        """A flow that goes the other way."""
        flow = next((one for one in model.flows if one.id == flow_id), None)
        if flow is None:
            return Mended()
        line = f"It flows from {model.name_of(flow.target)} to {model.name_of(flow.source)}, not the other way"
        if any((one.source, one.target) == (flow.target, flow.source) for one in model.flows):
            return Mended((Remove(id=flow.id),), line)
        turned = {"source": flow.target, "target": flow.source, "inferred": False,
                  "untrusted": is_untrusted(model, flow.target)}  # fmt: skip
        return Mended((PutFlow(flow=flow.model_copy(update=turned)),), line)

    def confirm(self, model: ThreatModel, means: Understood, said: Sentence) -> Mended:
        """What was only likely, claimed or planned is so now."""
        line = f"Confirmed: {means.label}"
        part = model.component(means.id)
        if means.what is What.PART and part is not None:
            return Mended((PutComponent(component=part.model_copy(update={"inferred": False})),), line)
        claim = next((one for one in claims_of(model) if one.fact == means.id and one.value == means.value), None)
        if means.what is What.FACT and claim is not None:
            return Mended((confirmed(claim),), line)
        return self.value(means.id, means.value, said) if means.what is What.FACT else Mended()

    def opposite(self, means: Understood, said: Sentence) -> Mended:
        """The other of a yes and a no."""
        return self.value(means.id, not means.value, said) if isinstance(means.value, bool) else Mended()

    def value(self, fact: str, value: AnswerValue | None, said: Sentence) -> Mended:
        """A value that the owner gives for words of theirs."""
        if value is None or self._catalog.accepts_fact(fact, value):
            return Mended()
        kept = FactValue(fact=fact, value=value, provenance=Provenance.TABLE, quotes=quotes_of(said))
        return Mended((SetFact(value=kept),), capital(self._catalog.facts[fact].meaning(value)))

    def forget(self, model: ThreatModel, fact: str) -> Mended:
        """The words say nothing of a fact."""
        if not any(one.fact == fact and one.subject == SYSTEM for one in model.facts):
            return Mended()
        return Mended((ClearFact(fact=fact),), f"These words say nothing of this: {self._catalog.facts[fact].label}")

    def nothing(self, said: Sentence, aside: bool = True) -> Mended:
        """A sentence that means nothing for a threat model, or does after all."""
        words, shown = quotes_of(said), clipped(said.text, 80)
        line = f"Nothing for a threat model: “{shown}”" if aside else f"It may mean something: “{shown}”"
        return Mended((SetAside(words=words[0], aside=aside),), line) if words else Mended()

    def _bench(self, model: ThreatModel, turn: int = 1) -> Bench:
        return Bench(model, self._catalog, self._ears, max(1, turn))


def thing_of(model: ThreatModel, thing_id: str) -> Component | Actor | None:
    """A part or people by their id."""
    things: Iterator[Component | Actor] = iter((*model.components, *model.actors))
    return next((one for one in things if one.id == thing_id), None)


def is_untrusted(model: ThreatModel, thing_id: str) -> bool:
    """Whether what comes from there cannot be relied on: from people who are not trusted, or from outside."""
    person = next((one for one in model.actors if one.id == thing_id), None)
    if person is not None:
        return not person.trusted
    given = [flow for flow in model.flows if flow.source == thing_id]
    return bool(given) and all(flow.untrusted for flow in given)


def quotes_of(said: Sentence) -> tuple[Quote, ...]:
    """The sentence as evidence; none for a description that no turn brought."""
    return (Quote(turn=said.turn, text=said.text[:MOST_QUOTED]),) if said.turn else ()


def flow_between(model: ThreatModel, source: str, target: str) -> DataFlow | None:
    """The flow from one thing to another, if there is one."""
    return next((one for one in model.flows if (one.source, one.target) == (source, target)), None)
