"""Refuse proposals that nothing in the session or the catalog stands behind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import Field

from agent.analyst.base import Proposal
from agent.domain.facts import SYSTEM, Quote
from agent.domain.model import ThreatModel
from knowledge.conditions import Truth, judge
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Value


class Patterns(Protocol):
    """The threat patterns of a catalog."""

    @property
    def patterns(self) -> Mapping[str, ThreatPattern]:
        """Every pattern by its id."""
        ...


class Checked(Value):
    """The proposals that are grounded, and how many were not, by reason."""

    kept: tuple[Proposal, ...] = Field(default=(), description="The grounded ones, in order, each once.")
    dropped: dict[str, int] = Field(default_factory=dict, description="How many were left out, by reason.")

    def note(self) -> str:
        """What was left out, in a sentence; empty when nothing was."""
        total = sum(self.dropped.values())
        reasons = ", ".join(f"{count} because {reason}" for reason, count in sorted(self.dropped.items()))
        things = "1 proposed threat was" if total == 1 else f"{total} proposed threats were"
        return f"{things} left out: {reasons}." if total else ""


@dataclass(frozen=True)
class Words:
    """The words that a proposal may quote: those of the conversation, and those that came with the model itself."""

    said: Mapping[int, str]
    """The cleaned words of each turn by its number."""
    held: frozenset[Quote] = frozenset()
    """The quotes the model held before the turn; one that was opened from a file brings them from elsewhere."""

    def have(self, quote: Quote) -> bool:
        """Whether the owner is known to have said it."""
        return quote in self.held or quote.text in self.said.get(quote.turn, "")


def quotes_in(model: ThreatModel) -> frozenset[Quote]:
    """Every quote that stands in a model."""
    groups = [
        *(part.quotes for part in model.components),
        *(actor.quotes for actor in model.actors),
        *(value.quotes for value in model.facts),
        *(threat.evidence.quotes for threat in model.threats),
    ]
    return frozenset(quote for group in groups for quote in group)


def grounded(proposals: Iterable[Proposal], model: ThreatModel, catalog: Patterns, words: Words) -> Checked:
    """Keep what is grounded in the words, the model and the catalog."""
    kept: dict[tuple[str, str], Proposal] = {}
    dropped: Counter[str] = Counter()
    for proposal in proposals:
        reason = _objection(proposal, model, catalog.patterns.get(proposal.pattern), words)
        if reason:
            dropped[reason] += 1
        else:
            kept.setdefault((proposal.pattern, proposal.target), proposal)
    return Checked(kept=tuple(kept.values()), dropped=dict(dropped))


def _objection(proposal: Proposal, model: ThreatModel, pattern: ThreatPattern | None, words: Words) -> str:
    """Why a proposal cannot stand; empty when it can."""
    if pattern is None:
        return "the catalog has no such threat"
    component = model.component(proposal.target)
    if component is None and proposal.target != SYSTEM and not _is_flow(proposal.target, model):
        return "the part they name does not exist"
    if component is not None and pattern.targets and component.kind not in pattern.targets:
        return "the threat does not concern that kind of part"
    if not all(words.have(quote) for quote in proposal.quotes):
        return "the words they quote were not said"
    kind = component.kind if component else None
    verdict = judge(pattern.when, lambda fact: model.value_of(fact, proposal.target), kind)
    return "a known fact rules them out" if verdict.truth is Truth.NO else ""


def _is_flow(target: str, model: ThreatModel) -> bool:
    return any(flow.id == target for flow in model.flows)
