"""Refuse threats that nothing in the session or the catalog stands behind, whoever drafted them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from agent.assessment.conditions import View
from agent.assessment.known_facts import Own, Picture, Spot
from agent.assessment.known_facts_builder import Painter
from agent.domain.facts import SYSTEM, Quote
from agent.domain.model import ThreatModel
from agent.domain.threats import Certainty, Threat
from knowledge.catalog import Catalog
from knowledge.conditions import Truth, judge
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import ComponentKind, Value


class Checked(Value):
    """The threats that are grounded, and how many were not, by reason."""

    kept: tuple[Threat, ...] = Field(default=(), description="The grounded ones, in order, each once.")
    dropped: dict[str, int] = Field(default_factory=dict, description="How many were left out, by reason.")

    def note(self) -> str:
        """What was left out, in a sentence; empty when nothing was."""
        total = sum(self.dropped.values())
        reasons = ", ".join(f"{count} because {reason}" for reason, count in sorted(self.dropped.items()))
        things = "1 proposed threat was" if total == 1 else f"{total} proposed threats were"
        return f"{things} left out: {reasons}." if total else ""


@dataclass(frozen=True)
class Words:
    """The words that a threat may quote: those of the conversation, and those that came with the model itself."""

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
        *(one.quotes for one in model.assumptions),
        *(threat.evidence.quotes for threat in model.threats),
    ]
    return frozenset(quote for group in groups for quote in group)


class Grounding:
    """Checks the threats of a draft against the words, the model and the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog, self._painter = catalog, Painter(catalog)

    def checked(self, threats: Iterable[Threat], model: ThreatModel, words: Words) -> Checked:
        """Keep what is grounded; the first of each pattern stands."""
        kept: dict[str, Threat] = {}
        dropped: Counter[str] = Counter()
        case = _Case(model, self._painter.picture(model), words)
        for threat in threats:
            reason = case.objection(threat, self._catalog.patterns.get(threat.pattern or ""))
            if reason:
                dropped[reason] += 1
            else:
                kept.setdefault(threat.pattern or "", threat)
        return Checked(kept=tuple(kept.values()), dropped=dict(dropped))


class _Case:
    """What is known and was said of one system."""

    def __init__(self, model: ThreatModel, picture: Picture, words: Words) -> None:
        self._picture, self._words = picture, words
        self._kinds = {part.id: part.kind for part in model.components}
        self._places = {SYSTEM, *self._kinds, *(flow.id for flow in model.flows)}

    def objection(self, threat: Threat, pattern: ThreatPattern | None) -> str:
        """Why a threat cannot stand; empty when it can."""
        if pattern is None:
            return "the catalog has no such threat"
        if not self._places.issuperset(threat.targets):
            return "the part they name does not exist"
        kinds = {self._kinds[target] for target in threat.targets if target in self._kinds}
        if pattern.targets and not kinds.issubset(pattern.targets):
            return "the threat does not concern that kind of part"
        if not all(self._words.have(quote) for quote in threat.evidence.quotes):
            return "the words they quote were not said"
        return self._contradiction(threat, pattern)

    def _contradiction(self, threat: Threat, pattern: ThreatPattern) -> str:
        """What the facts have against a threat: what is known rules it out, or does not bear it out."""
        spots, evidence = tuple(self._spots(threat)), threat.evidence
        if any(_truth(pattern, self._held(spot), spot) is Truth.NO for spot in spots):
            return "a known fact rules them out"
        if threat.certainty is Certainty.SUGGESTED:
            return "" if evidence.hits or evidence.quotes else "nothing that was said speaks for them"
        borne = all(_truth(pattern, spot.usual(self._picture), spot) is Truth.YES for spot in spots)
        known = {fact for spot in spots for fact in spot.known(self._picture)}
        stated = set(evidence.facts) - set(evidence.assumed)
        return "" if borne and stated <= known else "what is known does not bear them out"

    def _held(self, spot: Spot) -> View:
        """What is known or was inferred of a target; what is only usual, and nobody hinted at, rules nothing out."""
        usual = self._picture.usual
        inferred = {fact: usual[fact] for fact in self._picture.inferred if fact in usual}
        return {**inferred, **spot.own.usual, **spot.known(self._picture)}

    def _spots(self, threat: Threat) -> Iterator[Spot]:
        """The targets as they are judged, those that are alike once; flows are only named beside them."""
        seen: set[tuple[ComponentKind, int]] = set()
        parts = [target for target in threat.targets if target in self._kinds]
        if SYSTEM in threat.targets or not parts:
            yield self._picture.system_spot()
        for part in parts:
            own = self._picture.own.get(part, _NOTHING_OWN)
            alike = (self._kinds[part], id(own))
            if alike not in seen:
                seen.add(alike)
                yield Spot(targets=(part,), kind=self._kinds[part], own=own)


def _truth(pattern: ThreatPattern, view: View, spot: Spot) -> Truth:
    return judge(pattern.when, view.get, spot.kind).truth


_NOTHING_OWN = Own()
