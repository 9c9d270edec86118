"""What an owner supplies where words were not understood: a part, people, a fact; and who writes what is read."""

from agent.domain import SYSTEM, Edit, FactValue, Mint, Origin, Provenance, ThreatModel
from agent.domain.changes.edits import PutFlow, Remove, SetFact
from agent.domain.system import Actor
from agent.reading.architecture.actors import INSIDE, OUTSIDE
from agent.reading.architecture.boundaries import place_boundaries
from agent.reading.architecture.flows.default_flows import needed_flows
from agent.reading.architecture.sketch import Sketch
from agent.reading.commands.components.part_edits import MOST_LETTERS
from agent.reading.expectations import Expectations
from agent.reading.readback.corrections import MOST_QUOTED, Mended, flow_between, quotes_of, thing_of
from agent.reading.readback.read_back_result import Sentence
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue, ComponentKind

GROUPS = {"outsiders": False, "staff": True, "users": False}
"""Who may write something where no people of the model do, and whether what they write can be relied on."""
MOST_LIKELY, LEAST = 6, 0.03
_OUTSIDE_CONTENT = "reads_outside_content"


class Supplier:
    """Makes the edits of what an owner adds to their own words."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._expectations = Expectations(catalog)

    def part(self, model: ThreatModel, name: str, kind: ComponentKind, said: Sentence) -> Mended:
        """A part that a sentence names, within its boundary and with the flows that go without saying."""
        fresh = " ".join(name.split())[:MOST_LETTERS]
        if not fresh:
            return Mended()
        sketch = _sketch(model, said)
        part = sketch.add_component(fresh, kind, said.text[:MOST_QUOTED] if said.turn else "")
        sketch.put(part.model_copy(update={"origin": Origin.USER, "inferred": False}))
        place_boundaries(sketch, {one.fact: one.value for one in model.facts if one.subject == SYSTEM})
        needed_flows(sketch)
        label = self._catalog.kinds[kind].label.lower()
        return Mended(sketch.edits(), f"“{fresh}” is a part: {label}")

    def people(self, model: ThreatModel, name: str, trusted: bool, said: Sentence) -> Mended:
        """People whom a sentence names: the owner's own, or from outside."""
        fresh = " ".join(name.split())[:MOST_LETTERS]
        if not fresh:
            return Mended()
        sketch = _sketch(model, said)
        _person(sketch, fresh, trusted, said)
        needed_flows(sketch)
        return Mended(sketch.edits(), f"“{fresh}” are {'people of your own' if trusted else 'people from outside'}")

    def likely(self, model: ThreatModel, said: Sentence) -> tuple[tuple[str, AnswerValue], ...]:
        """The facts that a sentence makes likeliest, with their values; what is known already is left out."""
        known = {one.fact for one in model.facts if one.subject == SYSTEM}
        found = self._expectations.near(said.text, LEAST)
        fresh = [one for one in found if one.fact not in known]
        return tuple((one.fact, self._catalog.facts[one.fact].whole(one.value)) for one in fresh[:MOST_LIKELY])

    def writers(self, model: ThreatModel) -> dict[str, str]:
        """Who can be said to write something: the people of a model by their ids, and groups beside them."""
        known = {actor.name.lower() for actor in model.actors}
        named = {actor.id: model.name_of(actor.id) for actor in model.actors}
        return {**named, **{group: group.capitalize() for group in GROUPS if group not in known}}

    def writer(self, model: ThreatModel, thing_id: str, who: str, said: Sentence) -> Mended:
        """Who writes what a part holds, or what flows; whatever outsiders write cannot be relied on further on."""
        flow = next((one for one in model.flows if one.id == thing_id), None)
        sketch = _sketch(model, said)
        person = sketch.actors.get(who) or _person(sketch, who, GROUPS.get(who, False), said)
        held = flow.source if flow is not None else thing_id
        before: tuple[Edit, ...] = sketch.edits()
        if flow is not None and flow.source in sketch.actors:
            return _sent_by(model, flow.id, person, before)
        part = thing_of(model, held)
        if part is None:
            return Mended()
        known = flow_between(model, person.id, held)
        edits = list(before)
        if known is None or known.untrusted is person.trusted or known.inferred:
            sketch.add_flow(person.id, held, "content", untrusted=not person.trusted, inferred=False)
            fresh = known or sketch.flows[person.id, held]
            edits = [*before, PutFlow(flow=fresh.model_copy(update=_told(person)))]
        edits += [Remove(id=one.id) for one in model.flows
                  if one.target == held and one.inferred and one.source in sketch.actors
                  and one.source != person.id]  # fmt: skip
        edits += self._further(model, held, person, said)
        return Mended(tuple(edits), f"{person.name} write what is in “{part.name}”")

    def _further(self, model: ThreatModel, held: str, person: Actor, said: Sentence) -> list[Edit]:
        """What outsiders write is outside content, also where it flows next."""
        if person.trusted:
            return []
        on = [one for one in model.flows if one.source == held and not one.untrusted]
        edits: list[Edit] = [PutFlow(flow=one.model_copy(update={"untrusted": True})) for one in on]
        if _OUTSIDE_CONTENT in self._catalog.facts and model.value_of(_OUTSIDE_CONTENT) is not True:
            value = FactValue(fact=_OUTSIDE_CONTENT, value=True, provenance=Provenance.TABLE, quotes=quotes_of(said))
            edits.append(SetFact(value=value))
        return edits


def _sketch(model: ThreatModel, said: Sentence) -> Sketch:
    return Sketch(model, Mint(model), max(1, said.turn))


def _person(sketch: Sketch, name: str, trusted: bool, said: Sentence) -> Actor:
    boundary = sketch.boundary(*(INSIDE if trusted else OUTSIDE))
    words = said.text[:MOST_QUOTED] if said.turn else ""
    return sketch.add_actor(name, trusted=trusted, boundary=boundary, words=words)


def _told(person: Actor) -> dict[str, bool]:
    return {"untrusted": not person.trusted, "inferred": False}


def _sent_by(model: ThreatModel, flow_id: str, person: Actor, before: tuple[Edit, ...]) -> Mended:
    """A flow that comes from other people than was understood."""
    flow = next(one for one in model.flows if one.id == flow_id)
    if flow.source == person.id:
        return Mended()
    line = f"{person.name} send this to {model.name_of(flow.target)}"
    if flow_between(model, person.id, flow.target) is not None:
        return Mended((*before, Remove(id=flow.id)), line)
    fresh = flow.model_copy(update={"source": person.id, **_told(person)})
    return Mended((*before, PutFlow(flow=fresh)), line)
