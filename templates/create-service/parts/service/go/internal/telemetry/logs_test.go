package telemetry

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"go.opentelemetry.io/otel/trace"
)

func TestLogsAreJSONWithTheIDsOfTheTrace(t *testing.T) {
	traced := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2},
	}))
	var output bytes.Buffer
	logger := NewLogger(&output, slog.LevelInfo, false).With("a", 1).WithGroup("group")

	logger.DebugContext(traced, "not shown")
	logger.InfoContext(traced, "shown", "b", 2)

	var line struct {
		Message string `json:"msg"`
		A       int    `json:"a"`
		Group   struct {
			B       int    `json:"b"`
			TraceID string `json:"trace_id"`
			SpanID  string `json:"span_id"`
		} `json:"group"`
	}
	if err := json.Unmarshal(output.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, output.Bytes())
	}
	if line.Message != "shown" || line.A != 1 || line.Group.B != 2 ||
		line.Group.TraceID != "01000000000000000000000000000000" || line.Group.SpanID != "0200000000000000" {
		t.Errorf("got %s", output.Bytes())
	}
}
