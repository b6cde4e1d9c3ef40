"""What the service says of itself and of its upstream."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from app import NAME
from app.problems import responses
from app.upstream import Upstream


class Service(BaseModel):
    """Which service answers, and where it runs."""

    service: str
    environment: str


class UpstreamStatus(BaseModel):
    """How the upstream has just answered."""

    status: Literal["ok", "not configured"]


def create_router(environment: str, upstream: Upstream) -> APIRouter:
    """The routes of the status."""
    router = APIRouter(tags=["status"])

    @router.get("/", summary="Name the service")
    async def read_service() -> Service:
        return Service(service=NAME, environment=environment)

    @router.get(
        "/status/upstream", summary="Ask the upstream", responses=responses(502, 503)
    )
    async def read_upstream() -> UpstreamStatus:
        if not upstream.configured:
            return UpstreamStatus(status="not configured")
        await upstream.check()
        return UpstreamStatus(status="ok")

    return router
