package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// started is a service that runs, with its address and its log.
type started struct {
	url  string
	logs *strings.Builder
	stop func() error
}

func start(t *testing.T, variables map[string]string) started {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	output, input := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		variables["PORT"] = "0"
		ended <- run(ctx, func(name string) string { return variables[name] }, input)
		_ = input.Close()
	}()

	logs := &strings.Builder{}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		logs.WriteString(lines.Text() + "\n")
		var line struct{ Msg, Address string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%v in %s", err, lines.Bytes())
		}
		if line.Msg != "listening" {
			continue
		}
		_, port, err := net.SplitHostPort(line.Address)
		if err != nil {
			t.Fatal(err)
		}
		drained := make(chan struct{})
		go func() {
			defer close(drained)
			for lines.Scan() {
				logs.WriteString(lines.Text() + "\n")
			}
		}()
		return started{
			url:  "http://127.0.0.1:" + port,
			logs: logs,
			stop: func() error { cancel(); err := <-ended; <-drained; return err },
		}
	}
	cancel()
	t.Fatalf("it did not start: %v\n%s", <-ended, logs)
	return started{}
}

func get(t *testing.T, url string) (code int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(read)
}

func TestTheServiceStartsWithoutAnyVariable(t *testing.T) {
	s := start(t, map[string]string{})
	for path, want := range map[string]string{
		"/":                `{"environment":"development","service":"` + service + `"}`,
		"/health":          `{"status":"alive"}`,
		"/health/ready":    `{"status":"ready","checks":{"database":"not configured","upstream":"not configured"}}`,
		"/status/upstream": `{"status":"not configured"}`,
		"/notes":           `{"notes":[],"next":null}`,
		"/openapi.json":    `"title": "` + service + `"`,
		"/metrics":         "go_goroutines",
	} {
		if code, body := get(t, s.url+path); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: got %d %s", path, code, body)
		}
	}
	if err := s.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if got := strings.Count(s.logs.String(), "DATABASE_URL is not set"); got != 1 {
		t.Errorf("it says %d times that there is no database", got)
	}
}

func TestTheServiceLivesWithoutItsDatabaseButIsNotReady(t *testing.T) {
	s := start(t, map[string]string{"DATABASE_URL": "postgresql://127.0.0.1:1/notes", "METRICS_ENABLED": "false"})
	for path, want := range map[string]int{
		"/health":       http.StatusOK,
		"/health/ready": http.StatusServiceUnavailable,
		"/notes":        http.StatusServiceUnavailable,
		"/metrics":      http.StatusNotFound,
	} {
		if code, body := get(t, s.url+path); code != want {
			t.Errorf("%s: got %d %s", path, code, body)
		}
	}
	if err := s.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestARequestIsFinishedBeforeTheServiceEnds(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(asked)
		<-answer
	}))
	defer slow.Close()
	s := start(t, map[string]string{"UPSTREAM_URL": slow.URL})

	codes := make(chan int, 1)
	go func() {
		code, _ := get(t, s.url+"/status/upstream")
		codes <- code
	}()
	<-asked
	ended := make(chan error, 1)
	go func() { ended <- s.stop() }()
	select {
	case err := <-ended:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	close(answer)
	if code := <-codes; code != http.StatusOK {
		t.Errorf("got %d", code)
	}
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestTracesAreSentBeforeTheServiceEnds(t *testing.T) {
	received := make(chan string, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { received <- r.URL.Path }))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	s := start(t, map[string]string{"TRACING_ENABLED": "true"})
	get(t, s.url+"/")
	if err := s.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if got := <-received; got != "/v1/traces" {
		t.Errorf("traces went to %s", got)
	}
	if !strings.Contains(s.logs.String(), `"trace_id":`) {
		t.Errorf("no trace_id in %s", s.logs)
	}
}

func TestAServiceThatCannotRunSaysWhy(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, port, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}

	for _, variable := range []string{"DEBUG=maybe", "DATABASE_URL=postgresql://host:port/notes", "PORT=" + port} {
		name, value, _ := strings.Cut(variable, "=")
		err := run(t.Context(), func(asked string) string {
			if asked == name {
				return value
			}
			return ""
		}, io.Discard)
		if err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%s: got %v", variable, err)
		}
	}
}

func TestTracesThatCannotBeSentAreLogged(t *testing.T) {
	var logs strings.Builder
	stop := func(context.Context) error { return errors.New("the collector is gone") }
	flush(t.Context(), stop, slog.New(slog.NewTextHandler(&logs, nil)))
	if !strings.Contains(logs.String(), "the collector is gone") {
		t.Errorf("logged %q", logs.String())
	}
}
