package upstream

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// system is an upstream whose answer a test may change at any time.
type system struct {
	code  int
	err   error
	calls int
}

func (s *system) client() *Upstream {
	u := New("http://upstream.test/health", slog.New(slog.DiscardHandler))
	u.client = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		s.calls++
		if s.err != nil {
			return nil, s.err
		}
		return &http.Response{StatusCode: s.code, Body: io.NopCloser(strings.NewReader("{}"))}, nil
	})}
	return u
}

func TestCheckTellsHowTheUpstreamAnswers(t *testing.T) {
	for _, test := range []struct {
		name   string
		system system
		want   string
	}{
		{name: "it is well", system: system{code: http.StatusOK}},
		{name: "it refuses, but lives", system: system{code: http.StatusUnauthorized}},
		{name: "it fails", system: system{code: http.StatusInternalServerError}, want: "answered 500"},
		{name: "it is gone", system: system{err: errors.New("connection refused")}, want: "connection refused"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.system.client().Check(t.Context())
			if test.want == "" && err != nil {
				t.Errorf("got %v", err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestAWrongURLFails(t *testing.T) {
	if err := New("://", slog.New(slog.DiscardHandler)).Check(t.Context()); err == nil {
		t.Error("it did not fail")
	}
}

func TestTheCircuitBreakerOpensAndCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &system{code: http.StatusServiceUnavailable}
		u := s.client()
		expect := func(state string, number float64) {
			t.Helper()
			if u.State() != state || u.StateNumber() != number {
				t.Fatalf("state is %s (%v), want %s (%v)", u.State(), u.StateNumber(), state, number)
			}
		}

		expect("closed", 0)
		for range failuresToOpen {
			if err := u.Check(t.Context()); err == nil || errors.Is(err, ErrOpen) {
				t.Fatalf("got %v", err)
			}
		}
		expect("open", 2)
		if err := u.Check(t.Context()); !errors.Is(err, ErrOpen) || s.calls != failuresToOpen {
			t.Errorf("got %v after %d calls, want %v without a call", err, s.calls, ErrOpen)
		}

		time.Sleep(OpenFor + time.Second)
		expect("half-open", 1)
		s.code = http.StatusOK
		if err := u.Check(t.Context()); err != nil {
			t.Error(err)
		}
		expect("closed", 0)
	})
}

func TestCallersThatHangUpDoNotOpenTheCircuitBreaker(t *testing.T) {
	u := (&system{err: context.Canceled}).client()
	for range failuresToOpen {
		if err := u.Check(t.Context()); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if u.State() != "closed" {
		t.Errorf("state is %s", u.State())
	}
}
