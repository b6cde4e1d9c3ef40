"""The HTTP service."""

import logging
import time
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)

from app.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Builds the application; every call has metrics of its own."""
    logging.basicConfig(level=settings.log_level)
    app = FastAPI(title="${{ values.name }}", debug=settings.debug)
    registry = CollectorRegistry()
    requests = Counter(
        "http_requests", "Requests served", ["path", "code"], registry=registry
    )
    latency = Histogram(
        "http_request_duration_seconds", "Time to serve", registry=registry
    )

    @app.middleware("http")
    async def measure(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        started = time.perf_counter()
        response = await call_next(request)
        latency.observe(time.perf_counter() - started)
        route = request.scope.get("route")
        path = getattr(route, "path", "unknown")
        requests.labels(path=path, code=str(response.status_code)).inc()
        return response

    @app.get("/")
    async def index() -> dict[str, str]:
        return {"service": "${{ values.name }}", "environment": settings.environment}

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return app


app = create_app(Settings.from_environment())
