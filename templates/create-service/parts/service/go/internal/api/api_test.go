package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

type checkerFunc func(context.Context) error

func (f checkerFunc) Check(ctx context.Context) error { return f(ctx) }

type fakeUpstream struct {
	err   error
	state string
}

func (u fakeUpstream) Check(context.Context) error { return u.err }
func (u fakeUpstream) State() string               { return u.state }

var errDown = errors.New("it is down")

func testOptions() Options {
	return Options{
		Service:     "parcels",
		Environment: "test",
		Description: []byte(`{"openapi":"3.1.0"}`),
		Logger:      slog.New(slog.DiscardHandler),
	}
}

func get(handler http.Handler, path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	return answer
}

// expect compares an answer; JSON is compared as Go writes it, with sorted keys.
func expect(t *testing.T, answer *httptest.ResponseRecorder, code int, body string) {
	t.Helper()
	var value any
	if err := json.Unmarshal(answer.Body.Bytes(), &value); err != nil {
		t.Fatalf("%d %s: %v", answer.Code, answer.Body, err)
	}
	got, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Code != code || string(got) != body {
		t.Errorf("got %d %s, want %d %s", answer.Code, got, code, body)
	}
	media := "application/json"
	if code >= http.StatusBadRequest && strings.Contains(body, `"type":"about:blank"`) {
		media = "application/problem+json"
	}
	if got := answer.Header().Get("Content-Type"); got != media {
		t.Errorf("Content-Type is %s, want %s", got, media)
	}
}

func TestTheServiceIntroducesItself(t *testing.T) {
	a := New(testOptions())
	expect(t, get(a, "/"), http.StatusOK, `{"environment":"test","service":"parcels"}`)
	expect(t, get(a, "/openapi.json"), http.StatusOK, `{"openapi":"3.1.0"}`)
	if got := get(a, "/").Header().Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("X-Content-Type-Options is %q", got)
	}
}

func TestHealthIsThatOfTheProcess(t *testing.T) {
	options := testOptions()
	options.Database = checkerFunc(func(context.Context) error { return errDown })
	expect(t, get(New(options), "/health"), http.StatusOK, `{"status":"alive"}`)
}

func TestReadinessIsThatOfWhatTheServiceNeeds(t *testing.T) {
	up := checkerFunc(func(context.Context) error { return nil })
	down := checkerFunc(func(context.Context) error { return errDown })
	for _, test := range []struct {
		name     string
		database Checker
		upstream Upstream
		strict   bool
		code     int
		body     string
	}{
		{
			"nothing configured", nil, nil, true, http.StatusOK,
			`{"checks":{"database":"not configured","upstream":"not configured"},"status":"ready"}`,
		},
		{
			"all is well", up,
			fakeUpstream{state: "closed"},
			true, http.StatusOK,
			`{"checks":{"database":"ok","upstream":"ok"},"status":"ready"}`,
		},
		{
			"database down", down, nil, false, http.StatusServiceUnavailable,
			`{"checks":{"database":"unavailable","upstream":"not configured"},"status":"not ready"}`,
		},
		{
			"circuit breaker open", up,
			fakeUpstream{state: "open"},
			false, http.StatusOK,
			`{"checks":{"database":"ok","upstream":"unavailable"},"status":"ready"}`,
		},
		{
			"circuit breaker open, strict", up,
			fakeUpstream{state: "open"},
			true, http.StatusServiceUnavailable,
			`{"checks":{"database":"ok","upstream":"unavailable"},"status":"not ready"}`,
		},
		{
			"circuit breaker half-open, strict", up,
			fakeUpstream{state: "half-open"},
			true, http.StatusOK,
			`{"checks":{"database":"ok","upstream":"ok"},"status":"ready"}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			options := testOptions()
			options.Database, options.Upstream, options.StrictBreaker = test.database, test.upstream, test.strict
			expect(t, get(New(options), "/health/ready"), test.code, test.body)
		})
	}
}

func TestMetricsCanBeHidden(t *testing.T) {
	options := testOptions()
	expect(t, get(New(options), "/metrics"), http.StatusNotFound, `{"status":404,"title":"Not Found","type":"about:blank"}`)

	options.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	if got := get(New(options), "/metrics").Code; got != http.StatusTeapot {
		t.Errorf("got %d", got)
	}
}

func TestWhatIsNotServedIsAProblem(t *testing.T) {
	a := New(testOptions())
	expect(t, get(a, "/no/such/path"), http.StatusNotFound, `{"status":404,"title":"Not Found","type":"about:blank"}`)

	answer := httptest.NewRecorder()
	a.ServeHTTP(answer, httptest.NewRequest(http.MethodDelete, "/notes", http.NoBody))
	expect(t, answer, http.StatusMethodNotAllowed, `{"status":405,"title":"Method Not Allowed","type":"about:blank"}`)
	if got := answer.Header().Get("Allow"); got != "GET, HEAD, POST" {
		t.Errorf("Allow is %q", got)
	}
}

func TestAPanicIsAProblem(t *testing.T) {
	options := testOptions()
	options.Metrics = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a mistake") })
	expect(t, get(New(options), "/metrics"), http.StatusInternalServerError,
		`{"status":500,"title":"Internal Server Error","type":"about:blank"}`)
}

func TestAnAbortedAnswerStaysAborted(t *testing.T) {
	options := testOptions()
	options.Metrics = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	defer func() {
		if cause, ok := recover().(error); !ok || !errors.Is(cause, http.ErrAbortHandler) {
			t.Errorf("got %v", cause)
		}
	}()
	get(New(options), "/metrics")
}

func TestUpstreamStatus(t *testing.T) {
	for _, test := range []struct {
		name     string
		upstream Upstream
		debug    bool
		code     int
		body     string
	}{
		{"none", nil, false, http.StatusOK, `{"status":"not configured"}`},
		{"well", fakeUpstream{}, false, http.StatusOK, `{"status":"ok"}`},
		{
			"down",
			fakeUpstream{err: errDown},
			false, http.StatusBadGateway,
			`{"detail":"The upstream does not answer","status":502,"title":"Bad Gateway","type":"about:blank"}`,
		},
		{
			"down, while debugging",
			fakeUpstream{err: errDown},
			true, http.StatusBadGateway,
			`{"detail":"The upstream does not answer: it is down","status":502,"title":"Bad Gateway","type":"about:blank"}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			options := testOptions()
			options.Upstream, options.Debug = test.upstream, test.debug
			expect(t, get(New(options), "/status/upstream"), test.code, test.body)
		})
	}
}

func TestAClientThatHangsUpIsNoFailureOfOurs(t *testing.T) {
	options := testOptions()
	options.Upstream = fakeUpstream{err: context.Canceled}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	answer := httptest.NewRecorder()
	New(options).ServeHTTP(answer, httptest.NewRequestWithContext(gone, http.MethodGet, "/status/upstream", nil))
	if answer.Code != statusClientGone {
		t.Errorf("got %d", answer.Code)
	}
}
