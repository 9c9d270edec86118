"""A made-up ferry company's assistant with the threats that tests are written for."""

from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, FactorScore
from agent.domain.system import Actor, Component, DataFlow, SystemProfile
from agent.domain.threats import Certainty, Control, ControlStatus, Evidence, Threat, ThreatStatus, Treatment
from agent.exchange import Cover, Dossier
from knowledge.catalog import Catalog, load_catalog
from knowledge.entries import FactorEffect
from knowledge.vocabulary import ComponentKind, DreadFactor

INJECTED, TYPED, POISONED, BROUGHT_IN = (
    "outside-text-gives-orders", "typed-orders-override-the-rules", "planted-documents-in-the-index",
    "tampered-container-image",
)  # fmt: skip


def catalog() -> Catalog:
    return load_catalog()


def level(number: int) -> FactorScore:
    return FactorScore(level=number, low=number, high=number)


def score(stops: int, hurts: int = 7) -> DreadScore:
    return DreadScore(
        damage=level(hurts), reproducibility=level(stops), exploitability=level(stops), affected_users=level(hurts),
        discoverability=level(9),
    )  # fmt: skip


def threat(number: int, pattern: str | None, **more: object) -> Threat:
    given: dict[str, object] = {
        "id": f"T-{number:03d}", "pattern": pattern, "title": f"Threat {number}", "statement": f"Statement {number}.",
        "targets": ("C-1",), "inherent": score(9), "current": score(5, 5), "target": score(5, 5),
        "certainty": Certainty.ASSUMED, "evidence": Evidence(),
        "references": tuple(map(catalog().reference, catalog().patterns[pattern].references)) if pattern else (),
    }  # fmt: skip
    return Threat.model_validate(given | more)


def model(name: str = "Harbour Help") -> ThreatModel:
    """T-001 is mitigated by a verified measure that stops it and one that limits the damage; T-005 is the owner's."""
    stops = tuple(FactorEffect(factor=one, by=2) for one in (DreadFactor.REPRODUCIBILITY, DreadFactor.EXPLOITABILITY))
    limits = tuple(FactorEffect(factor=one, by=1) for one in (DreadFactor.DAMAGE, DreadFactor.AFFECTED_USERS))
    return ThreatModel(
        system=SystemProfile(name=name, purpose="Answers questions of passengers", description=name, owner="Ida"),
        actors=(Actor(id="P-1", name="passengers"),),
        components=(
            Component(id="C-1", name="chat assistant", kind=ComponentKind.LANGUAGE_MODEL),
            Component(id="C-2", name="shelf of rules", kind=ComponentKind.VECTOR_STORE),
        ),
        flows=(DataFlow(id="F-1", source="P-1", target="C-1", untrusted=True),),
        threats=(
            threat(1, INJECTED, status=ThreatStatus.MITIGATED, treatment=Treatment(reason="Done", author="Ida")),
            threat(2, TYPED),
            threat(3, POISONED),
            threat(4, BROUGHT_IN),
            threat(5, None),
            threat(6, "safety-rules-talked-away", status=ThreatStatus.DISMISSED),
        ),
        controls=(
            Control(id="M-1", title="Screen inputs", verify="Send a hidden order.", threats=("T-001", "T-004"),
                    status=ControlStatus.VERIFIED, effects=stops, decided=True),
            Control(id="M-2", title="Ask before it acts", threats=("T-001",), status=ControlStatus.DONE,
                    effects=limits, decided=True),
        ),
        issued={"T": 6, "M": 2, "C": 2, "P": 1, "F": 1},
    )  # fmt: skip


def dossier(of: ThreatModel | None = None) -> Dossier:
    return Dossier(of or model(), catalog(), cover=Cover(version="1"))
