"""Traces: OpenTelemetry over OTLP/HTTP."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from app import NAME
from app.settings import Settings


def create_tracer_provider(settings: Settings) -> TracerProvider | None:
    """Exports to the collector of the settings; None when tracing is off."""
    if not settings.tracing_enabled:
        return None
    endpoint = str(settings.otel_exporter_otlp_endpoint).rstrip("/")
    # A collector that does not answer must not hold up the end of the process.
    exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=2)
    provider = TracerProvider(
        resource=Resource.create(
            {
                "service.name": NAME,
                "deployment.environment.name": settings.environment,
            }
        ),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
