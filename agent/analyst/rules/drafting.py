"""Proposals: what the ledger says lands on given targets, and a few more that retrieval suggests."""

from collections.abc import Mapping

from agent.analyst.base import Proposal
from agent.analyst.rules.evidence import Witness
from agent.analyst.rules.ledger import Bookkeeper
from agent.analyst.rules.naming import clipped
from agent.domain import SYSTEM, Finding, ThreatModel, Verdict
from knowledge.entries import FactDefinition
from knowledge.retriever import Hit

TECHNOLOGY = "technology"
"""The group of facts that say which kinds of AI a system has; what nobody declared is taken as absent."""
NEAR = 5
"""How many of the first hits are looked at for suggestions."""


class Drafter:
    """Proposes patterns for targets."""

    def __init__(self, bookkeeper: Bookkeeper, facts: Mapping[str, FactDefinition]) -> None:
        self._book, self._facts = bookkeeper, facts

    def draft(self, model: ThreatModel, targets: tuple[str, ...], hits: tuple[Hit, ...]) -> tuple[Proposal, ...]:
        """What applies or usually applies at these targets, in the catalog's order, then what only resembles."""
        picture = self._book.painter.picture(model)
        witness = Witness(model, picture)
        verdicts = {verdict.pattern: verdict for verdict in self._book.ledger(model).verdicts}
        found: list[Proposal] = []
        for verdict in verdicts.values():
            landed = _landed(verdict, targets) if _drafted(verdict) else ()
            if not landed:
                continue
            facts, assumed = self._book.grounds(self._book.rules[verdict.pattern], picture)
            quotes = witness.quotes(facts, verdict.targets)
            found += [
                Proposal(pattern=verdict.pattern, target=target, facts=facts, assumed=assumed, quotes=quotes)
                for target in landed
            ]
        return (*found, *self._resembling(verdicts, targets, hits))

    def _resembling(
        self, verdicts: dict[str, Verdict], targets: tuple[str, ...], hits: tuple[Hit, ...]
    ) -> tuple[Proposal, ...]:
        """Open patterns among the first hits; what a fact rules out, or nobody declared, is never suggested."""
        found = []
        for hit in [hit for hit in hits if hit.what == "patterns"][:NEAR]:
            verdict = verdicts.get(hit.id)
            if verdict is None or verdict.finding is not Finding.OPEN or verdict.expected:
                continue
            landed = _landed(verdict, targets) or (verdict.targets if SYSTEM in targets else ())
            if landed and not any(self._facts[fact].group == TECHNOLOGY for fact in verdict.facts):
                reason = clipped(hit.reason, 300)
                found.append(Proposal(pattern=hit.id, target=landed[0], facts=verdict.facts, similar=reason))
        return tuple(found)


def _drafted(verdict: Verdict) -> bool:
    return verdict.finding is Finding.APPLIES or verdict.expected


def _landed(verdict: Verdict, targets: tuple[str, ...]) -> tuple[str, ...]:
    reached = set(verdict.targets)
    return tuple(target for target in targets if target in reached)
