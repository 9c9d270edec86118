"""One threat told as what would happen here: its scenario, the way it would go, and where it has happened."""

from agent.assessment.attack_graph.attack_paths import attack_paths
from agent.assessment.narratives.threat_sentence import Teller
from agent.domain import Threat, ThreatModel
from agent.domain.wording.names_in_sentences import plain
from knowledge import Catalog

MOST_CASES = 2
MOST_STEPS = 6


class Stories:
    """Tells threats one by one."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def of(self, model: ThreatModel, threat: Threat) -> str:
        """The scenario: a language model's where that counts, a person's own wording, or the rules' story."""
        pattern = self._catalog.patterns.get(threat.pattern or "")
        if threat.heeded is not None and threat.heeded.scenario:
            return threat.heeded.scenario
        if pattern is None or threat.reworded:
            return threat.statement
        return Teller(self._catalog, model).story(pattern, threat.targets)

    def path(self, model: ThreatModel, threat: Threat) -> tuple[str, ...]:
        """The way over the diagram and the measure that cuts it, where the threat lies on one of the first paths."""
        for path in attack_paths(model, self._catalog).paths:
            if threat.id in path.threats and len(path.steps) > 1:
                way = " → ".join(plain(step.name) for step in path.steps[:MOST_STEPS])
                control = model.control(path.control) if path.control else None
                cut = (f"What cuts it: **{control.id}** {plain(control.title)}.",) if control else ()
                return (f"The way it would go: {way}.", *cut)
        return ()

    def cases(self, threat: Threat) -> tuple[str, ...]:
        """Where such a thing happened or was shown to work."""
        known = (self._catalog.precedents[one] for one in threat.precedents if one in self._catalog.precedents)
        return tuple(f"{case.title} ({case.date})" for case in known)[:MOST_CASES]
