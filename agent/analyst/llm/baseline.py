"""The deterministic draft as it would stand, worked out once for all the branches of a draft."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import SYSTEM, Quote, Threat, ThreatModel
from agent.domain.edits import PutThreat

_KEPT = 4


@dataclass(frozen=True, eq=False)
class Floor:
    """The threats that the rules draft for a model, most important first."""

    model: ThreatModel
    threats: tuple[Threat, ...]

    def at(self, targets: tuple[str, ...]) -> tuple[Threat, ...]:
        """The threats that are dealt with at some targets; each is dealt with at one place only."""
        return tuple(threat for threat in self.threats if home_of(threat) in targets)

    def by_pattern(self) -> Mapping[str, Threat]:
        """The threats by their pattern."""
        return {threat.pattern: threat for threat in self.threats if threat.pattern}


class Floors:
    """Keeps the latest floors."""

    def __init__(self, rules: RulesAnalyst) -> None:
        self._rules, self._lock = rules, threading.Lock()
        self._kept: OrderedDict[int, Floor] = OrderedDict()

    def of(self, model: ThreatModel) -> Floor:
        """The floor under a model; worked out once, also when several ask at the same time."""
        with self._lock:
            found = self._kept.get(id(model))
            if found is None or found.model is not model:
                bare = model.model_copy(update={"threats": (), "controls": ()})
                edits = self._rules.drafted(bare)
                threats = tuple(edit.threat for edit in edits if isinstance(edit, PutThreat))
                found = self._kept[id(model)] = Floor(model, threats)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return found


def home_of(threat: Threat) -> str:
    """The one target at which a threat is dealt with: its first component, else the system."""
    return next((target for target in threat.targets if target.startswith("C-")), SYSTEM)


def words_behind(model: ThreatModel, facts: frozenset[str], targets: tuple[str, ...], most: int) -> tuple[Quote, ...]:
    """The owner's words about some parts and facts, each once, in the order in which they were said."""
    found: list[Quote] = []
    for target in targets:
        part = model.component(target)
        found += part.quotes if part is not None else ()
    for kept in model.facts:
        if kept.fact in facts and kept.subject in (SYSTEM, *targets):
            found += kept.quotes
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda quote: quote.turn)[:most])
