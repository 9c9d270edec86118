"""Decide what a model's reading may do at once, what waits for the owner's yes, and what is only put to them.

No risk band falls and no measure is in place because of a model. Words that came only from a document take nothing
away. Of parts, facts and flows a turn takes no more than a third away; a control that is taken back, which raises the
risk, is not counted.
"""

from collections import Counter
from collections.abc import Iterable

from agent.analyst.llm.correcting import Correction
from agent.analyst.llm.guardrails.extraction_grounding import HeardFact, raises_risk
from agent.analyst.llm.guardrails.safeguard import CORRECTED, HEARD, Scales, Standing
from agent.analyst.llm.restoring import restoring
from agent.domain import Edit, FactValue, Mint, Offer, Origin, Provenance, ThreatModel, apply
from agent.domain.changes.edits import ClearFact, PutComponent, SetFact
from agent.domain.wording.names_in_sentences import clipped
from agent.llm.turn_log import TurnLog
from agent.reading.implications import conclude
from knowledge import Catalog

MOST_LINE = 400
SHARE = 3
"""One of so many parts, facts or flows may be taken away in one turn; at least one."""
TECHNOLOGY = "technology"
"""The group of facts that say what the system is built of."""


class Admission:
    """Takes one reading after the other into a model, and keeps what came of it."""

    def __init__(
        self, catalog: Catalog, scales: Scales, base: ThreatModel, document: bool, made_by: str, turn_log: TurnLog
    ) -> None:
        self._catalog, self._scales, self.document = catalog, scales, document
        self._made_by, self._turn_log = made_by, turn_log
        self.model, self._standing = base, scales.standing(base)
        sizes = {"parts": len(base.components) + len(base.actors), "facts": len(base.facts), "flows": len(base.flows)}
        self._left = Counter({about: max(1, size // SHARE) for about, size in sizes.items()})
        self._done: list[tuple[Correction, ThreatModel, ThreatModel]] = []
        self._held: list[Offer] = []
        self.edits: list[Edit] = []
        self.unsure: list[str] = []

    def correct(self, correction: Correction) -> None:
        """Apply a correction, or offer it where it takes more away than a model may."""
        edits = self._with_conclusions(correction.edits)
        outcome = apply(self.model, edits, self._catalog)
        if outcome.refused or outcome.model == self.model or self._undone(correction, outcome.model):
            self._turn_log.drop("what they would correct follows from something else")
            return
        after = self._scales.standing(outcome.model)
        if after.guards(self._standing) and not correction.denies_control:
            self._turn_log.drop("only you can say that a control is in place")
            return
        takes = correction.removes or after.loses(self._standing)
        if self._waits(correction, takes or (_forgets(self.model, outcome.model) and self.document), after):
            self._offer(f"Correct what was read: {correction.line}.", _by_owner(correction.edits))
            return
        self._left[correction.about] -= takes and not correction.denies_control
        self._done.append((correction, self.model, outcome.model))
        self.model, self._standing = outcome.model, after
        self.edits += edits

    def replace(self, correction: Correction) -> None:
        """Apply a better reading of what was only inferred; one that no program sees borne out does no harm."""
        after = self._scales.standing(apply(self.model, self._with_conclusions(correction.edits), self._catalog).model)
        if after.harms(self._standing) and not (correction.firm and not self.document):
            self.unsure.append(correction.becomes)
        else:
            self.correct(correction)

    def add(self, edits: tuple[Edit, ...]) -> None:
        """Take those edits that take nothing away from the draft."""
        together = apply(self.model, edits, self._catalog)
        after = self._scales.standing(together.model)
        if not edits or not after.harms(self._standing):
            self.model, self._standing = together.model, after
            self.edits += together.applied
            return
        for edit in edits:
            tried = apply(self.model, (edit,), self._catalog)
            after = self._scales.standing(tried.model)
            if tried.applied and not after.harms(self._standing):
                self.model, self._standing = tried.model, after
                self.edits.append(edit)

    def hear(self, heard: HeardFact) -> None:
        """Take a fact as firmly as it may be; else it is offered, or put to the owner as not certain."""
        value = self.admitted(heard)
        if value is not None:
            self.edits.append(SetFact(value=value))
            self.model = apply(self.model, (SetFact(value=value),), self._catalog).model
            self._standing = self._scales.standing(self.model)
        elif self._is_plain(heard) and not _puts_control(heard):
            line = f"Take as said: {heard.fact.meaning(heard.value)}, from the words “{heard.quote.text}”."
            self._offer(line, _by_owner((SetFact(value=self._value(heard, Provenance.STATED)),)))
        else:
            self.unsure.append(heard.fact.meaning(heard.value))

    def admitted(self, heard: HeardFact) -> FactValue | None:
        """The value of a fact that may be taken at once; nothing is kept of it here."""
        if heard.hedged or _puts_control(heard):
            return None
        for provenance in self._firmness(heard):
            value = self._value(heard, provenance)
            after = self._scales.standing(apply(self.model, (SetFact(value=value),), self._catalog).model)
            if after.guards(self._standing):
                continue
            if provenance is Provenance.STATED and not after.calms(self._standing):
                return value
            opens = heard.fact.group == TECHNOLOGY and not self.document
            if not (after.takes(self._standing) if opens else after.harms(self._standing)):
                return value
        return None

    def offers(self) -> tuple[Offer, ...]:
        """What waits for the owner's yes, and behind it what puts each correction back."""
        mint = Mint(self.model)
        back = []
        for correction, before, after in self._done:
            edits = restoring(before, after, self.model, mint)
            if edits:
                back.append(Offer(line=clipped(f"Put back: {correction.was}.", MOST_LINE), edits=edits, back=True))
        return (*self._held, *back)

    def notes(self) -> tuple[str, ...]:
        """What was corrected, a line each."""
        return tuple(f"{CORRECTED}: {correction.line}." for correction, _, _ in self._done)

    def conclude(self) -> None:
        """Draw what follows from what was added, where that takes nothing away."""
        self.add(conclude(self.model, self.model.components, self._catalog))

    def _waits(self, correction: Correction, takes: bool, after: Standing) -> bool:
        """Whether a correction waits for the owner's yes."""
        if self.document or (correction.cited is not None and not correction.cited.typed):
            gives = not (takes or correction.names) or correction.denies_control
            return not gives or after.harms(self._standing)
        spent = takes and self._left[correction.about] < 1 and not correction.denies_control
        return after.calms(self._standing) or spent

    def _with_conclusions(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        """The edits with what no longer follows, or follows now."""
        after = apply(self.model, edits, self._catalog).model
        return (*edits, *conclude(after, after.components, self._catalog))

    def _undone(self, correction: Correction, model: ThreatModel) -> bool:
        """Whether a fact is as it was after all, since that follows from others."""
        for edit in correction.edits:
            if isinstance(edit, SetFact) and model.value_of(edit.value.fact, edit.value.subject) != edit.value.value:
                return True
            if isinstance(edit, ClearFact) and model.fact(edit.fact, edit.subject) is not None:
                return model.fact(edit.fact, edit.subject) == self.model.fact(edit.fact, edit.subject)
        return False

    def _is_plain(self, heard: HeardFact) -> bool:
        """Whether the owner may be asked to take it with one word: it is borne out, or tells of a risk."""
        clear = heard.borne_out or raises_risk(heard.fact, heard.value)
        return clear and not heard.hedged and not self.document

    def _firmness(self, heard: HeardFact) -> Iterable[Provenance]:
        if heard.borne_out:
            yield Provenance.FILE if self.document else Provenance.STATED
        yield Provenance.INFERRED

    def _value(self, heard: HeardFact, provenance: Provenance) -> FactValue:
        because = f"{HEARD} {self._made_by}"
        return FactValue(
            fact=heard.fact.id, value=heard.value, provenance=provenance, quotes=(heard.quote,), because=because[:300]
        )

    def _offer(self, line: str, edits: tuple[Edit, ...]) -> None:
        self._held.append(Offer(line=clipped(line, MOST_LINE), edits=edits, made_by=self._made_by))


def _forgets(before: ThreatModel, after: ThreatModel) -> bool:
    """Whether something is no longer known that was."""
    known = {(kept.fact, kept.subject) for kept in after.facts}
    return any((kept.fact, kept.subject) not in known for kept in before.facts)


def _puts_control(heard: HeardFact) -> bool:
    return heard.fact.control and heard.value is not False


def _by_owner(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Edits as they are when the owner has said yes: no model touches what they set again."""
    return tuple(_owned(edit) for edit in edits)


def _owned(edit: Edit) -> Edit:
    match edit:
        case SetFact():
            value = edit.value.model_copy(update={"provenance": Provenance.TABLE, "because": ""})
            return SetFact(value=value)
        case PutComponent():
            return PutComponent(component=edit.component.model_copy(update={"origin": Origin.USER}))
    return edit
