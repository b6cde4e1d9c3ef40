"""What the platform asks: is the process alive, can it do its work?"""

import logging
from typing import Literal

from fastapi import APIRouter, Response, status
from psycopg import OperationalError
from pydantic import BaseModel

from app.circuit_breaker import State
from app.database import Database
from app.upstream import Upstream

logger = logging.getLogger(__name__)

type Check = Literal["ok", "not configured", "unavailable"]


class Health(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Checks(BaseModel):
    """What the service depends on."""

    database: Check
    upstream: Check


class Readiness(BaseModel):
    """Whether the service can do its work."""

    status: Literal["ready", "not ready"]
    checks: Checks


def create_router(
    database: Database | None, upstream: Upstream, *, strict: bool
) -> APIRouter:
    """The probes; when strict, an open circuit breaker makes them fail."""
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("", summary="Is the process alive?")
    async def read_health() -> Health:
        return Health()

    @router.get(
        "/ready",
        summary="Can the service do its work?",
        responses={503: {"model": Readiness, "description": "Not ready"}},
    )
    async def read_readiness(response: Response) -> Readiness:
        checks = Checks(
            database=await _check_database(database), upstream=_check_upstream(upstream)
        )
        if checks.database == "unavailable" or (
            strict and checks.upstream == "unavailable"
        ):
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
            return Readiness(status="not ready", checks=checks)
        return Readiness(status="ready", checks=checks)

    return router


async def _check_database(database: Database | None) -> Check:
    if database is None:
        return "not configured"
    try:
        await database.check()
    except OperationalError as error:
        logger.warning("the database does not answer: %s", error)
        return "unavailable"
    return "ok"


def _check_upstream(upstream: Upstream) -> Check:
    # Only the breaker is looked at: a probe must not add load to an ailing system.
    if not upstream.configured:
        return "not configured"
    return "unavailable" if upstream.breaker.state is State.OPEN else "ok"
