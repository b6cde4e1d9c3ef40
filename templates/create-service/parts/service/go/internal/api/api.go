// Package api answers the requests of clients and of the platform.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
)

// Checker says whether something that the service needs answers.
type Checker interface {
	Check(ctx context.Context) error
}

// Upstream is the system that this service asks, behind a circuit breaker.
type Upstream interface {
	Checker
	// State of the circuit breaker: closed, half-open or open.
	State() string
}

// Options are what the API needs to know and to use.
type Options struct {
	Service     string
	Environment string
	// Debug shows the causes of failures to clients.
	Debug        bool
	RateLimiting bool
	// StrictBreaker makes the service not ready while the circuit breaker is open.
	StrictBreaker bool
	// Description is the OpenAPI description.
	Description []byte
	Notes       NoteStore
	// Database and Upstream are nil if there are none, and Metrics if they are not to be seen.
	Database Checker
	Upstream Upstream
	Metrics  http.Handler
	Logger   *slog.Logger
}

// API is the handler of all requests.
type API struct {
	Options
	mux     *http.ServeMux
	routes  map[string]http.HandlerFunc
	limiter *limiter
}

// New makes the API.
func New(options Options) *API {
	a := &API{Options: options, mux: http.NewServeMux(), limiter: newLimiter()}
	a.routes = map[string]http.HandlerFunc{
		"GET /{$}":             a.index,
		"GET /health":          a.health,
		"GET /health/ready":    a.ready,
		"GET /openapi.json":    a.description,
		"GET /status/upstream": a.upstreamStatus,
		"GET /notes":           a.listNotes,
		"POST /notes":          a.addNote,
		"GET /notes/{id}":      a.getNote,
	}
	if a.Metrics != nil {
		a.routes["GET /metrics"] = a.Metrics.ServeHTTP
	}
	for pattern, handler := range a.routes {
		a.mux.HandleFunc(pattern, handler)
	}
	return a
}

// Routes are the patterns of all requests that the API knows.
func (a *API) Routes() []string {
	return slices.Sorted(maps.Keys(a.routes))
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer a.recoverFrom(w, r)
	w.Header().Set("X-Content-Type-Options", "nosniff")

	if a.RateLimiting && !isProbe(r) {
		if wait := a.limiter.take(client(r)); wait > 0 {
			setRetryAfter(w, wait)
			writeProblem(w, problem{Status: http.StatusTooManyRequests, Detail: "Too many requests from this client"})
			return
		}
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		w = plainErrors{w}
	}
	a.mux.ServeHTTP(w, r)
}

func (a *API) index(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"service": a.Service, "environment": a.Environment})
}

func (a *API) description(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(a.Description)
}

func (a *API) recoverFrom(w http.ResponseWriter, r *http.Request) {
	cause := recover()
	if cause == nil {
		return
	}
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(cause)
	}
	a.Logger.ErrorContext(r.Context(), "panic", "cause", cause, "stack", string(debug.Stack()))
	writeProblem(w, problem{Status: http.StatusInternalServerError})
}

// isProbe tells the requests of the platform, which are never refused, from those of clients.
func isProbe(r *http.Request) bool {
	switch r.URL.Path {
	case "/health", "/health/ready", "/metrics":
		return true
	default:
		return false
	}
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	// It fails when the client has gone, and then there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}
