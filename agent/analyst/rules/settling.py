"""From the ledger and proposals to edits: one threat per pattern, scored, with controls, in order of importance."""

from dataclasses import dataclass, field

from agent.analyst.base import Proposal
from agent.analyst.rules.assuming import assumption_edits
from agent.analyst.rules.composing import Composer, Draft
from agent.analyst.rules.mitigation import Measures
from agent.analyst.rules.ordering import Bearings, Orderer
from agent.analyst.rules.remembering import remembered, why_retired
from agent.assessment.ledger import Bookkeeper
from agent.assessment.picture import Picture
from agent.assessment.rating import Rater
from agent.domain import Certainty, Edit, Finding, Mint, Threat, ThreatModel, ThreatStatus, Verdict
from agent.domain.edits import OrderThreats, PutControl, PutThreat, Remove, RetireThreat, StampDraft
from agent.domain.model import DraftStamp
from knowledge import Catalog

MOST_SUGGESTED = 5
"""How many threats of one draft may stand there unconfirmed."""
SUGGESTED_AMONG = 10
"""An unconfirmed threat is worth naming only where it would stand among so many."""
TECHNOLOGY = "technology"
"""The group of facts that say which kinds of AI a system has; what nobody declared is taken as absent."""


@dataclass
class _Work:
    """What comes about while a draft is settled."""

    model: ThreatModel
    picture: Picture
    mint: Mint
    measures: Measures
    bearings: Bearings
    edits: list[Edit] = field(default_factory=list)
    threats: dict[str, Threat] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


class Settler:
    """Turns what applies into edits; what a person decided is kept."""

    def __init__(self, catalog: Catalog, bookkeeper: Bookkeeper, rater: Rater, orderer: Orderer | None = None) -> None:
        self._catalog, self._book, self._rater = catalog, bookkeeper, rater
        self.orderer = orderer or Orderer(catalog)

    def settle(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Edit, ...]:
        """The edits that bring the threats, controls, assumptions and their order up to date."""
        picture, mint = self._book.painter.picture(model), Mint(model)
        measures = Measures(self._catalog, self._rater, model, picture, mint)
        bearings = self.orderer.bearings(model)
        work = _Work(model=model, picture=picture, mint=mint, measures=measures, bearings=bearings)
        composer = Composer(self._catalog, self._book, self._rater, model, picture, measures)
        verdicts = {verdict.pattern: verdict for verdict in self._book.ledger(model).verdicts}
        drafts = [composer.compose(verdict, ()) for verdict in verdicts.values() if _drafted(verdict)]
        drafts += [
            composer.compose(verdicts[name], self.orderer.reasons(name, bearings))
            for name in self._suggested(model, verdicts, drafts, bearings)
        ]
        self._put(drafts, work)
        self._retire(verdicts, composer, work)
        self._put_controls(composer, work)
        work.edits += assumption_edits(model, picture, work.used, self._catalog, mint)
        self._finish(work)
        return tuple(work.edits)

    def may_be_suggested(self, verdict: Verdict, bearings: Bearings) -> bool:
        """Whether an open pattern may be named: something speaks for it, and no technology is missing for it."""
        undeclared = any(self._catalog.facts[fact].group == TECHNOLOGY for fact in verdict.facts)
        return _is_open(verdict) and not undeclared and bearings.speaks_for(verdict.pattern)

    def _suggested(
        self, model: ThreatModel, verdicts: dict[str, Verdict], drafts: list[Draft], bearings: Bearings
    ) -> tuple[str, ...]:
        """Open patterns that would stand among the first, a few at most; those drafted before have an advantage."""
        before = {one.pattern for one in model.threats if one.certainty is Certainty.SUGGESTED}
        fitting = [name for name, verdict in verdicts.items() if self.may_be_suggested(verdict, bearings)]
        chosen = self.orderer.worth_naming(fitting, before, (one.threat for one in drafts), bearings, SUGGESTED_AMONG)
        return chosen[:MOST_SUGGESTED]

    def _put(self, drafts: list[Draft], work: _Work) -> None:
        """Put every drafted threat that is new or differs; ids are given in order of importance."""
        kept = {threat.pattern: threat for threat in work.model.threats if threat.pattern}
        by_pattern = {draft.threat.pattern: draft for draft in drafts}
        unnumbered = [one.threat.model_copy(update={"id": f"T-{n:03d}"}) for n, one in enumerate(drafts)]
        for name in [one.pattern or "" for one in self.orderer.ordered(unnumbered, work.bearings)]:
            draft = by_pattern[name]
            old = kept.get(name)
            threat = draft.threat.model_copy(update={"id": old.id if old else work.mint.take("T")})
            threat = remembered(old, threat, work.model, self._catalog) if old else threat
            work.threats[threat.id] = threat
            work.used.update(draft.assumed)
            for measure in self._catalog.patterns[name].mitigations:
                work.links.setdefault(measure, []).append(threat.id)
            if threat != old:
                work.edits.append(PutThreat(threat=threat))

    def _retire(self, verdicts: dict[str, Verdict], composer: Composer, work: _Work) -> None:
        """Take back drafted threats that no longer apply.

        A person's own threats, and those whose catalog entry is not installed, stay, rescored by nobody.
        """
        for threat in work.model.threats:
            if threat.id in work.threats:
                continue
            if self._is_unjudged(threat) or (threat.status is ThreatStatus.RETIRED and threat.decided):
                work.threats[threat.id] = threat
                continue
            because = why_retired(verdicts.get(threat.pattern or ""), composer.wording)
            work.edits.append(RetireThreat(threat=threat.id, because=because))
            if threat.decided:
                work.threats[threat.id] = threat.model_copy(update={"status": ThreatStatus.RETIRED})

    def _put_controls(self, composer: Composer, work: _Work) -> None:
        """One control per measure with all its threats; proposals that nothing asks for any more go."""
        kept = {control.id: control for control in work.model.controls}
        links = {
            name: tuple(dict.fromkeys((*ids, *self._linked_by_hand(name, work)))) for name, ids in work.links.items()
        }
        where = {name: composer.places(work.threats[one] for one in ids) for name, ids in links.items()}
        for control in work.measures.linked(links, where):
            if control != kept.get(control.id):
                work.edits.append(PutControl(control=control))
        for control in work.measures.left_over(links):
            if not control.decided:
                work.edits.append(Remove(id=control.id))

    def _is_unjudged(self, threat: Threat) -> bool:
        """Whether no pattern of this catalog stands behind a threat."""
        return threat.pattern not in self._catalog.patterns

    def _linked_by_hand(self, name: str, work: _Work) -> tuple[str, ...]:
        """Threats that no draft judges and that a control was linked to."""
        control = next((one for one in work.model.controls if one.mitigation == name), None)
        own = {threat.id for threat in work.threats.values() if self._is_unjudged(threat)}
        return tuple(one for one in control.threats if one in own) if control else ()

    def _finish(self, work: _Work) -> None:
        """The order, and what the draft was made from."""
        order = tuple(one.id for one in self.orderer.ordered(work.threats.values(), work.bearings))
        if order != tuple(threat.id for threat in work.model.threats) or work.edits:
            work.edits.append(OrderThreats(order=order))
        stamp = DraftStamp(catalog=self._catalog.fingerprint, digest=work.model.digest())
        if stamp != work.model.drafted:
            work.edits.append(StampDraft(stamp=stamp))


def _drafted(verdict: Verdict | None) -> bool:
    return verdict is not None and (verdict.finding is Finding.APPLIES or verdict.expected)


def _is_open(verdict: Verdict) -> bool:
    return verdict.finding is Finding.OPEN and not verdict.expected
