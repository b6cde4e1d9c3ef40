"""What integration tests can use."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.support.process import Process, run_process
from tests.support.proxy import Proxy, run_proxy


class StartProcess(Protocol):
    """Starts the service as a process."""

    def __call__(self, **environment: str) -> Process:
        """With these environment variables."""
        ...


@pytest.fixture
def start_process() -> Iterator[StartProcess]:
    """Starts processes, and ends them with the test."""
    with ExitStack() as at_exit:

        def start(**environment: str) -> Process:
            return at_exit.enter_context(run_process(environment))

        yield start


@pytest.fixture
def database_url() -> Iterator[str]:
    """A real PostgreSQL, where the test has a schema of its own."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        pytest.skip("TEST_DATABASE_URL is not set: there is no PostgreSQL to test with")
    schema = f"test_{uuid4().hex}"
    name = sql.Identifier(schema)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        try:
            options = quote(f"-c search_path={schema}")
            yield f"{url}{'&' if '?' in url else '?'}options={options}"
        finally:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(name))


@pytest.fixture
def proxy(database_url: str) -> Iterator[Proxy]:
    """A way to the database that can fail."""
    database = conninfo_to_dict(database_url)
    address = str(database.get("host", "127.0.0.1")), int(database.get("port") or 5432)
    with run_proxy(address) as proxy:
        yield proxy


@pytest.fixture
def proxied_url(database_url: str, proxy: Proxy) -> str:
    """The database at the end of that way."""
    return f"{database_url}&host=127.0.0.1&port={proxy.port}"
