"""What the owner has stated to be in place, so that a model proposes nothing against it."""

from agent.analyst.rules.mitigation import IN_PLACE
from agent.domain import ThreatModel
from knowledge import Catalog
from knowledge.conditions import Truth, judge
from knowledge.vocabulary import DreadFactor

LOWERED = "a measure that you stated lowers that factor"


class Stated:
    """Finds measures that are in place, by what the owner said of them or decided about them."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def in_place(self, model: ThreatModel) -> frozenset[str]:
        """The measures that are in place."""
        decided = {control.mitigation for control in model.controls if control.status in IN_PLACE}
        return frozenset(
            name
            for name, measure in self._catalog.mitigations.items()
            if name in decided
            or (measure.in_place is not None and judge(measure.in_place, model.value_of, None).truth is Truth.YES)
        )

    def answers(self, pattern: str, model: ThreatModel) -> bool:
        """Whether every measure against a pattern is in place, so that it is no longer to be suggested."""
        measures = self._catalog.patterns[pattern].mitigations
        return bool(measures) and set(measures) <= self.in_place(model)

    def lowers(self, pattern: str, factor: DreadFactor, model: ThreatModel) -> bool:
        """Whether a measure in place lowers just that factor of a pattern's threat."""
        placed = self.in_place(model).intersection(self._catalog.patterns[pattern].mitigations)
        effects = (effect for name in placed for effect in self._catalog.mitigations[name].effects)
        return any(effect.factor is factor for effect in effects)
