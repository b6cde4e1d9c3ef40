"""Puts the parts of the service together."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import Depends, FastAPI

from app import NAME, health, metrics, problems, status
from app.body_limit import BodyLimitMiddleware
from app.database import Database
from app.metrics import Metrics
from app.nosniff import NosniffMiddleware
from app.notes import routes as notes
from app.notes.memory import MemoryNotes
from app.notes.postgres import PostgresNotes
from app.observation import PROBES, ObservationMiddleware
from app.rate_limit import RateLimit
from app.settings import Settings
from app.tracing import create_tracer_provider
from app.upstream import Upstream

logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """Builds the application; several of them can live side by side."""
    measurements = Metrics()
    tracer_provider = create_tracer_provider(settings)
    upstream = Upstream(
        str(settings.upstream_url) if settings.upstream_url else None, tracer_provider
    )
    measurements.watch(upstream.breaker)
    database = (
        Database(settings.database_url.get_secret_value(), tracer_provider)
        if settings.database_url
        else None
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as at_exit:
            if tracer_provider:
                at_exit.push_async_callback(asyncio.to_thread, tracer_provider.shutdown)
            at_exit.push_async_callback(upstream.close)
            if database:
                await database.open()
                at_exit.push_async_callback(database.close)
            else:
                logger.warning("DATABASE_URL is not set: notes are kept in memory")
            yield

    app = FastAPI(
        title=NAME,
        description=f"The HTTP API of {NAME}.",
        version="1.0.0",
        servers=[{"url": "/"}],
        docs_url="/docs" if settings.debug else None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        lifespan=lifespan,
        telemetry={
            "tracing": settings.tracing_enabled,
            "tracer_provider": tracer_provider,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "exclude": lambda scope: scope["path"] in PROBES,
        },
    )
    app.add_middleware(BodyLimitMiddleware, limit=64 * 1024)
    app.add_middleware(
        ObservationMiddleware, metrics=measurements, debug=settings.debug
    )
    app.add_middleware(NosniffMiddleware)
    problems.install(app)

    strict = settings.circuit_breaker_strict
    app.include_router(health.create_router(database, upstream, strict=strict))
    if settings.metrics_enabled:
        app.include_router(metrics.create_router(measurements))
    limited = [Depends(RateLimit())] if settings.rate_limiting else []
    for router in (
        status.create_router(settings.environment, upstream),
        notes.create_router(PostgresNotes(database) if database else MemoryNotes()),
    ):
        app.include_router(
            router, dependencies=limited, responses=problems.responses(429)
        )
    problems.describe(app.openapi())
    return app
