"""Notes that are kept in memory."""

from datetime import UTC, datetime

import pytest

from app.notes.memory import MemoryNotes
from tests.conftest import Start


def test_keeps_a_note(start: Start) -> None:
    client = start()

    created = client.post("/notes", json={"text": "Buy milk"})

    assert created.status_code == 201
    note = created.json()
    assert note["text"] == "Buy milk"
    assert datetime.fromisoformat(note["createdAt"]) <= datetime.now(UTC)
    assert created.headers["Location"] == f"/notes/{note['id']}"
    assert client.get(created.headers["Location"]).json() == note


def test_does_not_know_every_note(start: Start) -> None:
    answer = start().get("/notes/7")

    assert answer.status_code == 404
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no note 7",
    }


def test_gives_notes_page_by_page(start: Start) -> None:
    client = start()
    for text in ("one", "two", "three"):
        client.post("/notes", json={"text": text})

    first = client.get("/notes", params={"limit": 2}).json()
    second = client.get("/notes", params={"limit": 2, "after": first["next"]}).json()

    assert [note["text"] for note in first["notes"]] == ["one", "two"]
    assert [note["text"] for note in second["notes"]] == ["three"]
    assert second["next"] is None


@pytest.mark.parametrize("text", ["", "x" * 1001, "a\0b", 7, None])
def test_refuses_a_text_that_cannot_be_kept(start: Start, text: object) -> None:
    answer = start().post("/notes", json={"text": text})

    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "#/text"


@pytest.mark.anyio
async def test_forgets_the_oldest_notes() -> None:
    notes = MemoryNotes()
    for number in range(1001):
        await notes.add(str(number))

    assert await notes.get(1) is None
    assert [note.id for note in await notes.page(after=0, limit=1)] == [2]
