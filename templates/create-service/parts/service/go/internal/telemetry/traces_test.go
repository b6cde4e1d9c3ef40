package telemetry

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
)

func TestTracesOfRequestsReachTheCollector(t *testing.T) {
	received := make(chan string, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		received <- r.URL.Path + string(body)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	var logs bytes.Buffer
	logger := NewLogger(&logs, slog.LevelInfo, false)

	stop, err := StartTracing(t.Context(), "parcels", "test", logger)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /notes/{id}", func(http.ResponseWriter, *http.Request) {})
	request := httptest.NewRequest(http.MethodGet, "/notes/7", http.NoBody)
	request.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	Observe(mux, logger, NewMetrics()).ServeHTTP(httptest.NewRecorder(), request)
	if err := stop(t.Context()); err != nil {
		t.Fatal(err)
	}

	sent := <-received
	if !strings.HasPrefix(sent, "/v1/traces") {
		t.Errorf("sent to %q", sent)
	}
	for _, want := range []string{"GET /notes/{id}", "parcels", "test"} {
		if !strings.Contains(sent, want) {
			t.Errorf("no %q in what was sent", want)
		}
	}
	if want := `"trace_id":"0af7651916cd43dd8448eb211c80319c"`; !strings.Contains(logs.String(), want) {
		t.Errorf("no %s in %s", want, &logs)
	}

	otel.Handle(errors.New("the collector is gone"))
	if want := "the collector is gone"; !strings.Contains(logs.String(), want) {
		t.Errorf("no %q in %s", want, &logs)
	}
}

func TestAWrongResourceStopsTheStart(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "not a list of attributes")
	if _, err := StartTracing(t.Context(), "parcels", "test", slog.New(slog.DiscardHandler)); err == nil {
		t.Error("it did not fail")
	}
}
