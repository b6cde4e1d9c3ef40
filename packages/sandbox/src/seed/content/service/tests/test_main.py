"""The service as its callers see it."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings


@pytest.fixture
def client() -> TestClient:
    """A client of a fresh application."""
    return TestClient(
        create_app(Settings(environment="test", debug=False, log_level="INFO"))
    )


@pytest.mark.parametrize(
    ("path", "status"), [("/health", "alive"), ("/health/ready", "ready")]
)
def test_probes_answer(client: TestClient, path: str, status: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.json() == {"status": status}


def test_index_names_service_and_environment(client: TestClient) -> None:
    assert client.get("/").json() == {
        "service": "${{ values.name }}",
        "environment": "test",
    }


def test_metrics_count_requests_by_route(client: TestClient) -> None:
    client.get("/health")

    assert 'http_requests_total{code="200",path="/health"} 1.0' in (
        client.get("/metrics").text
    )


def test_unknown_paths_share_one_metric(client: TestClient) -> None:
    client.get("/no/such/path")

    assert 'path="unknown"' in client.get("/metrics").text


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("DEBUG", "true")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")

    assert Settings.from_environment() == Settings("production", True, "WARNING")
