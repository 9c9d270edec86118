"""Numbers go to a collector where one is set and nowhere else, and one that is away costs nothing but its numbers."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from agent.errors import SettingsError
from agent.process_metrics import Pulse
from agent.settings import Settings
from tests.collector import Collector, switches
from tests.ui.server.running import free_port
from ui.server.metrics import Metrics

pytest.importorskip("opentelemetry.exporter.otlp.proto.http")


class Receiver(ThreadingHTTPServer):
    """A collector as its protocol wants it, which keeps what it was sent; it may lead elsewhere instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiving)
        self.sent: list[tuple[str, dict[str, str], bytes]] = []
        self.elsewhere = ""
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Receiving(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.sent.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(307 if self.server.elsewhere else 200)
        if self.server.elsewhere:
            self.send_header("location", self.server.elsewhere)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the output of tests clean."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join(10)


def sent_by(metrics: Metrics, pulse: Pulse) -> None:
    pulse.turn(0.4, "done")
    pulse.asked(2, 1500, ("REFUSED",))
    metrics.close()  # what was not sent yet is sent at the end


def values_in(body: bytes) -> dict[str, float]:
    """The sums and states of a message of the protocol, by name."""
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    message = ExportMetricsServiceRequest.FromString(body)
    found = {}
    for resource in message.resource_metrics:
        for metric in (one for scope in resource.scope_metrics for one in scope.metrics):
            points = [*metric.sum.data_points, *metric.gauge.data_points]
            found[metric.name] = sum(point.as_int or point.as_double for point in points) or sum(
                point.sum for point in metric.histogram.data_points
            )
    return found


def test_turns_tokens_and_the_line_arrive_at_a_collector_on_this_machine(receiver: Receiver) -> None:
    pulse = Pulse()
    metrics = Metrics(pulse, lambda: (1, 7, 2.5), receiver.url, read=False)
    assert metrics.text() is None
    sent_by(metrics, pulse)
    path, headers, body = receiver.sent[-1]
    assert (path, headers["content-type"]) == ("/v1/metrics", "application/x-protobuf")
    found = values_in(body)
    assert found["threatparley_turns"] == 1
    assert found["threatparley_tokens"] == 1500
    assert found["threatparley_queue_waiting"] == 7
    assert found["threatparley_turn_seconds"] == pytest.approx(0.4)


def test_they_are_read_as_text_beside_being_sent(receiver: Receiver) -> None:
    pulse = Pulse()
    metrics = Metrics(pulse, lambda: (0, 0, 0.0), receiver.url)
    pulse.turn(0.4, "done")
    assert b"threatparley_turns_total" in (metrics.text() or b"")
    metrics.close()
    assert receiver.sent


def test_no_variable_or_answer_leads_them_elsewhere(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse()
    with Collector() as other:
        for name, value in switches(other.url).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", other.url)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-canary=canary")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "who=canary")
        receiver.elsewhere = other.url
        sent_by(Metrics(pulse, lambda: (0, 0, 0.0), receiver.url, read=False), pulse)
        assert other.heard == []
    _, headers, body = receiver.sent[0]
    assert "x-canary" not in headers
    assert b"canary" not in body
    assert "content-encoding" not in headers


def test_a_collector_that_is_away_stops_nothing() -> None:
    pulse = Pulse()
    metrics = Metrics(pulse, lambda: (0, 0, 0.0), f"http://127.0.0.1:{free_port()}")
    pulse.turn(0.4, "done")
    assert b'kind="done"' in (metrics.text() or b"")
    metrics.close()


def test_a_collector_on_another_machine_is_set_on_purpose(tmp_path: Path) -> None:
    away = {"data_dir": tmp_path, "metrics_collector": "http://collector.example:4318"}
    with pytest.raises(ValueError, match="leads to another machine"):
        Settings.model_validate(away)
    assert Settings.model_validate({**away, "metrics_elsewhere": True}).metrics_collector
    with pytest.raises(ValueError, match="offline is on but metrics_collector"):
        Settings.model_validate({**away, "metrics_elsewhere": True, "offline": True})
    assert Settings(data_dir=tmp_path, metrics_collector="http://127.0.0.1:4318/", offline=True).metrics_collector


def test_without_what_sends_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http", None)
    with pytest.raises(SettingsError, match=r"threatparley\[metrics\]"):
        Metrics(Pulse(), lambda: (0, 0, 0.0), "http://127.0.0.1:4318", read=False)
