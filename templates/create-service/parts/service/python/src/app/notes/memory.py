"""Notes in memory, for a service that has no database yet."""

from datetime import UTC, datetime
from itertools import islice

from app.notes.model import Note

_LIMIT = 1000


class MemoryNotes:
    """Forgets everything with the process, and the oldest notes before that."""

    def __init__(self) -> None:
        self._notes: dict[int, Note] = {}
        self._last_id = 0

    async def add(self, text: str) -> Note:
        """Keeps a note."""
        self._last_id += 1
        note = Note(id=self._last_id, text=text, created_at=datetime.now(UTC))
        self._notes[note.id] = note
        self._notes.pop(note.id - _LIMIT, None)
        return note

    async def get(self, note_id: int) -> Note | None:
        """The note, if there is one."""
        return self._notes.get(note_id)

    async def page(self, *, after: int, limit: int) -> list[Note]:
        """The oldest notes that are newer than the one named."""
        newer = (note for note in self._notes.values() if note.id > after)
        return list(islice(newer, limit))
