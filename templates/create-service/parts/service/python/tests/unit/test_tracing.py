"""Traces."""

from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.trace import format_span_id, format_trace_id

from tests.conftest import Start
from tests.support.peer import Peer
from tests.support.traces import read_spans

TRACE_ID = 0x4BF92F3577B34DA6A3CE929D0E0E4736
TRACEPARENT = f"00-{format_trace_id(TRACE_ID)}-00f067aa0ba902b7-01"


def test_joins_the_trace_of_its_caller_and_hands_it_on(
    start: Start, upstream: Peer, collector: Peer
) -> None:
    client = start(
        TRACING_ENABLED="true",
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
        UPSTREAM_URL=upstream.url,
    )
    client.get("/status/upstream", headers={"traceparent": TRACEPARENT})
    client.get("/health")
    client.__exit__()

    spans = read_spans(collector)

    assert set(spans) == {"GET /status/upstream", "GET"}
    server, call = spans["GET /status/upstream"], spans["GET"]
    assert server.kind == Span.SPAN_KIND_SERVER
    assert int.from_bytes(server.trace_id) == TRACE_ID
    assert call.parent_span_id == server.span_id
    asked = upstream.received.get_nowait().headers["traceparent"]
    span_id = format_span_id(int.from_bytes(call.span_id))
    assert asked == f"00-{format_trace_id(TRACE_ID)}-{span_id}-01"


def test_sends_nothing_by_default(start: Start, collector: Peer) -> None:
    client = start(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    client.get("/")
    client.__exit__()

    assert collector.received.empty()
