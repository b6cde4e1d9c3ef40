"""What the platform asks."""

import pytest

from tests.conftest import Start
from tests.support.peer import Peer

# Nothing listens on the port with the number 1.
NO_DATABASE = "postgresql://127.0.0.1:1/notes"


def test_is_alive_and_ready_without_anything_around_it(start: Start) -> None:
    client = start()

    assert client.get("/health").json() == {"status": "alive"}
    assert client.get("/health/ready").json() == {
        "status": "ready",
        "checks": {"database": "not configured", "upstream": "not configured"},
    }


def test_is_alive_but_not_ready_without_its_database(start: Start) -> None:
    client = start(DATABASE_URL=NO_DATABASE)

    assert client.get("/health").status_code == 200
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "checks": {"database": "unavailable", "upstream": "not configured"},
    }


def test_answers_503_without_its_database(start: Start) -> None:
    answer = start(DATABASE_URL=NO_DATABASE).get("/notes")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["detail"] == "The database does not answer"


@pytest.mark.parametrize(
    ("strict", "code", "status"), [("true", 503, "not ready"), ("false", 200, "ready")]
)
def test_is_ready_with_an_open_breaker_unless_that_counts(
    start: Start, upstream: Peer, strict: str, code: int, status: str
) -> None:
    upstream.code = 500
    client = start(UPSTREAM_URL=upstream.url, CIRCUIT_BREAKER_STRICT=strict)
    assert client.get("/health/ready").json()["checks"]["upstream"] == "ok"
    for _ in range(5):
        client.get("/status/upstream")

    answer = client.get("/health/ready")

    assert answer.status_code == code
    assert answer.json()["status"] == status
    assert answer.json()["checks"]["upstream"] == "unavailable"
