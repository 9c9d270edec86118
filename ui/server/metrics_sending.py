"""Send numbers to an OpenTelemetry collector by OTLP over HTTP; off by default, on this machine unless set otherwise.

Variables of the environment set nothing here: each option that they would give is given, proxies are not asked, and a
collector that answers with another address is not followed there.
"""

from typing import TYPE_CHECKING, Any

from agent.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.export import MetricReader

_EVERY_SECONDS = 30.0
_PATIENCE_SECONDS = 5.0
_PATH = "/v1/metrics"
_WHO = {"User-Agent": "threatparley"}
_HEADERS = frozenset({"user-agent", "content-type", "content-length"})


def sending_to(collector: str, every_seconds: float = _EVERY_SECONDS) -> "MetricReader":
    """What reads the instruments now and then and sends them; a collector that is away costs its numbers alone.

    Raises:
        SettingsError: What this needs is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http import Compression
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.sdk.metrics import Counter, Histogram, ObservableGauge
        from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
    except ImportError:
        raise SettingsError(
            "a collector of metrics is set but what sends to it is not installed; pip install 'threatparley[metrics]'"
        ) from None
    exporter = OTLPMetricExporter(
        endpoint=collector if collector.endswith(_PATH) else f"{collector}{_PATH}",
        headers=_WHO,
        timeout=_PATIENCE_SECONDS,
        compression=Compression.NoCompression,
        session=_straight(),
        preferred_temporality=dict.fromkeys((Counter, Histogram, ObservableGauge), AggregationTemporality.CUMULATIVE),
    )
    return PeriodicExportingMetricReader(exporter, every_seconds * 1000, _PATIENCE_SECONDS * 1000)


def _straight() -> Any:
    """A session that goes where it is told and nowhere else."""
    import requests

    class Straight(requests.Session):
        def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
            """Send with no header that a variable of the environment brought, and follow nobody."""
            for name in [one for one in request.headers if one.lower() not in _HEADERS]:
                del request.headers[name]
            return super().send(request, **{**how, "allow_redirects": False})

    session = Straight()
    session.trust_env = False
    return session
