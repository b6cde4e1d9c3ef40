"""Errors as problem details."""

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from app.application import create_app
from app.settings import Settings
from tests.conftest import Start

JSON = {"Content-Type": "application/json"}


def test_describes_what_is_wrong_with_a_parameter(start: Start) -> None:
    answer = start().get("/notes", params={"limit": 0})

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "The request is not valid",
        "errors": [
            {
                "detail": "Input should be greater than or equal to 1",
                "parameter": "limit",
            }
        ],
    }


def test_says_when_a_body_is_not_json(start: Start) -> None:
    answer = start().post("/notes", content='{"text"', headers=JSON)

    assert answer.status_code == 400
    assert answer.json()["detail"] == "The body is not JSON"


def test_refuses_a_body_that_is_too_large(start: Start) -> None:
    answer = start().post("/notes", json={"text": "x" * 65536})

    assert answer.status_code == 413
    assert answer.json()["detail"] == "The body is larger than 65536 bytes"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/nothing", 404), ("GET", "/notes/", 404), ("DELETE", "/notes", 405)],
)
def test_describes_what_is_not_served(
    start: Start, method: str, path: str, code: int
) -> None:
    answer = start().request(method, path)

    assert answer.status_code == code
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == code


@pytest.mark.parametrize(
    ("path", "methods"), [("/notes", "GET, POST"), ("/metrics", "GET")]
)
def test_names_all_methods_of_a_path(start: Start, path: str, methods: str) -> None:
    assert start().delete(path).headers["Allow"] == methods


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
def test_names_the_methods_of_the_documentation(start: Start, path: str) -> None:
    answer = start(DEBUG="true").post(path)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("debug", "detail"), [(False, None), (True, "RuntimeError('a mistake')")]
)
def test_tells_an_unexpected_error_only_while_debugging(
    debug: bool, detail: str | None
) -> None:
    router = APIRouter()

    @router.get("/fails")
    async def fails() -> None:
        raise RuntimeError("a mistake")

    app = create_app(Settings(debug=debug))
    app.include_router(router)
    with TestClient(app) as client:
        answer = client.get("/fails")

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json().get("detail") == detail


def test_serves_the_documentation_only_while_debugging(start: Start) -> None:
    assert start(DEBUG="true").get("/docs").status_code == 200
    assert start().get("/docs").status_code == 404
