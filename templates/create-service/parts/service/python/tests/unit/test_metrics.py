"""Metrics."""

from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import Start
from tests.support.peer import Peer


def read_samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """The values, by name and the values of the labels."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_counts_and_times_requests_by_route(start: Start) -> None:
    client = start()
    client.get("/notes/1")
    client.get("/notes/2")
    client.get("/somewhere/else")
    client.request("BREW", "/notes")

    samples = read_samples(client.get("/metrics").text)

    assert samples["http_requests_total", ("404", "GET", "/notes/{id}")] == 2
    assert samples["http_requests_total", ("404", "GET", "unknown")] == 1
    assert samples["http_requests_total", ("405", "other", "/notes")] == 1
    name = "http_request_duration_seconds_count"
    assert samples[name, ("GET", "/notes/{id}")] == 2


def test_shows_the_state_of_the_circuit_breaker(start: Start, upstream: Peer) -> None:
    upstream.code = 500
    client = start(UPSTREAM_URL=upstream.url)
    key = ("circuit_breaker_state", ("upstream",))
    assert read_samples(client.get("/metrics").text)[key] == 0

    for _ in range(5):
        client.get("/status/upstream")

    assert read_samples(client.get("/metrics").text)[key] == 2


def test_can_be_switched_off(start: Start) -> None:
    assert start(METRICS_ENABLED="false").get("/metrics").status_code == 404
