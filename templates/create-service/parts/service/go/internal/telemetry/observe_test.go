package telemetry

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// observe sends the requests through a mux with a few routes, and returns what the metrics and the log say then.
func observe(t *testing.T, level slog.Level, requests ...*http.Request) (metrics, logs string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /notes/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
	})
	mux.HandleFunc("POST /notes", func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		if _, err := w.Write([]byte("written")); err != nil {
			t.Error(err)
		}
	})

	var output bytes.Buffer
	m := NewMetrics()
	handler := Observe(mux, NewLogger(&output, level, false), m)
	for _, request := range requests {
		handler.ServeHTTP(httptest.NewRecorder(), request)
	}
	scraped := httptest.NewRecorder()
	m.Handler().ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	return scraped.Body.String(), output.String()
}

func TestRequestsAreCountedByRoute(t *testing.T) {
	for _, test := range []struct {
		method, path, want string
	}{
		{http.MethodGet, "/", `{code="200",method="GET",path="/"}`},
		{http.MethodHead, "/", `{code="200",method="HEAD",path="/"}`},
		{http.MethodPost, "/notes", `{code="200",method="POST",path="/notes"}`},
		{http.MethodGet, "/notes/7", `{code="418",method="GET",path="/notes/{id}"}`},
		{http.MethodGet, "/no/such/path", `{code="404",method="GET",path="unknown"}`},
		{"MADE-UP", "/notes", `{code="405",method="other",path="unknown"}`},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			metrics, _ := observe(t, slog.LevelInfo, httptest.NewRequest(test.method, test.path, http.NoBody))
			if want := "http_requests_total" + test.want + " 1\n"; !strings.Contains(metrics, want) {
				t.Errorf("no %s in\n%s", want, metrics)
			}
			_, labels, _ := strings.Cut(test.want, ",")
			if want := "http_request_duration_seconds_count{" + labels + " 1\n"; !strings.Contains(metrics, want) {
				t.Errorf("no %s in\n%s", want, metrics)
			}
		})
	}
}

func TestRequestsAreLoggedWithoutTheirQuery(t *testing.T) {
	_, logs := observe(t, slog.LevelInfo, httptest.NewRequest(http.MethodGet, "/notes/7?token=secret", http.NoBody))
	for _, want := range []string{`"path":"/notes/7"`, `"route":"/notes/{id}"`, `"code":418`, `"seconds":`} {
		if !strings.Contains(logs, want) {
			t.Errorf("no %s in %s", want, logs)
		}
	}
	if strings.Contains(logs, "secret") {
		t.Errorf("the query is in %s", logs)
	}
}

func TestProbesAreLoggedOnlyForDebugging(t *testing.T) {
	probe := httptest.NewRequest(http.MethodGet, "/health", http.NoBody)
	if _, logs := observe(t, slog.LevelInfo, probe); logs != "" {
		t.Errorf("logged %s", logs)
	}
	if _, logs := observe(t, slog.LevelDebug, probe); !strings.Contains(logs, "/health") {
		t.Errorf("logged %q", logs)
	}
}

func TestTheCircuitBreakerIsAMetric(t *testing.T) {
	m := NewMetrics()
	m.WatchCircuitBreaker("upstream", func() float64 { return 2 })
	scraped := httptest.NewRecorder()
	m.Handler().ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	if want := `circuit_breaker_state{name="upstream"} 2`; !strings.Contains(scraped.Body.String(), want) {
		t.Errorf("no %s in\n%s", want, scraped.Body)
	}
}
