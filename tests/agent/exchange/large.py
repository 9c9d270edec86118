"""A model as large and as odd as one may be: hundreds of threats, long names in many scripts, an entry that is gone."""

from functools import cache

from agent.assessment.ledger import Bookkeeper
from agent.domain.findings.gaps import Gap, GapKind
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Assumption, Component, DataFlow, SystemProfile, TrustBoundary
from agent.domain.threats import Control, Threat, ThreatStatus
from agent.exchange import Cover, Dossier
from knowledge.catalog import Catalog, load_catalog
from knowledge.vocabulary import ComponentKind, InterviewStage
from tests.agent.domain.parts import score

SCRIPTS = {
    "latin": "Réclamation fournisseur ",
    "cyrillic": "Помощник по счетам ",
    "greek": "Βοηθός τιμολογίων ",
    "hebrew": "עוזר החשבוניות שלנו ",
    "arabic": "مساعد الفواتير في الشركة ",
    "japanese": "請求書エージェント",
    "korean": "청구서 도우미 에이전트",
    "hindi": "चालान सहायक ",
    "thai": "ผู้ช่วยใบแจ้งหนี้",
    "bengali": "চালান সহকারী ",
    "armenian": "Հաշիվների օգնական ",
    "emoji": "🤖📄 ",
    "one word": "x",
    "short words": "a ",
}
LETTERS = 120


@cache
def catalog() -> Catalog:
    return load_catalog()


def long_name(script: str) -> str:
    """A name of 120 letters in a script."""
    return (SCRIPTS[script] * LETTERS)[:LETTERS].strip()


@cache
def large(script: str, threats: int = 300, parts: int = 80) -> ThreatModel:
    """A model with this many threats and parts, each name in the script, the first threat's entry gone."""
    name = long_name(script)
    kinds = (ComponentKind.AGENT, ComponentKind.LANGUAGE_MODEL, ComponentKind.TOOL, ComponentKind.VECTOR_STORE)
    patterns = list(catalog().patterns.values())
    listed = tuple(_threat(number, name, parts, patterns[number % len(patterns)].id) for number in range(threats))
    return ThreatModel(
        system=SystemProfile(name=name, purpose=f"{name} {name}", description=name * 40, opening=name * 40, owner=name),
        boundaries=tuple(TrustBoundary(id=f"B-{number}", name=name) for number in range(1, 5)),
        actors=tuple(Actor(id=f"P-{number}", name=name) for number in range(1, 9)),
        components=tuple(
            Component(id=f"C-{number}", name=name, kind=kinds[number % 4], boundary=f"B-{number % 4 + 1}")
            for number in range(1, parts + 1)
        ),
        flows=(
            DataFlow(id="F-1", source="P-1", target="C-1", label=name, untrusted=True),
            *(DataFlow(id=f"F-{number}", source=f"C-{number - 1}", target=f"C-{number}", label=name)
              for number in range(2, parts + 1)),
        ),
        assumptions=tuple(Assumption(id=f"A-{number}", text=name) for number in range(1, 30)),
        threats=listed,
        controls=tuple(
            Control(id=f"M-{number}", title=name, action=name * 5, verify=name * 3, owner=name,
                    threats=(listed[number % threats].id,))
            for number in range(1, 120)
        ),
    )  # fmt: skip


def dossier_of(model: ThreatModel) -> Dossier:
    """Everything that documents tell of a model, with gaps as long as they may be."""
    texts = [one.name for one in model.components[:20]]
    gaps = tuple(
        Gap(
            kind=GapKind.UNKNOWN_FACT,
            text=(text * 3)[:300],
            reason=text,
            weight=1,
            stage=InterviewStage.DATA,
            threats=2,
        )
        for text in texts
    )
    cover = Cover("12, before the launch", None, model.system.owner)
    return Dossier(model, catalog(), Bookkeeper(catalog()).ledger(model), gaps, (), cover)


def _threat(number: int, name: str, parts: int, pattern: str) -> Threat:
    return Threat(
        id=f"T-{number + 1:03d}",
        pattern="an-entry-that-is-gone" if number == 0 else pattern,
        title=name,
        statement=f"{name} {name}. " * 5,
        targets=tuple(f"C-{1 + (number + step) % parts}" for step in range(3)),
        inherent=score(7),
        current=score(7),
        target=score(3),
        status=ThreatStatus.ACCEPTED if number == 1 else ThreatStatus.OPEN,
    )
