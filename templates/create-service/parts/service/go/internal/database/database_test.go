package database

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestADatabaseThatIsDownFailsWhenAsked(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}

	db, err := Open(t.Context(), "postgresql://"+address+"/notes")
	if err != nil {
		t.Fatalf("opening must not connect: %v", err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "migrate the database") {
		t.Errorf("check: got %v", err)
	}
	if rows, err := db.Query(t.Context(), "SELECT 1"); err == nil {
		rows.Close()
		t.Error("the query did not fail")
	}
}

func TestAWrongURLIsRefusedWithoutItsPassword(t *testing.T) {
	_, err := Open(t.Context(), "postgresql://user:secret@host:port/notes")
	if err == nil {
		t.Fatal("it was accepted")
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("%q tells the password", err)
	}
}

// transaction keeps what it is asked to run, and fails at the statement that begins with fails.
type transaction struct {
	pgx.Tx
	fails string
	added string
	ran   []string
}

func (t *transaction) Exec(_ context.Context, sql string, _ ...any) (pgconn.CommandTag, error) {
	if t.fails != "" && strings.HasPrefix(sql, t.fails) {
		return pgconn.CommandTag{}, errors.New("the database refuses")
	}
	t.ran = append(t.ran, sql)
	return pgconn.NewCommandTag(t.added), nil
}

func TestAScriptRunsOnlyOnce(t *testing.T) {
	for _, test := range []struct {
		added string
		want  bool
	}{
		{added: "INSERT 0 1", want: true},
		{added: "INSERT 0 0", want: false},
	} {
		tx := &transaction{added: test.added}
		if err := runMissing(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(strings.Join(tx.ran, "\n"), "CREATE TABLE notes"); got != test.want {
			t.Errorf("after %s: the script ran: %t", test.added, got)
		}
	}
}

func TestAMigrationThatFailsNamesItsScript(t *testing.T) {
	for fails, want := range map[string]string{
		"SELECT pg_advisory":   "the database refuses",
		"CREATE TABLE IF NOT":  "the database refuses",
		"INSERT":               "0001_notes.sql: the database refuses",
		"CREATE TABLE notes (": "0001_notes.sql: the database refuses",
	} {
		err := runMissing(t.Context(), &transaction{fails: fails, added: "INSERT 0 1"})
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", fails, err, want)
		}
	}
}
