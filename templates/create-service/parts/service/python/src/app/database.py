"""PostgreSQL: a pool of connections and the migrations of the schema."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources

from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.trace import TracerProvider
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

# Any number, as long as nothing else in this database locks the same one.
_MIGRATION_LOCK = 5_318_008

_CREATE_MIGRATIONS = """
CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class Database:
    """Connects in the background, so that the service starts without its database."""

    def __init__(self, url: str, tracer_provider: TracerProvider | None) -> None:
        self._tracer_provider = tracer_provider
        self._migrated = False
        self._pool = AsyncConnectionPool(
            url,
            kwargs={"autocommit": True},
            min_size=1,
            # Ten instances stay well below PostgreSQL's usual 100 connections.
            max_size=8,
            timeout=2.0,
            reconnect_timeout=10.0,
            configure=self._configure,
            check=self._check_connection,
            open=False,
        )

    async def open(self) -> None:
        """Starts to connect."""
        await self._pool.open()

    async def close(self) -> None:
        """Waits for the connections in use, then closes all."""
        await self._pool.close(timeout=3.0)

    async def check(self) -> None:
        """Raises an OperationalError unless the database answers within a second."""
        with suppress_instrumentation():
            async with self.connection(patience=1.0) as connection:
                await connection.execute("SELECT 1")

    @asynccontextmanager
    async def connection(
        self, patience: float | None = None
    ) -> AsyncIterator[AsyncConnection]:
        """A connection to an up-to-date schema, waited for as many seconds."""
        async with self._pool.connection(patience) as connection:
            if not self._migrated:
                await _migrate(connection)
                self._migrated = True
            yield connection

    async def _configure(self, connection: AsyncConnection) -> None:
        if self._tracer_provider:
            PsycopgInstrumentor.instrument_connection(
                connection, tracer_provider=self._tracer_provider
            )

    @staticmethod
    async def _check_connection(connection: AsyncConnection) -> None:
        with suppress_instrumentation():
            await AsyncConnectionPool.check_connection(connection)


async def _migrate(connection: AsyncConnection) -> None:
    """Runs the scripts of `migrations` that have not run yet, in their order."""
    scripts = sorted(
        resources.files("app.migrations").iterdir(), key=lambda script: script.name
    )
    async with connection.transaction():
        # Instances that start together take turns.
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATION_LOCK])
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
