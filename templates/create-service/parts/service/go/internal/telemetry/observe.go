package telemetry

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

// Observe traces, counts and logs what a handler answers. The handler must hand the request itself, not a copy, to its
// http.ServeMux: the mux writes the pattern of the route into it.
func Observe(handler http.Handler, logger *slog.Logger, metrics *Metrics) http.Handler {
	observed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		answer := &recorder{ResponseWriter: w, code: http.StatusOK}
		handler.ServeHTTP(answer, r)
		took := time.Since(started)

		path := route(r.Pattern)
		metrics.CountRequest(r.Method, path, answer.code, took)
		level := slog.LevelInfo
		if isProbe(r) {
			level = slog.LevelDebug
		}
		logger.LogAttrs(r.Context(), level, "request answered",
			slog.String("method", r.Method),
			slog.String("path", r.URL.Path),
			slog.String("route", path),
			slog.Int("code", answer.code),
			slog.Float64("seconds", took.Seconds()),
		)
	})
	return otelhttp.NewHandler(observed, "request",
		otelhttp.WithFilter(func(r *http.Request) bool { return !isProbe(r) }))
}

// route is the path of a pattern such as GET /notes/{id}.
func route(pattern string) string {
	_, path, found := strings.Cut(pattern, " ")
	if !found {
		return "unknown"
	}
	return strings.TrimSuffix(path, "{$}")
}

// isProbe tells the requests of the platform, of which there are many, from those of clients.
func isProbe(r *http.Request) bool {
	return r.URL.Path == "/metrics" || r.URL.Path == "/health" || strings.HasPrefix(r.URL.Path, "/health/")
}

type recorder struct {
	http.ResponseWriter
	code    int
	written bool
}

func (r *recorder) WriteHeader(code int) {
	if !r.written && code >= http.StatusOK {
		r.code, r.written = code, true
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(data []byte) (int, error) {
	r.written = true
	return r.ResponseWriter.Write(data)
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter {
	return r.ResponseWriter
}
