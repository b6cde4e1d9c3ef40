package notes

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const queryTimeout = 5 * time.Second

// Querier runs queries in a database.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Postgres keeps notes in the table notes.
type Postgres struct {
	db Querier
}

// NewPostgres keeps notes in this database.
func NewPostgres(db Querier) *Postgres {
	return &Postgres{db: db}
}

// Add keeps a new note.
func (p *Postgres) Add(ctx context.Context, text string) (Note, error) {
	notes, err := p.query(ctx, "INSERT INTO notes (text) VALUES ($1) RETURNING id, text, created_at", text)
	if err != nil {
		return Note{}, fmt.Errorf("add a note: %w", err)
	}
	return notes[0], nil
}

// Get returns one note or ErrNotFound.
func (p *Postgres) Get(ctx context.Context, id int64) (Note, error) {
	notes, err := p.query(ctx, "SELECT id, text, created_at FROM notes WHERE id = $1", id)
	if err != nil {
		return Note{}, fmt.Errorf("get a note: %w", err)
	}
	if len(notes) == 0 {
		return Note{}, ErrNotFound
	}
	return notes[0], nil
}

// List returns the oldest notes with an ID greater than after, at most limit.
func (p *Postgres) List(ctx context.Context, after int64, limit int) ([]Note, error) {
	notes, err := p.query(ctx,
		"SELECT id, text, created_at FROM notes WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
	if err != nil {
		return nil, fmt.Errorf("list notes: %w", err)
	}
	return notes, nil
}

func (p *Postgres) query(ctx context.Context, sql string, args ...any) ([]Note, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := p.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Note, error) {
		var note Note
		err := row.Scan(&note.ID, &note.Text, &note.CreatedAt)
		note.CreatedAt = note.CreatedAt.UTC()
		return note, err
	})
}
