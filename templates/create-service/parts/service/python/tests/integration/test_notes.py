"""Notes in a real PostgreSQL."""

import asyncio

import psycopg
import pytest

from app.database import Database
from tests.conftest import Start
from tests.support.peer import Peer
from tests.support.traces import read_spans

BREAK_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND query LIKE 'INSERT INTO notes%'
"""


def test_keeps_notes_beyond_the_process(start: Start, database_url: str) -> None:
    created = start(DATABASE_URL=database_url).post("/notes", json={"text": "Grüße"})
    assert created.status_code == 201

    restarted = start(DATABASE_URL=database_url)

    assert restarted.get(created.headers["Location"]).json() == created.json()


def test_does_not_know_every_note(start: Start, database_url: str) -> None:
    assert start(DATABASE_URL=database_url).get("/notes/7").status_code == 404


def test_gives_notes_page_by_page(start: Start, database_url: str) -> None:
    client = start(DATABASE_URL=database_url)
    for text in ("one", "two", "three"):
        client.post("/notes", json={"text": text})

    first = client.get("/notes", params={"limit": 2}).json()
    second = client.get("/notes", params={"limit": 2, "after": first["next"]}).json()

    assert [note["text"] for note in first["notes"]] == ["one", "two"]
    assert [note["text"] for note in second["notes"]] == ["three"]
    assert second["next"] is None


def test_is_ready_with_its_database(start: Start, database_url: str) -> None:
    answer = start(DATABASE_URL=database_url).get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] == "ok"


def test_survives_that_its_connections_break(start: Start, database_url: str) -> None:
    client = start(DATABASE_URL=database_url)
    client.post("/notes", json={"text": "one"})
    with psycopg.connect(database_url) as connection:
        connection.execute(BREAK_CONNECTIONS)

    assert client.get("/notes/1").json()["text"] == "one"


@pytest.mark.anyio
async def test_migrates_once_although_instances_start_together(
    database_url: str,
) -> None:
    instances = [Database(database_url, None) for _ in range(4)]
    for instance in instances:
        await instance.open()
    try:
        await asyncio.gather(*(instance.check() for instance in instances))

        async with instances[0].connection() as connection:
            scripts = await connection.execute("SELECT name FROM migrations")
            assert await scripts.fetchall() == [("0001_create_notes.sql",)]
    finally:
        for instance in instances:
            await instance.close()


def test_traces_what_it_asks_the_database(
    start: Start, database_url: str, collector: Peer
) -> None:
    client = start(
        DATABASE_URL=database_url,
        TRACING_ENABLED="true",
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
    )
    client.get("/health/ready")
    client.get("/notes/7")
    client.__exit__()

    spans = read_spans(collector)

    assert set(spans) == {"GET /notes/{id}", "SELECT"}
    assert spans["SELECT"].parent_span_id == spans["GET /notes/{id}"].span_id
