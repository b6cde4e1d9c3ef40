"""Notes in PostgreSQL."""

from psycopg.rows import class_row

from app.database import Database
from app.notes.model import Note


class PostgresNotes:
    """Keeps notes in the table `notes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, text: str) -> Note:
        """Keeps a note."""
        async with (
            self._database.connection() as connection,
            connection.cursor(row_factory=class_row(Note)) as cursor,
        ):
            await cursor.execute(
                "INSERT INTO notes (text) VALUES (%s) RETURNING id, text, created_at",
                [text],
            )
            return await anext(cursor)

    async def get(self, note_id: int) -> Note | None:
        """The note, if there is one."""
        async with (
            self._database.connection() as connection,
            connection.cursor(row_factory=class_row(Note)) as cursor,
        ):
            await cursor.execute(
                "SELECT id, text, created_at FROM notes WHERE id = %s", [note_id]
            )
            return await cursor.fetchone()

    async def page(self, *, after: int, limit: int) -> list[Note]:
        """The oldest notes that are newer than the one named."""
        async with (
            self._database.connection() as connection,
            connection.cursor(row_factory=class_row(Note)) as cursor,
        ):
            await cursor.execute(
                """
                SELECT id, text, created_at FROM notes
                WHERE id > %s ORDER BY id LIMIT %s
                """,
                [after, limit],
            )
            return await cursor.fetchall()
