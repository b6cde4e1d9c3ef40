"""Errors as problem details (RFC 9457)."""

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import OperationalError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app.circuit_breaker import CircuitOpenError
from app.upstream import UpstreamError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class InvalidPart(BaseModel):
    """One thing that is wrong with a request."""

    detail: str
    pointer: str | None = Field(default=None, description="Where in the body.")
    parameter: str | None = Field(
        default=None, description="Which parameter of the path or of the query."
    )


class Problem(BaseModel):
    """Why a request has failed."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[InvalidPart] | None = None


def responses(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Describes the problems with which a route may answer."""
    return {
        code: {"model": Problem, "description": HTTPStatus(code).phrase}
        for code in codes
    }


def problem_response(
    code: int,
    detail: str | None = None,
    *,
    errors: list[InvalidPart] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An answer that describes a problem."""
    title = HTTPStatus(code).phrase
    problem = Problem(
        title=title,
        status=code,
        detail=detail if detail != title else None,
        errors=errors,
    )
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=code,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def install(app: FastAPI) -> None:
    """Makes every error of the application a problem."""

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if error.status_code == status.HTTP_405_METHOD_NOT_ALLOWED:
            # Starlette knows only the methods of one of the functions of a path.
            path = getattr(request.scope.get("route"), "path", None)
            operations = app.openapi()["paths"].get(path, [])
            if operations:
                headers["Allow"] = ", ".join(sorted(operations)).upper()
        return problem_response(error.status_code, error.detail, headers=headers)

    @app.exception_handler(RequestValidationError)
    async def on_invalid_request(
        _: Request, error: RequestValidationError
    ) -> JSONResponse:
        if any(part["type"] == "json_invalid" for part in error.errors()):
            return problem_response(400, "The body is not JSON")
        return problem_response(
            422,
            "The request is not valid",
            errors=[_invalid_part(part["loc"], part["msg"]) for part in error.errors()],
        )

    @app.exception_handler(OperationalError)
    async def on_database_error(_: Request, error: OperationalError) -> JSONResponse:
        logger.warning("the database does not answer: %s", error)
        return problem_response(
            503, "The database does not answer", headers={"Retry-After": "5"}
        )

    @app.exception_handler(UpstreamError)
    async def on_upstream_error(_: Request, error: UpstreamError) -> JSONResponse:
        logger.warning("%s: %r", error, error.__cause__)
        return problem_response(502, str(error))

    @app.exception_handler(CircuitOpenError)
    async def on_open_circuit(_: Request, error: CircuitOpenError) -> JSONResponse:
        wait = math.ceil(error.retry_after)
        return problem_response(503, str(error), headers={"Retry-After": str(wait)})


def _invalid_part(location: tuple[str | int, ...], detail: str) -> InvalidPart:
    place, *path = location
    names = [str(name) for name in path]
    if place == "body":
        return InvalidPart(detail=detail, pointer="/".join(["#", *names]))
    return InvalidPart(detail=detail, parameter="/".join(names))


def describe(openapi: dict[str, Any]) -> None:
    """Corrects the media type of problems, which FastAPI takes for plain JSON."""
    for operations in openapi["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                content = response.get("content", {})
                schema = content.get("application/json", {}).get("schema", {})
                if schema.get("$ref") == "#/components/schemas/Problem":
                    content[MEDIA_TYPE] = content.pop("application/json")
