"""Hold back what a message says in passing that would lower the risk or take something away, until the owner agrees."""

from collections.abc import Iterable, Iterator

from agent.assessment.what_if import Change, Supposed, WhatIf
from agent.domain import SYSTEM, Edit, FactValue, Provenance, ThreatModel
from agent.domain.changes.edits import SetFact
from agent.domain.document_claims import claims_of
from agent.domain.sessions.session import Offer
from agent.domain.wording.names_in_sentences import capital, clipped, counted, joined, small
from agent.reading.answering.unasked_facts import Held
from knowledge import Catalog

MOST_LETTERS = 400
MOST_NAMED = 3


class HoldingBack:
    """Tells what adds from what lowers; before there is a draft nothing can be lowered, so all is taken."""

    def __init__(self, catalog: Catalog, what_if: WhatIf) -> None:
        self._catalog, self._what_if = catalog, what_if

    def __call__(self, edits: tuple[Edit, ...], model: ThreatModel) -> Held:
        """The edits that can be taken at once, and those that lower as proposals, one for each saying."""
        if model.drafted is None:
            return Held(edits)
        claimed = {(one.fact, one.value) for one in claims_of(model)}
        facts = (
            edit for edit in edits
            if isinstance(edit, SetFact) and not self._adds(edit.value, model)
            and (edit.value.fact, edit.value.value) not in claimed  # a document says so too, and waited for this word
        )  # fmt: skip
        waiting = [said for said in _by_words(facts) if any(self._lowers(edit.value, model) for edit in said)]
        held = [edit for said in waiting for edit in said]
        offers = tuple(self._offer(said, model) for said in waiting)
        return Held(tuple(edit for edit in edits if edit not in held), offers)

    def _adds(self, new: FactValue, model: ThreatModel) -> bool:
        """Whether a value only adds: a yes to anything but a control, or one choice more."""
        known = model.value_of(new.fact)
        if isinstance(known, tuple) and isinstance(new.value, tuple):
            return set(known) <= set(new.value)
        return new.value is True and not self._catalog.facts[new.fact].control

    def _lowers(self, new: FactValue, model: ThreatModel) -> bool:
        """Whether a value takes a choice away, or lets threats fall or go without any that rises."""
        if new.provenance is not Provenance.STATED or new.subject != SYSTEM:
            return False
        if isinstance(model.value_of(new.fact), tuple):
            return True
        supposed = self._what_if.suppose_facts(model, {new.fact: new.value})
        return _sum(supposed.changes) < 0

    def _offer(self, edits: tuple[SetFact, ...], model: ThreatModel) -> Offer:
        values = [edit.value for edit in edits]
        after = joined(list(dict.fromkeys(self._meaning(value) for value in values)))
        known = [kept for value in values if (kept := model.fact(value.fact)) is not None]
        before = joined(list(dict.fromkeys(self._meaning(kept) for kept in known))) or "not known"
        supposed = self._what_if.suppose_facts(model, {value.fact: value.value for value in values})
        line = f"{capital(after)}: {consequence(supposed)}."
        return Offer(
            line=clipped(line, MOST_LETTERS),
            edits=edits,
            before=clipped(before, MOST_LETTERS),
            after=clipped(after, MOST_LETTERS),
            words=_quoted(values),
            earlier=_quoted(known),
        )

    def _meaning(self, value: FactValue) -> str:
        return small(self._catalog.facts[value.fact].meaning(value.value).rstrip("."))


def consequence(supposed: Supposed) -> str:
    """What would fall and go, in a few words: ``2 threats would fall (T-004, T-009), one would go``."""
    bands = [one for one in supposed.lower if one.before and one.after and one.before.band is not one.after.band]
    told = []
    if bands:
        first = bands[0]
        assert first.before is not None
        assert first.after is not None
        more = f" and {len(bands) - 1} more change band" if len(bands) > 1 else ""
        told.append(f"{_name(first)} would fall from {first.before.band.value} to {first.after.band.value}{more}")
    elif supposed.lower:
        told.append(f"{counted(len(supposed.lower), 'threat')} would be rated lower ({_names(supposed.lower)})")
    if supposed.gone:
        told.append(f"{counted(len(supposed.gone), 'threat')} would go ({_names(supposed.gone)})")
    return joined(told) or "something would be taken away"


def _name(change: Change) -> str:
    return change.threat or change.title


def _names(changes: tuple[Change, ...]) -> str:
    named = [_name(one) for one in changes[:MOST_NAMED]]
    return joined([*named, f"{len(changes) - MOST_NAMED} more"] if len(changes) > MOST_NAMED else named)


def _sum(changes: Iterable[Change]) -> float:
    return sum(change.by for change in changes)


def _by_words(edits: Iterable[SetFact]) -> Iterator[tuple[SetFact, ...]]:
    """The edits that rest on the same words, together."""
    found: dict[str, list[SetFact]] = {}
    for edit in edits:
        found.setdefault(_quoted([edit.value]), []).append(edit)
    yield from map(tuple, found.values())


def _quoted(values: Iterable[FactValue]) -> str:
    """The owner's words behind values, the last that were said."""
    return next((value.quotes[-1].text for value in values if value.quotes), "")
