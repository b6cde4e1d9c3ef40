"""The routes of the notes."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response, status
from pydantic import BaseModel, Field

from app.notes.model import GREATEST_ID, NewNote, Note, NoteId, NoteStore
from app.problems import responses


class NotePage(BaseModel):
    """Some notes, from old to new."""

    notes: list[Note]
    next: int | None = Field(description="The `after` of the next page, if any.")


def create_router(store: NoteStore) -> APIRouter:
    """The routes over the notes of a store."""
    router = APIRouter(prefix="/notes", tags=["notes"], responses=responses(422, 503))

    @router.post(
        "",
        status_code=status.HTTP_201_CREATED,
        summary="Keep a note",
        responses=responses(400, 413),
    )
    async def create_note(new_note: NewNote, response: Response) -> Note:
        note = await store.add(new_note.text)
        response.headers["Location"] = f"/notes/{note.id}"
        return note

    @router.get("/{id}", summary="Read a note", responses=responses(404))
    async def read_note(note_id: Annotated[NoteId, Path(alias="id")]) -> Note:
        note = await store.get(note_id)
        if note is None:
            raise HTTPException(
                status.HTTP_404_NOT_FOUND, f"There is no note {note_id}"
            )
        return note

    @router.get("", summary="Read notes, page by page")
    async def list_notes(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        after: Annotated[int, Query(ge=0, le=GREATEST_ID)] = 0,
    ) -> NotePage:
        # One more than asked for tells whether there is a next page.
        notes = await store.page(after=after, limit=limit + 1)
        page = notes[:limit]
        return NotePage(notes=page, next=page[-1].id if len(notes) > limit else None)

    return router
