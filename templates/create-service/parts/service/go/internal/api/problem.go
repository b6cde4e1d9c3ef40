package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"
)

// statusClientGone is what logs and metrics show of a client that did not wait for its answer: no fault of ours.
const statusClientGone = 499

const retryDatabase = 5 * time.Second

// problem says why a request has failed (RFC 9457).
type problem struct {
	Type   string        `json:"type"`
	Title  string        `json:"title"`
	Status int           `json:"status"`
	Detail string        `json:"detail,omitempty"`
	Errors []invalidPart `json:"errors,omitempty"`
}

// invalidPart is one thing that is wrong with a request: in its body (RFC 6901) or in a parameter.
type invalidPart struct {
	Detail    string `json:"detail"`
	Pointer   string `json:"pointer,omitempty"`
	Parameter string `json:"parameter,omitempty"`
}

func writeProblem(w http.ResponseWriter, p problem) {
	p.Type = "about:blank"
	p.Title = http.StatusText(p.Status)
	w.Header().Set("Content-Type", "application/problem+json")
	writeJSON(w, p.Status, p)
}

// unavailable answers for something that the service needs and that has just failed.
func (a *API) unavailable(w http.ResponseWriter, r *http.Request, p problem, cause error) {
	if errors.Is(r.Context().Err(), context.Canceled) {
		w.WriteHeader(statusClientGone)
		return
	}
	a.Logger.ErrorContext(r.Context(), p.Detail, "error", cause.Error())
	if a.Debug {
		p.Detail += ": " + cause.Error()
	}
	writeProblem(w, p)
}

func setRetryAfter(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
}

// plainErrors turns the plain-text errors of http.ServeMux into problems.
type plainErrors struct{ http.ResponseWriter }

func (w plainErrors) WriteHeader(status int) {
	writeProblem(w.ResponseWriter, problem{Status: status})
}

func (w plainErrors) Write(text []byte) (int, error) {
	return len(text), nil
}
