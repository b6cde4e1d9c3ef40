package database

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
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

// slowDatabase lets everybody in, and refuses what it is asked for when it is told to, or to cancel it.
type slowDatabase struct {
	url         string
	refuse      chan struct{}
	connections atomic.Int32
}

func startSlowDatabase(t *testing.T) *slowDatabase {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	db := &slowDatabase{
		url:    "postgresql://service@" + listener.Addr().String() + "/notes?sslmode=disable",
		refuse: make(chan struct{}),
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go db.serve(connection)
		}
	}()
	return db
}

func (d *slowDatabase) serve(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	backend := pgproto3.NewBackend(connection, connection)
	message, err := backend.ReceiveStartupMessage()
	if err != nil {
		return
	}
	if _, cancels := message.(*pgproto3.CancelRequest); cancels {
		d.refuse <- struct{}{}
		return
	}
	d.connections.Add(1)
	backend.Send(&pgproto3.AuthenticationOk{})
	backend.Send(&pgproto3.BackendKeyData{ProcessID: 1, SecretKey: make([]byte, 4)})
	for {
		backend.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		if err := backend.Flush(); err != nil {
			return
		}
		message, err := backend.Receive()
		if err != nil {
			return
		}
		if _, ends := message.(*pgproto3.Terminate); ends {
			return
		}
		<-d.refuse
		backend.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: "42501", Message: "permission denied"})
	}
}

func TestAMigrationGoesOnWithoutThoseWhoGaveUp(t *testing.T) {
	slow := startSlowDatabase(t)
	db, err := Open(t.Context(), slow.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 2 {
		impatient, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		if err := db.Check(impatient); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while it runs: got %v", err)
		}
		cancel()
	}
	slow.refuse <- struct{}{}
	if err := db.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "migrate the database: ERROR: permission denied") {
		t.Errorf("after it has failed: got %v", err)
	}
	if got := slow.connections.Load(); got != 1 {
		t.Errorf("it took %d connections", got)
	}

	close(slow.refuse)
	if err := db.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("the next one: got %v", err)
	}
}

func TestAMigrationEndsWithTheService(t *testing.T) {
	slow := startSlowDatabase(t)
	db, err := Open(t.Context(), slow.url)
	if err != nil {
		t.Fatal(err)
	}
	impatient, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := db.Check(impatient); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	closed := make(chan struct{})
	go func() {
		db.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("it still runs")
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

func TestAMigrationTakesItsTimeButDoesNotWaitForTables(t *testing.T) {
	tx := &transaction{added: "INSERT 0 1"}
	if err := runMissing(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	want := []string{"SET LOCAL statement_timeout = 0", "SELECT pg_advisory_xact_lock($1)", "SET LOCAL lock_timeout = '5s'"}
	if got := tx.ran[:3]; !slices.Equal(got, want) {
		t.Errorf("it begins with %q", got)
	}
}

func TestAMigrationThatFailsNamesItsScript(t *testing.T) {
	for fails, want := range map[string]string{
		"SET LOCAL statement":  "the database refuses",
		"SELECT pg_advisory":   "the database refuses",
		"SET LOCAL lock":       "the database refuses",
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
