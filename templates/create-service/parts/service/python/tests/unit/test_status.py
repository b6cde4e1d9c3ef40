"""What the service says of itself and of its upstream."""

import pytest

from app import NAME
from tests.conftest import Start
from tests.support.peer import Peer


def test_names_itself_and_where_it_runs(start: Start) -> None:
    answer = start(ENVIRONMENT="staging").get("/")

    assert answer.json() == {"service": NAME, "environment": "staging"}


@pytest.mark.parametrize("path", ["/", "/health", "/metrics", "/nothing"])
def test_lets_no_browser_guess_what_an_answer_is(start: Start, path: str) -> None:
    assert start().get(path).headers["X-Content-Type-Options"] == "nosniff"


def test_has_nobody_to_ask(start: Start) -> None:
    assert start().get("/status/upstream").json() == {"status": "not configured"}


def test_asks_its_upstream(start: Start, upstream: Peer) -> None:
    answer = start(UPSTREAM_URL=f"{upstream.url}/ping").get("/status/upstream")

    assert answer.json() == {"status": "ok"}
    assert upstream.received.get_nowait().path == "/ping"


def test_takes_a_refusal_for_an_answer(start: Start, upstream: Peer) -> None:
    upstream.code = 404

    answer = start(UPSTREAM_URL=upstream.url).get("/status/upstream")

    assert answer.json() == {"status": "ok"}


def test_says_that_its_upstream_is_not_there(start: Start) -> None:
    answer = start(UPSTREAM_URL="http://127.0.0.1:1").get("/status/upstream")

    assert answer.status_code == 502
    assert answer.json()["detail"] == "The upstream does not answer"


def test_does_not_wait_for_an_upstream_that_hangs(start: Start, upstream: Peer) -> None:
    upstream.may_answer.clear()

    answer = start(UPSTREAM_URL=upstream.url).get("/status/upstream")

    assert answer.status_code == 502


def test_leaves_an_upstream_alone_that_keeps_failing(
    start: Start, upstream: Peer
) -> None:
    upstream.code = 503
    client = start(UPSTREAM_URL=upstream.url)
    for _ in range(5):
        answer = client.get("/status/upstream")
        assert answer.status_code == 502
        assert answer.json()["detail"] == "The upstream answers 503"

    answer = client.get("/status/upstream")

    assert answer.status_code == 503
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert upstream.received.qsize() == 5
