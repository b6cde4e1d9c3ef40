"""What unit tests can use."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def logging_stays_as_it_was() -> Iterator[None]:
    """For tests that change how the whole process logs."""
    root, service = logging.getLogger(), logging.getLogger("app")
    handlers, level, service_level = root.handlers[:], root.level, service.level
    # What is left among the handlers would be closed.
    root.handlers = []
    yield
    root.handlers = handlers
    root.setLevel(level)
    service.setLevel(service_level)
