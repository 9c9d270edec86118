"""Metrics are numbers without words, read on this machine alone, off by default, and not steered from outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.domain.sessions.session import Said
from agent.errors import OverLimit
from agent.process_metrics import Pulse
from tests.agent.scripted import scripted
from tests.collector import Collector, switches
from tests.ui.server.test_probes import ask, passed
from ui.server.host_admission import Admission
from ui.server.metrics import Metrics
from ui.server.probes import Probes

pytest.importorskip("opentelemetry.exporter.prometheus")


@pytest.fixture
def pulse() -> Pulse:
    return Pulse()


@pytest.fixture
def metrics(pulse: Pulse) -> Iterator[Metrics]:
    made = Metrics(pulse, lambda: (1, 7, 2.5))
    yield made
    made.close()


def lines(metrics: Metrics) -> dict[str, float]:
    """Our own numbers by name and labels."""
    rows = (
        line.rpartition(" ")
        for line in (metrics.text() or b"").decode().splitlines()
        if line.startswith("threatparley_")
    )
    return {name.replace('otel_scope_name="threatparley",', ""): float(value) for name, _, value in rows}


def found(metrics: Metrics, *parts: str) -> float:
    return sum(value for name, value in lines(metrics).items() if all(part in name for part in parts))


def test_turns_refusals_tokens_errors_and_the_line_are_told(pulse: Pulse, metrics: Metrics) -> None:
    pulse.turn(0.4, "done")
    pulse.turn(3.0, "failed")
    pulse.refused("turns")
    pulse.asked(2, 1500, ("REFUSED",))
    assert found(metrics, "turns_total", 'kind="done"') == 1
    assert found(metrics, "turns_total", 'kind="failed"') == 1
    assert found(metrics, "turn_seconds", "sum") == pytest.approx(3.4)
    assert found(metrics, "refusals_total", 'kind="turns"') == 1
    assert found(metrics, "threatparley_tokens_total") == 1500
    assert found(metrics, "errors_total", 'kind="REFUSED"') == 1
    assert found(metrics, "queue_waiting") == 7
    assert found(metrics, "queue_oldest") == 2.5


def test_no_word_of_a_user_is_among_them(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path, turns_per_minute=1)
    metrics = Metrics(facilitator.pulse, lambda: (0, 0, 0.0))
    session = facilitator.start()
    facilitator.hear(session.id, Said(text="name Xyzzyplugh", key="key-00000"))
    with pytest.raises(OverLimit):
        facilitator.hear(session.id, Said(text="name Xyzzyplugh", key="key-00001"))
    text = (metrics.text() or b"").decode()
    assert found(metrics, "turns_total", 'kind="done"') == 1
    assert found(metrics, "refusals_total") == 1
    assert "Xyzzyplugh" not in text
    assert session.id not in text
    metrics.close()
    facilitator.close()


def test_variables_of_the_environment_lead_nothing_anywhere(monkeypatch: pytest.MonkeyPatch, pulse: Pulse) -> None:
    with Collector() as collector:
        for name, value in switches(collector.url).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "who=canary")
        metrics = Metrics(pulse, lambda: (0, 0, 0.0))
        pulse.turn(1.0, "done")
        text = (metrics.text() or b"").decode()
        metrics.close()
        assert collector.heard == []
    assert "canary" not in text
    assert "turns_total" in text


def probes(text: bytes | None) -> Probes:
    return Probes(passed, lambda: {}, lambda: Admission(remote=True), metrics=lambda: text)


def test_they_are_read_on_this_machine_alone_and_only_where_they_are_on() -> None:
    assert ask(probes(b"a 1\n"), "/metrics") == (200, "a 1\n")
    assert ask(probes(b"a 1\n"), "/metrics", "10.1.2.3:8501", server="10.1.2.3") == (299, "passed")
    assert ask(probes(b"a 1\n"), "/metrics", "evil.example:8501")[0] == 403
    assert ask(probes(None), "/metrics") == (299, "passed")
