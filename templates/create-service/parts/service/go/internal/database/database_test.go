package database

import (
	"net"
	"strings"
	"testing"
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
	if _, err := db.Query(t.Context(), "SELECT 1"); err == nil {
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
