"""The rate limit."""

from functools import partial

import pytest
from fastapi import HTTPException, Request

from app import application
from app.rate_limit import RateLimit
from tests.conftest import Start

pytestmark = pytest.mark.anyio


class Clock:
    """Time that passes when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def request_of(client: str | None) -> Request:
    return Request({"type": "http", "client": client and (client, 1234)})


async def test_refuses_a_client_that_has_used_up_its_burst() -> None:
    clock = Clock()
    limit = RateLimit(per_second=0.5, burst=2, clock=clock)
    greedy = request_of("192.0.2.1")
    await limit(greedy)
    await limit(greedy)

    with pytest.raises(HTTPException) as error:
        await limit(greedy)
    assert error.value.status_code == 429
    assert error.value.headers == {"Retry-After": "2"}

    await limit(request_of("192.0.2.2"))

    clock.now = 2.0
    await limit(greedy)


async def test_remembers_only_so_many_clients() -> None:
    limit = RateLimit(burst=1, clients=2, clock=Clock())
    for client in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1"):
        await limit(request_of(client))

    with pytest.raises(HTTPException):
        await limit(request_of("192.0.2.3"))


async def test_counts_clients_without_an_address_together() -> None:
    limit = RateLimit(burst=1, clock=Clock())
    await limit(request_of(None))

    with pytest.raises(HTTPException):
        await limit(request_of(None))


@pytest.fixture
def _one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        application, "RateLimit", partial(RateLimit, burst=1, clock=Clock())
    )


@pytest.mark.usefixtures("_one_request")
@pytest.mark.parametrize("path", ["/", "/notes", "/status/upstream"])
def test_answers_429_when_it_is_on(start: Start, path: str) -> None:
    client = start(RATE_LIMITING="true")

    assert client.get(path).status_code == 200
    answer = client.get(path)

    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.usefixtures("_one_request")
@pytest.mark.parametrize("path", ["/health", "/health/ready", "/metrics"])
def test_never_refuses_the_platform(start: Start, path: str) -> None:
    client = start(RATE_LIMITING="true")

    assert [client.get(path).status_code for _ in range(3)] == [200] * 3


@pytest.mark.usefixtures("_one_request")
def test_is_off_by_default(start: Start) -> None:
    client = start()

    assert [client.get("/").status_code for _ in range(3)] == [200] * 3
