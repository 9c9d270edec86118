"""The threats of a draft: what the ledger says applies, and what is open but near to what the owner told."""

from collections.abc import Callable, Container, Iterable, Sequence

from agent.analyst.base import Assessed, Proposal
from agent.analyst.rules.mitigation import Measures
from agent.analyst.rules.ranking.ordering import Bearings, Orderer
from agent.analyst.rules.ranking.rank_adjustments import confessions
from agent.analyst.rules.threat_composition import Composer
from agent.assessment.interviewing.priors import Hunches
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain import Certainty, Finding, Mint, Threat, ThreatModel, Verdict
from knowledge import Catalog

MOST_SUGGESTED = 5
"""How many threats of one draft may stand there unconfirmed."""
SUGGESTED_AMONG = 10
"""An unconfirmed threat is worth naming only where it would stand among so many."""
TECHNOLOGY = "technology"
"""The group of facts that say which kinds of AI a system has; what nobody declared is taken as absent."""
HINTED, WORRIES = 0.35, 0.2
"""How likely such a kind must be by the owner's words, and how much systems like theirs must worry about a threat of
it, to name the threat unconfirmed: of those four in ten are among the dozen that a practitioner names first."""


class Drafter:
    """Proposes patterns for a model, and composes the threats of those that make the draft."""

    def __init__(
        self,
        catalog: Catalog,
        bookkeeper: Bookkeeper,
        rater: Rater,
        orderer: Orderer,
        hunches: Callable[[ThreatModel], Hunches] = lambda model: (),
    ) -> None:
        self._catalog, self._book, self._rater, self._orderer = catalog, bookkeeper, rater, orderer
        self._hunches = hunches

    def assess(self, model: ThreatModel) -> Assessed:
        """What applies or usually applies, in the catalog's order."""
        drafted = self._book.ledger(model).drafted()
        return Assessed(proposals=tuple(Proposal(pattern=verdict.pattern) for verdict in drafted))

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """What is open and yet has something that speaks for it."""
        bearings, hinted = self._orderer.bearings(model), self.hinted(model)
        return tuple(
            Proposal(pattern=verdict.pattern, reasons=self._orderer.reasons(verdict.pattern, bearings))
            for verdict in self._book.ledger(model).verdicts
            if self.may_be_suggested(verdict, bearings, hinted)
        )

    def compose(self, model: ThreatModel, proposals: Iterable[Proposal]) -> tuple[Threat, ...]:
        """The threats of what applies, and of those suggestions that would stand among the first of them."""
        picture = self._book.painter.picture(model)
        measures = Measures(self._catalog, self._rater, model, picture, Mint(model))
        composer = Composer(self._catalog, self._book, self._rater, model, picture, measures)
        proposed = {one.pattern: one for one in proposals}
        verdicts = {one.pattern: one for one in self._book.ledger(model).verdicts if one.pattern in proposed}
        found = [composer.outline(verdict, ()) for verdict in verdicts.values() if verdict.drafted]
        open_ones = [name for name, verdict in verdicts.items() if is_open(verdict) and proposed[name].reasons]
        chosen = self._worth_naming(open_ones, found, model)
        confessed = confessions(model, self._catalog)
        leading = {name: one for name, one in confessed.items() if one.leads}
        named = (composer.outline(verdicts[one], proposed[one].reasons, leading.get(one)) for one in chosen)
        threats = (*found, *named)
        return composer.worded(threats, self._in_order(threats, model), self._orderer.bearings(model).nearness)

    def _in_order(self, threats: Sequence[Threat], model: ThreatModel) -> tuple[str, ...]:
        """The patterns of composed threats, which have no ids yet, as they will stand."""
        numbered = [one.model_copy(update={"id": f"T-{place:03}"}) for place, one in enumerate(threats, start=1)]
        computed = self._orderer.computed(numbered, self._orderer.bearings(model))
        return tuple(one.pattern or "" for one in computed)

    def hinted(self, model: ThreatModel) -> frozenset[str]:
        """The kinds of AI that nobody declared and yet the owner's words hint at."""
        return frozenset(
            one.fact
            for one in self._hunches(model)
            if one.value is True and one.chance >= HINTED and self._catalog.facts[one.fact].group == TECHNOLOGY
            if not self._catalog.facts[one.fact].plainly_named
        )

    def may_be_suggested(self, verdict: Verdict, bearings: Bearings, hinted: Container[str] = ()) -> bool:
        """Whether an open pattern may be named: something speaks for it, and it needs no technology that is absent.

        What systems like the owner's worry about is enough where their words hint at the technology.
        """
        if not is_open(verdict):
            return False
        needed = [fact for fact in verdict.facts if self._catalog.facts[fact].group == TECHNOLOGY]
        if not needed:
            return bearings.speaks_for(verdict.pattern)
        return any(fact in hinted for fact in needed) and bearings.votes.get(verdict.pattern, 0.0) >= WORRIES

    def _worth_naming(self, names: list[str], drafted: list[Threat], model: ThreatModel) -> tuple[str, ...]:
        """Those that would stand among the first, a few at most; what the last draft named has an advantage."""
        before = {one.pattern for one in model.threats if one.certainty is Certainty.SUGGESTED}
        bearings = self._orderer.bearings(model)
        return self._orderer.worth_naming(names, before, drafted, bearings, SUGGESTED_AMONG)[:MOST_SUGGESTED]


def is_open(verdict: Verdict) -> bool:
    """Whether facts are missing, and nothing usually assumed makes it apply either."""
    return verdict.finding is Finding.OPEN and not verdict.expected
