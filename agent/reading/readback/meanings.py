"""What stands in the model for words of the owner: its present name or value, how firm it is, and its mends."""

from collections.abc import Mapping

from agent.domain import SYSTEM, Component, DataFlow, FactValue, Provenance, ThreatModel
from agent.domain.document_claims import claims_of
from agent.domain.system import Actor, Assumption
from agent.domain.wording.names_in_sentences import capital
from agent.reading.claims import Claim
from agent.reading.readback.read_back_result import Firm, Mend, Understood, What
from agent.reading.text.stances import Stance
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.vocabulary import AnswerValue, ComponentKind

HOLDS_WORDS = frozenset({
    ComponentKind.CONTENT_SOURCE, ComponentKind.DATASET, ComponentKind.DATA_STORE, ComponentKind.VECTOR_STORE,
    ComponentKind.MEMORY, ComponentKind.CLIENT, ComponentKind.EXTERNAL_SERVICE,
})  # fmt: skip
"""Kinds of parts of which it matters who writes what is in them."""


class Meanings:
    """Words the meanings of one model."""

    def __init__(self, model: ThreatModel, catalog: Catalog) -> None:
        self._model, self._catalog = model, catalog
        self._parts = {part.id: part for part in model.components}
        self._people = {person.id: person for person in model.actors}
        self._facts: Mapping[str, FactValue] = {one.fact: one for one in model.facts if one.subject == SYSTEM}
        self._claimed = {one.fact: one for one in claims_of(model) if one.fact}

    def end(self, thing_id: str) -> Understood | None:
        """A part or people by their id."""
        if thing_id in self._parts:
            return self._part(self._parts[thing_id])
        return self._person(self._people[thing_id]) if thing_id in self._people else None

    def flow(self, flow: DataFlow) -> Understood:
        """A flow: who gives to whom."""
        label = f"{self._model.name_of(flow.id)}{f': {flow.label}' if flow.label else ''}"
        mends = (Mend.WRITER, Mend.REVERSE, Mend.TAKE_OUT)
        return Understood(what=What.FLOW, id=flow.id, label=label, firm=_firm(flow.inferred), mends=mends)

    def claim(self, claim: Claim) -> Understood | None:
        """What a clause says of a fact, beside what the model holds of it; none where weightier words outweigh it."""
        kept, claimed = self._facts.get(claim.fact), self._claimed.get(claim.fact)
        definition = self._catalog.facts[claim.fact]
        if kept is not None and _says(kept.value, claim.value):
            return self.kept(kept)
        if claim.stance is not Stance.NOW:
            return self.fact(claim.fact, definition.whole(claim.value), Firm.LATER)
        if kept is not None:
            outweighed = definition.type is FactType.CHOICE and kept.provenance not in _BY_HAND
            return None if outweighed else self.fact(claim.fact, kept.value, Firm.OTHERWISE)
        if claimed is not None and claimed.value is not None:
            return self.fact(claim.fact, claimed.value, Firm.CLAIMED)
        return self.fact(claim.fact, definition.whole(claim.value), Firm.OPEN)

    def kept(self, kept: FactValue) -> Understood:
        """A value that the model holds."""
        return self.fact(kept.fact, kept.value, Firm.LIKELY if kept.provenance is Provenance.INFERRED else Firm.SAID)

    def assumed(self, one: Assumption) -> Understood | None:
        """What a document claims of a fact."""
        return self.fact(one.fact, one.value, Firm.CLAIMED) if one.fact and one.value is not None else None

    def fact(self, fact: str, value: AnswerValue, firm: Firm) -> Understood:
        """A value of a fact as a clause."""
        definition = self._catalog.facts[fact]
        yes_no = definition.type is FactType.YES_NO
        mends = [Mend.CONFIRM] if firm in (Firm.LIKELY, Firm.CLAIMED, Firm.OPEN, Firm.LATER) else []
        mends += [Mend.OPPOSITE] if yes_no else [Mend.VALUE]
        mends += [Mend.FORGET] if firm not in (Firm.CLAIMED, Firm.OPEN) and fact in self._facts else []
        return Understood(what=What.FACT, id=fact, label=capital(definition.meaning(value)), value=value, firm=firm,
                          mends=tuple(mends))  # fmt: skip

    def _part(self, part: Component) -> Understood:
        mends = [Mend.CONFIRM] if part.inferred else []
        mends += [Mend.RENAME, Mend.KIND]
        mends += [Mend.SAME_AS] if len(self._parts) > 1 else []
        mends += [Mend.WRITER] if part.kind in HOLDS_WORDS else []
        return Understood(what=What.PART, id=part.id, label=self._model.name_of(part.id), firm=_firm(part.inferred),
                          mends=(*mends, Mend.TAKE_OUT))  # fmt: skip

    def _person(self, person: Actor) -> Understood:
        side = Mend.OUTSIDE if person.trusted else Mend.INSIDE
        same = (Mend.SAME_AS,) if len(self._people) > 1 else ()
        return Understood(what=What.PERSON, id=person.id, label=self._model.name_of(person.id),
                          mends=(Mend.RENAME, *same, side, Mend.TAKE_OUT))  # fmt: skip


_BY_HAND = (Provenance.ANSWERED, Provenance.TABLE)


def _firm(inferred: bool) -> Firm:
    return Firm.LIKELY if inferred else Firm.SAID


def _says(kept: AnswerValue, claimed: bool | str) -> bool:
    """Whether a kept value holds what was claimed; of several choices one is enough."""
    return claimed in kept if isinstance(kept, tuple) else kept == claimed
