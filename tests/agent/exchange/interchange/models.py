"""Models of every shape: names in any script and with any mark, any number of things, any status."""

from datetime import date

from hypothesis import strategies as st

from agent.domain.facts import SYSTEM, FactValue, Provenance
from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, FactorScore, Override
from agent.domain.system import (
    Actor,
    Asset,
    Assumption,
    AssumptionStatus,
    Component,
    DataFlow,
    SystemProfile,
    TrustBoundary,
)
from agent.domain.threats import Control, ControlStatus, Threat, ThreatStatus, Treatment
from agent.exchange import Cover, Dossier
from knowledge.catalog import Catalog, load_catalog
from knowledge.entries import FactorEffect
from knowledge.vocabulary import ComponentKind, DreadFactor, MaestroLayer, Stride
from tests.agent.exchange.large import SCRIPTS
from tests.agent.exchange.test_exchange import HOSTILE

DAY = date(2026, 3, 1)
_SAMPLES = (*SCRIPTS.values(), *HOSTILE, "@team please approve #12", "=cmd|'/C calc'!A0", "{code}{{x}}[a|http://b]")


def catalog() -> Catalog:
    return load_catalog()


def dossier(model: ThreatModel) -> Dossier:
    return Dossier(model, catalog(), cover=Cover(version="3", day=DAY, file="models/system.json"))


def words(most: int) -> st.SearchStrategy[str]:
    """Text that can stand in a model: seen by a reader, at most so long."""
    letters = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=min(most, 60))
    either = letters | st.sampled_from(_SAMPLES).map(lambda one: (one * most)[:most])
    return either.map(lambda one: one.strip()).filter(bool)


def scores() -> st.SearchStrategy[DreadScore]:
    return st.fixed_dictionaries(
        {factor.value: st.integers(0, 10).map(lambda n: FactorScore(level=n, low=n, high=n)) for factor in DreadFactor}
    ).map(DreadScore.model_validate)


@st.composite
def models(draw: st.DrawFn) -> ThreatModel:
    boundaries = [
        TrustBoundary(id=f"B-{n}", name=draw(words(120)), trust=draw(st.integers(0, 100)))
        for n in range(1, 1 + draw(st.integers(0, 3)))
    ]
    zones = st.sampled_from([None, *(one.id for one in boundaries)])
    components = [
        Component(id=f"C-{n}", name=draw(words(120)), kind=draw(st.sampled_from(ComponentKind)),
                  description=draw(words(600) | st.just("")), boundary=draw(zones),
                  called=tuple(draw(st.lists(words(40), max_size=2))))
        for n in range(1, 1 + draw(st.integers(0, 5)))
    ]  # fmt: skip
    actors = [
        Actor(id=f"P-{n}", name=draw(words(120)), trusted=draw(st.booleans()), boundary=draw(zones))
        for n in range(1, 1 + draw(st.integers(0, 2)))
    ]
    ends = [*(one.id for one in components), *(one.id for one in actors)]
    flows = [
        DataFlow(id=f"F-{n}", source=draw(st.sampled_from(ends)), target=draw(st.sampled_from(ends)),
                 label=draw(words(120) | st.just("")), untrusted=draw(st.booleans()))
        for n in range(1, 1 + draw(st.integers(0, 4)))
    ] if ends else []  # fmt: skip
    parts = [one.id for one in components]
    needs = st.lists(st.sampled_from(("confidentiality", "integrity", "availability")), unique=True)
    assets = [
        Asset(
            id=f"D-{n}",
            name=draw(words(120)),
            needs=tuple(draw(needs)),
            held_by=tuple(parts[: draw(st.integers(0, 2))]),
        )
        for n in range(1, 1 + draw(st.integers(0, 2)))
    ]
    assumptions = [
        Assumption(id=f"A-{n}", text=draw(words(300)), status=draw(st.sampled_from(AssumptionStatus)),
                   source=draw(words(60) | st.just("")))
        for n in range(1, 1 + draw(st.integers(0, 2)))
    ]  # fmt: skip
    targets = st.lists(
        st.sampled_from([SYSTEM, *parts, *(one.id for one in flows)]), min_size=1, max_size=3, unique=True
    )
    threats = [draw(_threats(n, targets)) for n in range(1, 1 + draw(st.integers(0, 5)))]
    acting = [one.id for one in threats]
    controls = [draw(_controls(n, acting)) for n in range(1, 1 + draw(st.integers(0, 5)))]
    return ThreatModel(
        system=SystemProfile(name=draw(words(120) | st.just("")), purpose=draw(words(600) | st.just("")),
                             description=draw(words(900) | st.just("")), opening=draw(words(900) | st.just("")),
                             owner=draw(words(120) | st.just(""))),
        boundaries=tuple(boundaries), components=tuple(components), actors=tuple(actors), flows=tuple(flows),
        assets=tuple(assets), assumptions=tuple(assumptions), threats=tuple(threats), controls=tuple(controls),
        facts=(FactValue(fact="uses_language_model", value=True, provenance=Provenance.TABLE),),
    )  # fmt: skip


@st.composite
def _threats(draw: st.DrawFn, number: int, targets: st.SearchStrategy[list[str]]) -> Threat:
    patterns = list(catalog().patterns.values())
    pattern = draw(st.none() | st.sampled_from(patterns))
    status = draw(st.sampled_from(ThreatStatus))
    decided = status is not ThreatStatus.OPEN or draw(st.booleans())
    treatment = Treatment(reason=draw(words(600)), owner=draw(words(120)), review_by=DAY, author=draw(words(60)))
    by_hand = Override(factor=DreadFactor.DAMAGE, level=draw(st.integers(0, 10)), author="Ida", reason="so", computed=5)
    return Threat(
        id=f"T-{number:03d}", pattern=pattern.id if pattern else None, title=draw(words(160)),
        statement=draw(words(1400)), targets=tuple(draw(targets)),
        references=tuple(catalog().reference(key) for key in pattern.references) if pattern else (),
        stride=tuple(draw(st.lists(st.sampled_from(Stride), unique=True, max_size=3))),
        maestro=tuple(draw(st.lists(st.sampled_from(MaestroLayer), unique=True, max_size=3))),
        inherent=draw(scores()), current=draw(scores()), target=draw(scores()), status=status,
        overrides=(by_hand,) * draw(st.integers(0, 1)), treatment=treatment if decided else None,
        note=draw(words(600) | st.just("")),
    )  # fmt: skip


@st.composite
def _controls(draw: st.DrawFn, number: int, acting: list[str]) -> Control:
    effects = draw(st.lists(st.sampled_from(DreadFactor), unique=True, max_size=5))
    return Control(
        id=f"M-{number}", title=draw(words(160)), action=draw(words(1000) | st.just("")),
        verify=draw(words(600) | st.just("")), effects=tuple(FactorEffect(factor=one, by=2) for one in effects),
        threats=tuple(draw(st.lists(st.sampled_from(acting), unique=True))) if acting else (),
        status=draw(st.sampled_from(ControlStatus)), reason=draw(words(600) | st.just("")),
        owner=draw(words(120) | st.just("") | st.just("ida@bank.example")), due=draw(st.none() | st.just(DAY)),
        evidence=draw(words(600) | st.just("")),
    )  # fmt: skip
