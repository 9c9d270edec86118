"""Proposals: what the ledger says lands on given targets."""

from agent.analyst.base import Proposal
from agent.analyst.rules.evidence import Witness
from agent.assessment.ledger import Bookkeeper
from agent.domain import Finding, ThreatModel, Verdict


class Drafter:
    """Proposes patterns for targets."""

    def __init__(self, bookkeeper: Bookkeeper) -> None:
        self._book = bookkeeper

    def draft(self, model: ThreatModel, targets: tuple[str, ...]) -> tuple[Proposal, ...]:
        """What applies or usually applies at these targets, in the catalog's order."""
        picture = self._book.painter.picture(model)
        witness = Witness(model, picture)
        found: list[Proposal] = []
        for verdict in self._book.ledger(model).verdicts:
            landed = _landed(verdict, targets) if _drafted(verdict) else ()
            if not landed:
                continue
            facts, assumed = self._book.grounds(self._book.rules[verdict.pattern], picture)
            quotes = witness.quotes(facts, verdict.targets)
            found += [
                Proposal(pattern=verdict.pattern, target=target, facts=facts, assumed=assumed, quotes=quotes)
                for target in landed
            ]
        return tuple(found)


def _drafted(verdict: Verdict) -> bool:
    return verdict.finding is Finding.APPLIES or verdict.expected


def _landed(verdict: Verdict, targets: tuple[str, ...]) -> tuple[str, ...]:
    reached = set(verdict.targets)
    return tuple(target for target in targets if target in reached)
