package notes

import (
	"context"
	"sync"
	"time"
)

const memoryKeeps = 1000

// Memory keeps the newest notes until the process ends: enough to run before there is a database.
type Memory struct {
	mu    sync.RWMutex
	last  int64
	notes []Note // without gaps, up to the ID last
}

// Add keeps a new note.
func (m *Memory) Add(_ context.Context, text string) (Note, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	note := Note{ID: m.last, Text: text, CreatedAt: time.Now().UTC()}
	m.notes = append(m.notes, note)
	if len(m.notes) > memoryKeeps {
		m.notes = m.notes[1:]
	}
	return note, nil
}

// Get returns one note or ErrNotFound.
func (m *Memory) Get(_ context.Context, id int64) (Note, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	newer := m.newerThan(id - 1)
	if len(newer) == 0 || newer[0].ID != id {
		return Note{}, ErrNotFound
	}
	return newer[0], nil
}

// List returns the oldest notes with an ID greater than after, at most limit.
func (m *Memory) List(_ context.Context, after int64, limit int) ([]Note, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	newer := m.newerThan(after)
	// Never nil, which would be null in JSON.
	return append([]Note{}, newer[:min(limit, len(newer))]...), nil
}

func (m *Memory) newerThan(id int64) []Note {
	count := min(max(m.last-id, 0), int64(len(m.notes)))
	return m.notes[int64(len(m.notes))-count:]
}
