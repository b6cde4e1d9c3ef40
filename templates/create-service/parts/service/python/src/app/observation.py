"""Watches every request: metrics, a log line, and an answer when code fails."""

import logging
import time

from opentelemetry import trace
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.metrics import Metrics
from app.problems import problem_response

logger = logging.getLogger(__name__)

# Asked all the time by the platform: neither traced nor logged above DEBUG.
PROBES = frozenset({"/health", "/health/ready", "/metrics"})


class ObservationMiddleware:
    """Counts, times and logs requests; unexpected errors become problem 500."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, debug: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        code: int | None = None

        async def send_watched(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except Exception as error:
            logger.exception("request failed")
            trace.get_current_span().record_exception(error)
            if code is not None:
                raise
            response = problem_response(500, repr(error) if self._debug else None)
            await response(scope, receive, send_watched)
        finally:
            self._record(scope, code or 500, time.perf_counter() - started)

    def _record(self, scope: Scope, code: int, seconds: float) -> None:
        method, path = scope["method"], scope["path"]
        route = getattr(scope.get("route"), "path", "unknown")
        self._metrics.count_request(
            method=method, path=route, code=code, seconds=seconds
        )
        level = logging.DEBUG if path in PROBES else logging.INFO
        logger.log(
            logging.WARNING if code >= 500 else level,
            "%s %s %s",
            method,
            path,
            code,
            extra={
                "method": method,
                "path": path,
                "code": code,
                "duration_ms": round(seconds * 1000, 1),
            },
        )
