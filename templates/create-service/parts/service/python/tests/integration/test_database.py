"""A database that falls silent, and one whose schema takes long to change."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import httpx2
import psycopg
import pytest
from psycopg import OperationalError
from psycopg.errors import QueryCanceled

from app import database as module
from app.database import Database
from tests.integration.conftest import StartProcess
from tests.support.process import Process
from tests.support.proxy import Proxy

MIGRATIONS_THAT_WAIT = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'waiting' AND wait_event = 'advisory'
"""


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database that is closed in the end, which must not take long."""
    database = Database(url, None)
    await database.open()
    try:
        yield database
    finally:
        async with asyncio.timeout(5.0):
            await database.close()


@contextmanager
def migrations_last(url: str) -> Iterator[psycopg.Connection]:
    """As long as the block, some other instance is busy with them."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [module._MIGRATION_LOCK])
        yield other


def count_migrations_that_wait(connection: psycopg.Connection) -> int:
    """How many have got as far as the lock."""
    row = connection.execute(MIGRATIONS_THAT_WAIT).fetchone()
    assert row
    return int(row[0])


def seconds_to_end(process: Process) -> float:
    """How long it takes to end well."""
    started = time.monotonic()
    process.popen.terminate()
    assert process.wait_for_end() == 0
    return time.monotonic() - started


def test_answers_and_ends_although_its_database_is_silent(
    start_process: StartProcess, proxied_url: str, proxy: Proxy
) -> None:
    process = start_process(DATABASE_URL=proxied_url)
    with httpx2.Client(base_url=process.url, timeout=4.0) as client:
        assert client.get("/health/ready").status_code == 200
        proxy.stall()

        for path in ("/health/ready", "/health/ready", "/notes"):
            assert client.get(path).status_code == 503

    assert seconds_to_end(process) < 8.0


@pytest.mark.anyio
async def test_does_not_wait_for_an_answer_that_was_lost(
    proxied_url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_QUERY_SECONDS", 0.5)
    async with opened(proxied_url) as database, database.connection() as connection:
        proxy.stall()
        async with asyncio.timeout(3.0):
            with pytest.raises(OperationalError):
                await connection.execute("SELECT 1")


@pytest.mark.anyio
async def test_the_kernel_gives_up_on_a_silent_server(database_url: str) -> None:
    async with opened(database_url) as database, database.connection() as connection:
        with socket.socket(fileno=os.dup(connection.fileno())) as copy:
            sent_for_nothing = copy.getsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT
            )
            idle = copy.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)

    assert sent_for_nothing == 5000
    assert idle == 5


@pytest.mark.anyio
async def test_twenty_instances_suit_a_hundred_connections(database_url: str) -> None:
    async with opened(database_url) as database, AsyncExitStack() as taken:
        for _ in range(4):
            await taken.enter_async_context(database.connection())

        with pytest.raises(OperationalError):
            await taken.enter_async_context(database.connection(patience=0.5))


@pytest.mark.anyio
async def test_is_back_soon_after_a_fail_over(proxied_url: str, proxy: Proxy) -> None:
    async with opened(proxied_url) as database:
        await database.check()
        proxy.fail_over()

        async with asyncio.timeout(3.0):
            with pytest.raises(OperationalError):
                await database.check()
            await database.check()


@pytest.mark.anyio
async def test_the_server_does_not_work_for_nobody(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LIMIT_STATEMENTS", "SET statement_timeout = '100ms'")
    async with opened(database_url) as database, database.connection() as connection:
        with pytest.raises(QueryCanceled):
            await connection.execute("SELECT pg_sleep(3)")


@pytest.mark.anyio
async def test_migrations_outlast_those_who_wait_for_them(database_url: str) -> None:
    url = f"{database_url}&application_name=waiting"
    async with opened(url) as database:
        with migrations_last(database_url) as other:
            for _ in range(2):
                async with asyncio.timeout(3.0):
                    with pytest.raises(OperationalError, match="not up to date"):
                        await database.check()
            assert count_migrations_that_wait(other) == 1

        async with asyncio.timeout(3.0):
            await database.check()


@pytest.mark.anyio
async def test_ends_although_migrations_last(database_url: str) -> None:
    url = f"{database_url}&application_name=waiting"
    with migrations_last(database_url) as other:
        async with opened(url) as database:
            with pytest.raises(OperationalError):
                await database.check()

        assert count_migrations_that_wait(other) == 0


def test_ends_although_nobody_hears_that_migrations_should(
    start_process: StartProcess, proxied_url: str, proxy: Proxy, database_url: str
) -> None:
    with migrations_last(database_url):
        process = start_process(DATABASE_URL=proxied_url)
        assert httpx2.get(f"{process.url}/health/ready").status_code == 503
        proxy.stall()

        assert seconds_to_end(process) < 8.0


@pytest.mark.anyio
async def test_tries_again_when_migrations_fail(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(database_url) as database:
        with monkeypatch.context() as patch:
            patch.setattr(module, "_CREATE_MIGRATIONS", "SELECT 1 / 0")
            with pytest.raises(psycopg.errors.DivisionByZero):
                await database.check()

        await database.check()
