"""What a collector of traces was sent."""

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.support.peer import Peer


def read_spans(collector: Peer) -> dict[str, Span]:
    """All spans that have come in, by their names."""
    spans: dict[str, Span] = {}
    while not collector.received.empty():
        request = collector.received.get()
        assert request.path == "/v1/traces"
        export = ExportTraceServiceRequest.FromString(request.body)
        spans |= {
            span.name: span
            for resource in export.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }
    return spans
