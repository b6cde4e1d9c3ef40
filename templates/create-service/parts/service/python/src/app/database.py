"""PostgreSQL: a pool of connections and the migrations of the schema."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib import resources
from typing import Any, Final

from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.trace import TracerProvider
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool

# Any number, as long as nothing else in this database locks the same one.
_MIGRATION_LOCK = 5_318_008

# Seconds after which a connection is given up: one that has just been taken from the
# pool, and one that a request uses.
_CHECK_SECONDS = 1.0
_QUERY_SECONDS = 5.0
# The server stops a bit earlier, so that it does not go on for nobody.
_LIMIT_STATEMENTS = "SET statement_timeout = '4s'"

# A server that falls silent is noticed by the kernel within seconds, not minutes.
_PARAMETERS: Final[dict[str, Any]] = {
    "autocommit": True,
    "connect_timeout": 5,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}

_CREATE_MIGRATIONS = """
CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class Database:
    """Connects in the background, so that the service starts without its database."""

    def __init__(self, url: str, tracer_provider: TracerProvider | None) -> None:
        self._url = url
        self._tracer_provider = tracer_provider
        self._migration: asyncio.Task[None] | None = None
        self._pool = AsyncConnectionPool(
            url,
            kwargs=_PARAMETERS,
            min_size=1,
            # While a release takes over, two times ten instances run: 80 connections
            # of the 100 that PostgreSQL usually has.
            max_size=4,
            reconnect_timeout=10.0,
            configure=self._configure,
            check=self._check_connection,
            open=False,
        )

    async def open(self) -> None:
        """Starts to connect."""
        await self._pool.open()

    async def close(self) -> None:
        """Stops migrations, waits for the connections in use, then closes all."""
        if self._migration:
            # This asks the server to stop, too. It may be gone, so the wait is short.
            self._migration.cancel()
            await asyncio.wait({self._migration}, timeout=1.0)
        await self._pool.close(timeout=3.0)

    async def check(self) -> None:
        """Raises an OperationalError unless the database answers soon."""
        with suppress_instrumentation():
            # The pool hands out no connection without an answer.
            async with self.connection(patience=1.0):
                pass

    @asynccontextmanager
    async def connection(self, patience: float = 2.0) -> AsyncIterator[AsyncConnection]:
        """A connection to an up-to-date schema, waited for as many seconds."""
        await self._wait_for_schema(patience)
        async with self._pool.connection(patience) as connection:
            with _at_most(_QUERY_SECONDS, connection):
                yield connection

    async def _wait_for_schema(self, patience: float) -> None:
        # Migrations may take long: who stops waiting for them does not stop them.
        migration = self._migration or asyncio.create_task(self._migrate())
        self._migration = migration
        if not migration.done():
            await asyncio.wait({migration}, timeout=patience)
        if not migration.done():
            raise OperationalError("the schema is not up to date yet")
        migration.result()

    async def _migrate(self) -> None:
        try:
            async with await AsyncConnection.connect(
                self._url, **_PARAMETERS
            ) as connection:
                await _migrate(connection)
        except Exception:
            # The next one who needs the schema starts again.
            self._migration = None
            raise

    async def _configure(self, connection: AsyncConnection) -> None:
        with _at_most(_CHECK_SECONDS, connection):
            await connection.execute(_LIMIT_STATEMENTS)
        if self._tracer_provider:
            PsycopgInstrumentor.instrument_connection(
                connection, tracer_provider=self._tracer_provider
            )

    @staticmethod
    async def _check_connection(connection: AsyncConnection) -> None:
        with suppress_instrumentation(), _at_most(_CHECK_SECONDS, connection):
            await AsyncConnectionPool.check_connection(connection)


@contextmanager
def _at_most(seconds: float, connection: AsyncConnection) -> Iterator[None]:
    """Breaks the connection when the block takes longer.

    Whatever waits for the server then fails at once with an OperationalError, whereas
    to cancel a query means to wait for a server that may be gone.
    """
    timer = asyncio.get_running_loop().call_later(seconds, _break, connection)
    try:
        yield
    finally:
        timer.cancel()


def _break(connection: AsyncConnection) -> None:
    # The pool still owns the connection: this ends its traffic and closes a copy only.
    with (
        suppress(OSError, OperationalError),
        socket.socket(fileno=os.dup(connection.fileno())) as copy,
    ):
        copy.shutdown(socket.SHUT_RDWR)


async def _migrate(connection: AsyncConnection) -> None:
    """Runs the scripts of `migrations` that have not run yet, in their order."""
    scripts = sorted(
        resources.files("app.migrations").iterdir(), key=lambda script: script.name
    )
    async with connection.transaction():
        await connection.execute("SET LOCAL statement_timeout = 0")
        # Instances that start together take turns.
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATION_LOCK])
        # Everybody queues behind a statement that waits for a table: better to give up,
        # and to try again.
        await connection.execute("SET LOCAL lock_timeout = '5s'")
        await connection.execute(_CREATE_MIGRATIONS)
        done = {
            name
            async for (name,) in await connection.execute("SELECT name FROM migrations")
        }
        for script in scripts:
            if script.name.endswith(".sql") and script.name not in done:
                await connection.execute(script.read_bytes())
                await connection.execute(
                    "INSERT INTO migrations (name) VALUES (%s)", [script.name]
                )
