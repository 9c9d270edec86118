"""Small parts of a model, and terms that accept a fixed vocabulary."""

from agent.domain.facts import SYSTEM, FactValue, Provenance
from agent.domain.risk import DreadScore, FactorScore
from agent.domain.system import Component, DataFlow
from agent.domain.threats import Control, Evidence, Threat
from knowledge.vocabulary import AnswerValue, ComponentKind, DreadFactor, Framework, Reference

INJECTION = Reference(framework=Framework.ATLAS, id="AML.T0051", edition="5.6.1")


class FewTerms:
    """A vocabulary of two yes/no facts, three patterns, one measure and one reference."""

    def accepts_fact(self, fact: str, value: AnswerValue) -> str | None:
        if fact not in {"uses_retrieval", "calls_tools"}:
            return f"the catalog has no fact {fact}"
        return None if isinstance(value, bool) else f"{fact} takes yes or no, not {value!r}"

    def has_reference(self, reference: Reference) -> bool:
        return reference == INJECTION

    def has_pattern(self, pattern: str) -> bool:
        return pattern in {"injection", "leakage", "poisoning"}

    def has_mitigation(self, mitigation: str) -> bool:
        return mitigation == "screen-inputs"


def component(number: int, kind: ComponentKind = ComponentKind.AGENT) -> Component:
    return Component(id=f"C-{number}", name=f"part {number}", kind=kind)


def flow(number: int, source: str, target: str) -> DataFlow:
    return DataFlow(id=f"F-{number}", source=source, target=target)


def score(level: int = 5) -> DreadScore:
    factor = FactorScore(level=level, low=level, high=level)
    return DreadScore.model_validate({name.value: factor for name in DreadFactor})


def threat(number: int = 1, pattern: str | None = "injection", level: int = 5, **more: object) -> Threat:
    given: dict[str, object] = {
        "id": f"T-{number:03d}",
        "pattern": pattern,
        "title": "Hidden orders",
        "statement": "Someone hides orders in a page.",
        "targets": (SYSTEM,),
        "references": (INJECTION,),
        "evidence": Evidence(facts=("uses_retrieval",)),
        "inherent": score(level),
        "current": score(level),
        "target": score(level),
    }
    return Threat.model_validate(given | more)


def control(number: int = 1, *threats: str) -> Control:
    return Control(id=f"M-{number}", mitigation="screen-inputs", title="Screen inputs", threats=threats)


def fact(name: str = "uses_retrieval", value: AnswerValue = True, subject: str = SYSTEM) -> FactValue:
    return FactValue(fact=name, value=value, subject=subject, provenance=Provenance.TABLE)
