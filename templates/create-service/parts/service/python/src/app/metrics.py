"""Metrics: what Prometheus collects from `/metrics`."""

from http import HTTPMethod

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from app.circuit_breaker import CircuitBreaker

disable_created_metrics()  # type: ignore[no-untyped-call]

_METHODS = frozenset(HTTPMethod)


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        PlatformCollector(registry=self._registry)
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "http_requests",
            "Requests answered.",
            ["method", "path", "code"],
            registry=self._registry,
        )
        self._duration = Histogram(
            "http_request_duration_seconds",
            "Time to answer a request.",
            ["method", "path"],
            registry=self._registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10),
        )
        self._circuit_breakers = Gauge(
            "circuit_breaker_state",
            "State of a circuit breaker: 0 closed, 1 half-open, 2 open.",
            ["name"],
            registry=self._registry,
        )

    def count_request(
        self, *, method: str, path: str, code: int, seconds: float
    ) -> None:
        """Counts one answer; a made-up method must not make a series of its own."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method=method, path=path, code=str(code)).inc()
        self._duration.labels(method=method, path=path).observe(seconds)

    def watch(self, breaker: CircuitBreaker) -> None:
        """Shows the state of a circuit breaker."""
        gauge = self._circuit_breakers.labels(name=breaker.name)
        gauge.set_function(lambda: breaker.state)

    def render(self) -> bytes:
        """All metrics as text."""
        return generate_latest(self._registry)


def create_router(metrics: Metrics) -> APIRouter:
    """The route that Prometheus asks; not part of the API that callers see."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    async def read_metrics() -> Response:
        return Response(metrics.render(), media_type=CONTENT_TYPE_LATEST)

    return router
