"""Files of a model as large as any that was met: each format made as the page makes it, in a process of its own."""

import pickle
import resource
import subprocess
import sys
from importlib.util import find_spec
from time import perf_counter

from agent.assessment.ledger import Bookkeeper
from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, FactorScore
from agent.domain.system import Component, DataFlow, SystemProfile, TrustBoundary
from agent.domain.threats import Threat
from agent.exchange import Cover, Dossier, Extent
from agent.exchange.documents.page_limits import too_long
from agent.exchange.formats import WRITTEN, FileFormat
from evals.benchmark.figure import Figure
from knowledge import Catalog, load_catalog
from knowledge.vocabulary import ComponentKind

PARTS, THREATS = 1_900, 1_600
KINDS = (ComponentKind.AGENT, ComponentKind.LANGUAGE_MODEL, ComponentKind.TOOL, ComponentKind.VECTOR_STORE)
_LEVEL = FactorScore(level=6, low=6, high=6)
_SCORE = DreadScore(
    damage=_LEVEL, reproducibility=_LEVEL, exploitability=_LEVEL, affected_users=_LEVEL, discoverability=_LEVEL
)


def exports() -> tuple[Figure, ...]:
    """Every format in every length that it takes, one after the other."""
    catalog = load_catalog()
    model = made_up(catalog)
    dossier = Dossier(model, catalog, Bookkeeper(catalog).ledger(model), cover=Cover(version="1", author="somebody"))
    took = {
        (form.id, extent): _seconds(form, extent, dossier)
        for form in WRITTEN
        for extent in (Extent if form.told else (Extent.REPORT,))
        if not (form.id in ("pdf", "docx") and too_long(THREATS, extent))
    }
    slowest = max(took, key=lambda one: took[one][0])
    busiest = max(took, key=lambda one: took[one][1])
    note = f"{slowest[0]}, {slowest[1]}; {len(took)} files of {PARTS} parts and {THREATS} threats"
    seconds, used = took[slowest][0], took[busiest][1]
    return (
        Figure(name="slowest file of a large model", value=round(seconds, 1), unit="s", most=20, note=note),
        Figure(
            name="most processor of such a file",
            value=round(used, 1),
            unit="s",
            most=20,
            note=f"{busiest[0]}, {busiest[1]}; what it takes on a machine that does nothing else",
        ),
    )


def _seconds(form: FileFormat, extent: Extent, dossier: Dossier) -> tuple[float, float]:
    """How long it took, and how much of a processor."""
    began, used = perf_counter(), _used()
    wanted = pickle.dumps((form.id, dossier, extent, False))
    made = subprocess.run([sys.executable, "-I", _child()], input=wanted, capture_output=True, check=False)
    if made.returncode:
        raise RuntimeError(f"{form.id}: {made.stderr.decode()[-300:]}")
    return perf_counter() - began, _used() - used


def _used() -> float:
    """Seconds of a processor that ended processes have taken."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


def _child() -> str:
    """The program that the page has files made by."""
    found = find_spec("ui.file_process")
    assert found is not None
    return str(found.origin)


def made_up(catalog: Catalog) -> ThreatModel:
    """A chain of parts in four zones, and threats of all patterns at them, round about."""
    patterns = list(catalog.patterns.values())
    numbers = range(1, PARTS + 1)
    return ThreatModel(
        system=SystemProfile(name="Everything we run", description="It is large. " * 100),
        boundaries=tuple(TrustBoundary(id=f"B-{number}", name=f"Zone {number}") for number in range(1, 5)),
        components=tuple(
            Component(
                id=f"C-{number}", name=f"Part {number} of it", kind=KINDS[number % 4], boundary=f"B-{number % 4 + 1}"
            )
            for number in numbers
        ),
        flows=tuple(
            DataFlow(id=f"F-{number}", source=f"C-{number - 1}", target=f"C-{number}", label=f"records of {number}")
            for number in numbers[1:]
        ),
        threats=tuple(_threat(number, patterns[number % len(patterns)].id) for number in range(THREATS)),
    )


def _threat(number: int, pattern: str) -> Threat:
    parts = tuple(f"C-{1 + (number + step) % PARTS}" for step in range(3))
    return Threat(
        id=f"T-{number + 1:03d}", pattern=pattern, title=f"Threat {number} of many", targets=parts,
        statement="Somebody makes a part do what it should not, and what comes of it reaches others. " * 4,
        inherent=_SCORE, current=_SCORE, target=_SCORE,
    )  # fmt: skip
