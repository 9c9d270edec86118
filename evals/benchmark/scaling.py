"""How long the first draft of a large system takes and how much memory, each size in a process of its own."""

import json
import subprocess
import sys
import tempfile
from math import log
from pathlib import Path
from time import perf_counter

from agent.domain import Component, DataFlow, Said, ThreatModel, TurnStatus
from agent.domain.changes.edits import CloseInterview
from evals.benchmark.figure import Figure
from evals.benchmark.machine import peak_megabytes
from knowledge.vocabulary import ComponentKind

SIZES = (10, 100, 300, 1000)
BARS: dict[int, tuple[float | None, float | None]] = {10: (0.5, None), 1000: (8.0, 400.0)}
"""Seconds and megabytes that shall not be passed."""
KINDS = (
    ComponentKind.CLIENT, ComponentKind.SERVICE, ComponentKind.LANGUAGE_MODEL, ComponentKind.RETRIEVER,
    ComponentKind.VECTOR_STORE, ComponentKind.AGENT, ComponentKind.TOOL, ComponentKind.DATA_STORE,
    ComponentKind.PREDICTIVE_MODEL, ComponentKind.PIPELINE,
)  # fmt: skip


def scaling() -> tuple[Figure, ...]:
    """Seconds and peak megabytes for each size, and how they grow."""
    figures: list[Figure] = []
    seconds: dict[int, float] = {}
    for size in SIZES:
        result = _in_a_process(size)
        bar, room = BARS.get(size, (None, None))
        seconds[size] = result["seconds"]
        note = f"{result['threats']:.0f} threats, {result['targets']:.0f} targets"
        name = f"first draft, {size} components"
        figures.append(Figure(name=name, value=round(result["seconds"], 2), unit="s", most=bar, note=note))
        figures.append(Figure(name=f"{name}, peak", value=round(result["peak"]), unit="MB", most=room))
    allowed = 1000 * log(1000) / (100 * log(100))
    growth = seconds[1000] / max(seconds[100], 1e-9)
    note = "1000 over 100 components; n log n would be the bar"
    return (*figures, Figure(name="growth", value=round(growth, 1), unit="x", most=round(allowed, 1), note=note))


def system_of(size: int) -> ThreatModel:
    """A system of so many parts of ten kinds, each second one linked to the next."""
    parts = tuple(
        Component(id=f"C-{number}", name=f"Part {number}", kind=KINDS[(number - 1) % len(KINDS)])
        for number in range(1, size + 1)
    )
    flows = tuple(
        DataFlow(id=f"F-{number}", source=f"C-{2 * number - 1}", target=f"C-{2 * number}", untrusted=number == 1)
        for number in range(1, size // 2 + 1)
    )
    return ThreatModel(components=parts, flows=flows, issued={"C": size, "F": size // 2})


def measure(size: int) -> dict[str, float]:
    """Draft such a system in this process."""
    from evals.benchmark.turns import served

    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as folder:
        facilitator = served(Path(folder))
        session = facilitator.import_model(system_of(size))
        started = perf_counter()
        session = facilitator.hear(session.id, Said(edits=(CloseInterview(),), key="turn-0001"))
        seconds = perf_counter() - started
        facilitator.close()
    if session.turns[-1].status is not TurnStatus.DONE:
        raise SystemExit(session.turns[-1].problem)
    threats = session.model.threats
    targets = sum(len(threat.targets) for threat in threats)
    return {"seconds": seconds, "peak": peak_megabytes(), "threats": len(threats), "targets": targets}


def _in_a_process(size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "evals.benchmark.scaling", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
