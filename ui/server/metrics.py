"""Numbers for whoever watches the installation: OpenTelemetry's instruments, read or sent; off by default.

Prometheus reads them as text on this machine; to a collector they are sent where one is set. Variables of the
environment that steer OpenTelemetry set nothing here. No instrument holds words, names or addresses of anybody.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from agent.errors import SettingsError
from ui.server.metrics_sending import sending_to

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, Observation

    from agent.process_metrics import Pulse

Load = Callable[[], tuple[int, int, float]]
"""Gives how many turns are at work, how many wait, and for how many seconds the oldest has waited."""
_COUNTED = {
    "turns": "Turns that came to an end, by outcome.",
    "refusals": "What was refused because of a limit of one person, by limit.",
    "answers": "Answers of the language model's endpoint.",
    "tokens": "Tokens sent and answered.",
    "errors": "Asks of the language model that failed, by kind.",
    "replaced": "Processes for turns that ended and were replaced.",
}
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 180)


class Metrics:
    """The instruments of this process, fed by what it counts of itself."""

    def __init__(self, pulse: "Pulse", load: Load, collector: str = "", read: bool = True) -> None:
        """Begin to listen; ``read`` as text, sent to a collector, or both.

        Raises:
            SettingsError: What this needs is not installed.
        """
        try:
            from opentelemetry.exporter.prometheus import PrometheusMetricReader
            from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
            from opentelemetry.sdk.resources import Resource
            from prometheus_client import REGISTRY, generate_latest
        except ImportError:
            raise SettingsError("metrics are on but not installed; pip install 'threatparley[metrics]'") from None
        readers = ([PrometheusMetricReader()] if read else []) + ([sending_to(collector)] if collector else [])
        self._read = read
        self._provider = MeterProvider(
            metric_readers=readers,
            resource=Resource({"service.name": "threatparley"}),
            exemplar_filter=AlwaysOffExemplarFilter(),
            shutdown_on_exit=False,
        )
        meter = self._provider.get_meter("threatparley")
        self._counters = {
            name: meter.create_counter(f"threatparley_{name}", "1", told) for name, told in _COUNTED.items()
        }
        self._seconds = meter.create_histogram(
            "threatparley_turn_seconds", "s", "How long turns took from their beginning.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )  # fmt: skip
        for place, (name, told) in enumerate(
            (
                ("at_work", "Turns at work."),
                ("waiting", "Turns that wait."),
                ("oldest", "Seconds the oldest has waited."),
            )
        ):
            meter.create_observable_gauge(f"threatparley_queue_{name}", [_gauge(load, place)], "1", told)
        there = _gauge(pulse.processes, 0)
        meter.create_observable_gauge("threatparley_turn_processes", [there], "1", "Processes that work on turns.")
        self._text, self._registry = generate_latest, REGISTRY
        pulse.heard = self._heard

    def text(self) -> bytes | None:
        """All numbers, in the text that Prometheus reads; none where they are only sent."""
        return self._text(self._registry) if self._read else None

    def close(self) -> None:
        """Let go of the instruments."""
        self._provider.shutdown()

    def _heard(self, name: str, amount: float, kind: str) -> None:
        if name == "turn_seconds":
            self._seconds.record(amount, {"kind": kind})
        elif name in self._counters:
            self._counters[name].add(amount, {"kind": kind} if kind else {})


def _gauge(load: Callable[[], Sequence[float]], place: int) -> "Callable[[CallbackOptions], Iterable[Observation]]":
    from opentelemetry.metrics import Observation

    return lambda _: [Observation(load()[place])]
