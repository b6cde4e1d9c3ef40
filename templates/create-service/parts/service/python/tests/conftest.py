"""What all tests can use."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest
from fastapi.testclient import TestClient

from app.application import create_app
from app.settings import Settings
from tests.support.peer import Peer, run_peer


class Start(Protocol):
    """Starts the application inside the test."""

    def __call__(self, **environment: str) -> TestClient:
        """With these environment variables and no others."""
        ...


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts applications, and stops them with the test."""
    with ExitStack() as at_exit:

        def start_app(**environment: str) -> TestClient:
            app = create_app(Settings.from_environment(environment))
            return at_exit.enter_context(TestClient(app))

        yield start_app


@pytest.fixture
def upstream() -> Iterator[Peer]:
    """The system that the service asks."""
    with run_peer() as peer:
        yield peer


@pytest.fixture
def collector() -> Iterator[Peer]:
    """Where traces go."""
    with run_peer() as peer:
        yield peer


@pytest.fixture
def anyio_backend() -> str:
    """Coroutines of tests run as those of the service do."""
    return "asyncio"
