"""What a note is, and where notes are kept."""

from datetime import datetime
from typing import Annotated, Protocol

from pydantic import BaseModel, Field

# The greatest whole number that every JSON parser keeps exactly.
GREATEST_ID = 2**53 - 1

type NoteId = Annotated[int, Field(ge=1, le=GREATEST_ID)]


class NewNote(BaseModel):
    """A note that somebody wants to keep."""

    # PostgreSQL does not store the character NUL.
    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]


class Note(BaseModel):
    """A note."""

    id: NoteId
    text: str
    created_at: Annotated[datetime, Field(serialization_alias="createdAt")]


class NoteStore(Protocol):
    """Where notes are kept."""

    async def add(self, text: str) -> Note:
        """Keeps a note."""
        ...

    async def get(self, note_id: int) -> Note | None:
        """The note, if there is one."""
        ...

    async def page(self, *, after: int, limit: int) -> list[Note]:
        """The oldest notes that are newer than the one named."""
        ...
