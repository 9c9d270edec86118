"""From composed threats to edits: each with its id and what people decided, with controls and assumptions, in order."""

from dataclasses import dataclass, field

from agent.analyst.rules.assumptions import assumption_edits
from agent.analyst.rules.kept_decisions import remembered, why_retired
from agent.analyst.rules.mitigation import Measures
from agent.analyst.rules.ranking.ordering import Bearings, Orderer
from agent.analyst.rules.threat_wording import Wording
from agent.assessment.known_facts import Picture
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain import Certainty, Edit, Mint, Threat, ThreatModel, ThreatStatus, Verdict
from agent.domain.changes.edits import OrderThreats, PutControl, PutThreat, Remove, RetireThreat, SetScoring, StampDraft
from agent.domain.findings.threat_ranking import live
from agent.domain.model import DraftStamp
from agent.domain.risk import USUAL, standing_out
from knowledge import Catalog
from knowledge.vocabulary import DreadFactor


@dataclass
class _Work:
    """What comes about while a draft is settled."""

    model: ThreatModel
    picture: Picture
    wording: Wording
    mint: Mint
    measures: Measures
    bearings: Bearings
    edits: list[Edit] = field(default_factory=list)
    threats: dict[str, Threat] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


class Settler:
    """Turns the threats of a draft into edits; what a person decided is kept."""

    def __init__(self, catalog: Catalog, bookkeeper: Bookkeeper, rater: Rater, orderer: Orderer) -> None:
        self._catalog, self._book, self._rater, self._orderer = catalog, bookkeeper, rater, orderer

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        """The edits that bring the threats, controls, assumptions and their order up to date."""
        picture, mint = self._book.painter.picture(model), Mint(model)
        measures = Measures(self._catalog, self._rater, model, picture, mint)
        wording, bearings = Wording(self._catalog, model, picture), self._orderer.bearings(model)
        work = _Work(model, picture, wording, mint, measures, bearings)
        for threat in threats:
            measures.for_pattern(self._catalog.patterns[threat.pattern or ""])
        self._put(threats, work)
        self._retire(work)
        self._put_controls(work)
        work.edits += assumption_edits(model, picture, work.used, self._catalog, mint)
        self._finish(work)
        return tuple(work.edits)

    def _put(self, drafted: tuple[Threat, ...], work: _Work) -> None:
        """Put every drafted threat that is new or differs; ids are given in order of importance."""
        kept = {threat.pattern: threat for threat in work.model.threats if threat.pattern}
        unnumbered = [one.model_copy(update={"id": f"T-{n:03d}"}) for n, one in enumerate(drafted)]
        for one in self._orderer.ordered(unnumbered, work.bearings):
            name = one.pattern or ""
            old = kept.get(name)
            threat = one.model_copy(update={"id": old.id if old else work.mint.take("T")})
            threat = remembered(old, threat, work.model, self._catalog) if old else threat
            work.threats[threat.id] = threat
            work.used.update(_assumed(one, work.picture))
            for measure in work.measures.acting_on(self._catalog.patterns[name]):
                work.links.setdefault(measure, []).append(threat.id)
            if threat != old:
                work.edits.append(PutThreat(threat=threat))

    def _retire(self, work: _Work) -> None:
        """Take back drafted threats that no longer apply.

        A person's own threats, and those whose catalog entry is not installed, stay, rescored by nobody.
        """
        verdicts: dict[str, Verdict] = {one.pattern: one for one in self._book.ledger_of(work.picture).verdicts}
        for threat in work.model.threats:
            if threat.id in work.threats:
                continue
            if self._is_unjudged(threat) or (threat.status is ThreatStatus.RETIRED and threat.decided):
                work.threats[threat.id] = threat
                continue
            because = why_retired(verdicts.get(threat.pattern or ""), work.wording)
            work.edits.append(RetireThreat(threat=threat.id, because=because))
            if threat.decided:
                work.threats[threat.id] = threat.model_copy(update={"status": ThreatStatus.RETIRED})

    def _put_controls(self, work: _Work) -> None:
        """One control per measure with all its threats; proposals that nothing asks for any more go."""
        kept = {control.id: control for control in work.model.controls}
        own = {threat.id for threat in work.threats.values() if self._is_unjudged(threat)}
        by_hand = {
            one.mitigation or "": tuple(name for name in one.threats if name in own) for one in work.model.controls
        }
        links = {name: tuple(dict.fromkeys((*ids, *by_hand.get(name, ())))) for name, ids in work.links.items()}
        where = {name: work.wording.places(work.threats[one] for one in ids) for name, ids in links.items()}
        for control in work.measures.linked(links, where):
            if control != kept.get(control.id):
                work.edits.append(PutControl(control=control))
        for control in work.measures.left_over(links):
            if not control.by_hand:
                work.edits.append(Remove(id=control.id))

    def _is_unjudged(self, threat: Threat) -> bool:
        """Whether no pattern of this catalog stands behind a threat."""
        return threat.pattern not in self._catalog.patterns

    def _finish(self, work: _Work) -> None:
        """The order, what the draft was made from, and at the first draft from where on a risk is high."""
        order = tuple(one.id for one in self._orderer.ordered(work.threats.values(), work.bearings))
        if order != tuple(threat.id for threat in work.model.threats) or work.edits:
            work.edits.append(OrderThreats(order=order))
        if work.model.drafted is None and work.model.scoring == USUAL:
            confirmed = (one for one in live(work.threats.values()) if one.certainty is not Certainty.SUGGESTED)
            scoring = standing_out(one.rating.total for one in confirmed)
            if scoring != USUAL:
                work.edits.append(SetScoring(scoring=scoring))
        stamp = DraftStamp(catalog=self._catalog.fingerprint, digest=work.model.digest())
        if stamp != work.model.drafted:
            work.edits.append(StampDraft(stamp=stamp))


def _assumed(threat: Threat, picture: Picture) -> frozenset[str]:
    """The facts that a threat and its scores only assume."""
    score = threat.inherent
    behind = {fact for factor in DreadFactor for reason in score.factor(factor).reasons for fact in reason.facts}
    supposed = {fact for fact in behind if picture.value(fact) is None and fact in picture.usual}
    return frozenset(supposed.union(threat.evidence.assumed))
