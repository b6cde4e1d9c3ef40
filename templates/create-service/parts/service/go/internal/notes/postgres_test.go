package notes

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
)

// What a database that works makes of the queries is in tests/integration.

var errDown = errors.New("the database is down")

type downDatabase struct{}

func (downDatabase) Query(context.Context, string, ...any) (pgx.Rows, error) {
	return nil, errDown
}

func TestPostgresReportsThatTheDatabaseIsDown(t *testing.T) {
	store := NewPostgres(downDatabase{})
	for name, call := range map[string]func() error{
		"add":  func() error { _, err := store.Add(t.Context(), "text"); return err },
		"get":  func() error { _, err := store.Get(t.Context(), 1); return err },
		"list": func() error { _, err := store.List(t.Context(), 0, 10); return err },
	} {
		if err := call(); !errors.Is(err, errDown) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
