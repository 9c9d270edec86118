"""From the ledger and proposals to edits: one threat per pattern, scored, with controls, in order of importance."""

from dataclasses import dataclass, field

from agent.analyst.base import Proposal
from agent.analyst.rules.assuming import assumption_edits
from agent.analyst.rules.composing import Composer, Draft
from agent.analyst.rules.ledger import Bookkeeper
from agent.analyst.rules.mitigation import Measures
from agent.analyst.rules.ordering import place_of
from agent.analyst.rules.picture import Picture
from agent.analyst.rules.rating import Rater
from agent.analyst.rules.remembering import remembered, why_retired
from agent.domain import Certainty, Edit, Finding, Mint, Threat, ThreatModel, ThreatStatus, Verdict
from agent.domain.edits import OrderThreats, PutControl, PutThreat, Remove, RetireThreat, StampDraft
from agent.domain.model import DraftStamp
from knowledge import Catalog

MOST_SUGGESTED = 3
"""How many threats of one draft may rest on similarity alone."""


@dataclass
class _Work:
    """What comes about while a draft is settled."""

    model: ThreatModel
    picture: Picture
    mint: Mint
    measures: Measures
    edits: list[Edit] = field(default_factory=list)
    threats: dict[str, Threat] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


class Settler:
    """Turns what applies into edits; what a person decided is kept."""

    def __init__(self, catalog: Catalog, bookkeeper: Bookkeeper, rater: Rater) -> None:
        self._catalog, self._book, self._rater = catalog, bookkeeper, rater
        self._ranks = {pattern: rank for rank, pattern in enumerate(catalog.patterns)}

    def settle(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Edit, ...]:
        """The edits that bring the threats, controls, assumptions and their order up to date."""
        picture, mint = self._book.painter.picture(model), Mint(model)
        measures = Measures(self._catalog, self._rater, model, picture, mint)
        work = _Work(model=model, picture=picture, mint=mint, measures=measures)
        composer = Composer(self._catalog, self._book, self._rater, model, picture, measures)
        verdicts = {verdict.pattern: verdict for verdict in self._book.ledger(model).verdicts}
        drafts = [composer.compose(verdict, ()) for verdict in verdicts.values() if _drafted(verdict)]
        drafts += [composer.compose(v, hits) for v, hits in self._suggested(model, verdicts, proposals, composer)]
        self._put(drafts, work)
        self._retire(verdicts, composer, work)
        self._put_controls(composer, work)
        work.edits += assumption_edits(model, picture, work.used, self._catalog, mint)
        self._finish(work)
        return tuple(work.edits)

    def _suggested(
        self,
        model: ThreatModel,
        verdicts: dict[str, Verdict],
        proposals: tuple[Proposal, ...],
        composer: Composer,
    ) -> list[tuple[Verdict, tuple[str, ...]]]:
        """At most three open patterns that similarity points at: those drafted before stay, then the riskiest."""
        reasons: dict[str, list[str]] = {}
        for threat in model.threats:
            if threat.pattern and threat.certainty is Certainty.SUGGESTED:
                reasons[threat.pattern] = list(threat.evidence.hits)
        kept = set(reasons)
        for proposal in proposals:
            if proposal.similar or not _drafted(verdicts.get(proposal.pattern)):
                known = reasons.setdefault(proposal.pattern, [])
                if proposal.similar and proposal.similar not in known:
                    known.append(proposal.similar)
        fitting = [name for name in reasons if name in verdicts and _is_open(verdicts[name])]
        ranked = sorted(fitting, key=lambda name: (name not in kept, -composer.points(name), self._ranks[name]))
        return [(verdicts[name], tuple(reasons[name][:3])) for name in ranked[:MOST_SUGGESTED]]

    def _put(self, drafts: list[Draft], work: _Work) -> None:
        """Put every drafted threat that is new or differs; ids are given in order of importance."""
        kept = {threat.pattern: threat for threat in work.model.threats if threat.pattern}
        for draft in sorted(drafts, key=lambda one: place_of(one.threat, self._ranks)):
            name = draft.threat.pattern or ""
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
        return threat.pattern not in self._ranks

    def _linked_by_hand(self, name: str, work: _Work) -> tuple[str, ...]:
        """Threats that no draft judges and that a control was linked to."""
        control = next((one for one in work.model.controls if one.mitigation == name), None)
        own = {threat.id for threat in work.threats.values() if self._is_unjudged(threat)}
        return tuple(one for one in control.threats if one in own) if control else ()

    def _finish(self, work: _Work) -> None:
        """The order, and what the draft was made from."""
        order = tuple(sorted(work.threats, key=lambda one: (place_of(work.threats[one], self._ranks), one)))
        if order != tuple(threat.id for threat in work.model.threats) or work.edits:
            work.edits.append(OrderThreats(order=order))
        stamp = DraftStamp(catalog=self._catalog.fingerprint, digest=work.model.digest())
        if stamp != work.model.drafted:
            work.edits.append(StampDraft(stamp=stamp))


def _drafted(verdict: Verdict | None) -> bool:
    return verdict is not None and (verdict.finding is Finding.APPLIES or verdict.expected)


def _is_open(verdict: Verdict) -> bool:
    return verdict.finding is Finding.OPEN and not verdict.expected
