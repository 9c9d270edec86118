"""A rich threat model made by hand for the screens, as large as a test wants it."""

from datetime import date
from functools import cache

from agent.domain.facts import FactValue, Provenance, Quote
from agent.domain.findings.threat_ranking import arranged
from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, FactorScore, Override, Reason
from agent.domain.system import (
    Actor,
    Assumption,
    Component,
    DataFlow,
    Origin,
    SystemProfile,
    TrustBoundary,
)
from agent.domain.threats import Advice, Certainty, Control, ControlStatus, Evidence, Threat, ThreatStatus, Treatment
from knowledge.catalog import Catalog, load_catalog
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Aspect, ComponentKind, DreadFactor

HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/p.png) [a](javascript:alert(2)) $x$ :red[hi] :smile:"
_LEVELS = (9, 7, 7, 5, 5, 3, 1)


@cache
def catalog() -> Catalog:
    return load_catalog()


def score(*levels: int) -> DreadScore:
    factors = {
        factor.value: FactorScore(
            level=level, low=max(0, level - 2), high=level,
            reasons=(Reason(text=f"{factor.value} is {level} because of what was said", facts=("exposure",)),),
        )
        for factor, level in zip(DreadFactor, levels, strict=True)
    }  # fmt: skip
    return DreadScore(**factors)


def rich_model(threats: int = 24, name: str = "Harbour support assistant") -> ThreatModel:
    listed = _threats(threats)
    controls = _controls(listed)
    return ThreatModel(
        system=SystemProfile(name=name, purpose="Answers customers of the shop.", description="A chat for customers."),
        components=_components(),
        actors=(Actor(id="P-1", name="Customer"), Actor(id="P-2", name="Support team", trusted=True, boundary="B-1")),
        flows=_flows(),
        boundaries=(
            TrustBoundary(id="B-1", name="Our cloud", trust=80),
            TrustBoundary(id="B-2", name="Model provider"),
        ),
        facts=_facts(),
        assumptions=(
            Assumption(id="A-1", text="answers are shown with links and images", fact="output_rendered", value=True),
            Assumption(id="A-2", text="people who sign up can reach it", fact="exposure", value="registered"),
            Assumption(id="A-3", text="the hosting region is under contract"),
        ),
        threats=listed,
        controls=controls,
        issued={"C": 5, "P": 2, "F": 6, "B": 2, "A": 3, "T": threats, "M": len(controls)},
    )


TELLER = "wise-1, prompt draft 3"
"""The language model that gave the advice in ``advised_model``."""


def advised_model(hostile: str = "") -> ThreatModel:
    """A model of 31 threats in which a language model put three first, set two aside, and brought T-031 of its own.

    T-015 has advice that a person took back, T-020 a place given by hand, and T-026 to T-030 are only suggested.
    """
    said = "Customers who are signed in"
    scenario = "A customer hides orders in a refund request, and the Refund tool pays a stranger." + hostile
    own = _own_idea(scenario, said)
    changes: dict[str, dict[str, object]] = {
        "T-010": {"advice": _advice(place=1, because=f"the Refund tool pays without a look{hostile}",
                                    scenario=scenario, words=said)},
        "T-013": {"advice": _advice(place=2, scenario="A signed-in customer reads the order of another.")},
        "T-001": {"advice": _advice(place=3)},
        "T-012": {"advice": _advice(set_aside=True, because=f"nothing here is trained{hostile}", words=said)},
        "T-014": {"advice": _advice(set_aside=True, because="there is no second agent")},
        "T-015": {"advice": _advice(set_aside=True, because="no files are read", dropped=True)},
        "T-020": {"placed": 4},
        **{f"T-0{number}": {"certainty": Certainty.SUGGESTED} for number in range(26, 31)},
    }  # fmt: skip
    model = rich_model(30)
    threats = [one.model_copy(update=changes.get(one.id, {})) for one in model.threats]
    return model.model_copy(
        update={"threats": arranged([*threats, own]), "issued": {**model.issued, "T": 31}}
    )  # fmt: skip


def _advice(**given: object) -> Advice:
    return Advice.model_validate({"made_by": TELLER, **given})


def _own_idea(scenario: str, said: str) -> Threat:
    levels = score(9, 9, 9, 9, 9)
    return Threat(
        id="T-031", title="Refunds to strangers", statement="Somebody is paid who bought nothing.", targets=("C-5",),
        origin=Origin.MODEL, inherent=levels, current=levels, target=levels,
        advice=_advice(place=5, scenario=scenario, words=said),
    )  # fmt: skip


