"""The deterministic draft as it would stand, worked out once for all that ask about it."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Threat, ThreatModel
from agent.domain.changes.edits import PutThreat
from knowledge.owners_words import keeps_words

_KEPT = 4


@dataclass(frozen=True, eq=False)
class Baseline:
    """The threats that the rules draft for a model, most important first."""

    model: ThreatModel
    threats: tuple[Threat, ...]

    def by_pattern(self) -> Mapping[str, Threat]:
        """The threats by their pattern."""
        return {threat.pattern: threat for threat in self.threats if threat.pattern}


class Baselines:
    """Keeps the latest baselines."""

    def __init__(self, rules: RulesAnalyst) -> None:
        self._rules, self._lock = rules, threading.Lock()
        self._kept: OrderedDict[int, Baseline] = OrderedDict()
        keeps_words(self)

    def let_go(self) -> None:
        """Keep no draft."""
        with self._lock:
            self._kept.clear()

    def of(self, model: ThreatModel) -> Baseline:
        """The rules' draft of a model; worked out once, also when several ask at the same time."""
        with self._lock:
            found = self._kept.get(id(model))
            if found is None or found.model is not model:
                bare = model.model_copy(update={"threats": (), "controls": ()})
                edits = self._rules.drafted(bare)
                threats = tuple(edit.threat for edit in edits if isinstance(edit, PutThreat))
                found = self._kept[id(model)] = Baseline(model, threats)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return found