def _components() -> tuple[Component, ...]:
    said = (Quote(turn=1, text="an assistant called Harbour on its website"),)
    return (
        Component(id="C-1", name="Chat page", kind=ComponentKind.CLIENT, quotes=said),
        Component(id="C-2", name="Assistant service", kind=ComponentKind.SERVICE, boundary="B-1"),
        Component(id="C-3", name="Hosted language model", kind=ComponentKind.LANGUAGE_MODEL, boundary="B-2"),
        Component(id="C-4", name="Help article index", kind=ComponentKind.VECTOR_STORE, boundary="B-1", inferred=True),
        Component(id="C-5", name="Refund tool", kind=ComponentKind.TOOL, boundary="B-1", description="Opens refunds."),
    )


def _flows() -> tuple[DataFlow, ...]:
    return (
        DataFlow(id="F-1", source="P-1", target="C-1", label="questions", untrusted=True),
        DataFlow(id="F-2", source="C-1", target="C-2", label="questions", untrusted=True),
        DataFlow(id="F-3", source="C-2", target="C-3", label="prompt"),
        DataFlow(id="F-4", source="C-4", target="C-2", label="passages"),
        DataFlow(id="F-5", source="C-2", target="C-5", label="tool calls"),
        DataFlow(id="F-6", source="C-5", target="P-2", label="refund requests"),
    )


def _facts() -> tuple[FactValue, ...]:
    def known(fact: str, value: object, source: Provenance, words: str = "") -> FactValue:
        quotes = (Quote(turn=1, text=words),) if words else ()
        return FactValue.model_validate({"fact": fact, "value": value, "provenance": source, "quotes": quotes})

    return (
        known("uses_language_model", True, Provenance.STATED, "a language model that we use through a hosted API"),
        known("uses_retrieval", True, Provenance.IMPLIED),
        known("calls_tools", True, Provenance.ANSWERED),
        known("audience", ("customers", "employees"), Provenance.STATED, "Customers who are signed in"),
        known("data_sensitivity", "personal", Provenance.ANSWERED),
    )


def _threats(number: int) -> tuple[Threat, ...]:
    patterns = list(catalog().patterns.values())
    extra = [patterns[index % len(patterns)] for index in range(number)]
    return tuple(_threat(index, pattern, index >= len(patterns)) for index, pattern in enumerate(extra))


def _threat(index: int, pattern: ThreatPattern, repeated: bool) -> Threat:
    top = _LEVELS[index % len(_LEVELS)]
    now = score(top, max(1, top - 2), top, 5, 7)
    status = {3: ThreatStatus.ACCEPTED, 5: ThreatStatus.MITIGATED, 7: ThreatStatus.DISMISSED}.get(
        index, ThreatStatus.OPEN
    )
    decided = Treatment(reason="agreed in the review", owner="Ada", review_by=date(2030, 1, 1), author="owner")
    override = Override(factor=DreadFactor.DAMAGE, level=10, author="owner", reason="it happened here", computed=top)
    return Threat(
        id=f"T-{index + 1:03d}", pattern=None if repeated else pattern.id, title=pattern.title,
        statement=f"Someone who can write to it {pattern.title.lower()}, so that customers are harmed.",
        aspect=pattern.aspect if index < 30 else list(Aspect)[index % 6],
        targets=(f"C-{index % 5 + 1}",) if index % 4 else ("C-3", "F-2"),
        references=tuple(catalog().reference(key) for key in pattern.references[:3]),
        evidence=Evidence(
            facts=("uses_language_model", "calls_tools"), assumed=("output_rendered",) if index % 3 == 0 else (),
            quotes=(Quote(turn=1, text="a language model that we use through a hosted API"),),
        ),
        precedents=pattern.precedents[:2],
        inherent=score(top, top, top, 7, 7), current=now, target=score(max(1, top - 4), 1, 3, 3, 5),
        overrides=(override,) if index == 1 else (), status=status,
        treatment=decided if status is not ThreatStatus.OPEN else None,
        certainty=Certainty.ASSUMED if index % 3 == 0 else Certainty.SURE,
    )  # fmt: skip


def _controls(threats: tuple[Threat, ...]) -> tuple[Control, ...]:
    statuses = list(ControlStatus)
    measures = list(catalog().mitigations.values())[: max(1, len(threats) // 2)]
    return tuple(
        Control(
            id=f"M-{index + 1}", mitigation=measure.id, title=measure.title, action=measure.action,
            verify=measure.verify,
            kind=measure.kind, effects=measure.effects, effort=measure.effort,
            threats=tuple(threat.id for threat in threats[index * 2 : index * 2 + 3]),
            status=statuses[index % 5], reason="",
        )
        for index, measure in enumerate(measures)
    )  # fmt: skip
