package api

import (
	"context"
	"net/http"
	"time"
)

const (
	probeTimeout = 2 * time.Second

	checkOK            = "ok"
	checkUnavailable   = "unavailable"
	checkNotConfigured = "not configured"
)

type readiness struct {
	Status string `json:"status"`
	Checks struct {
		Database string `json:"database"`
		Upstream string `json:"upstream"`
	} `json:"checks"`
}

// health asks nothing else: a restart does not heal a database.
func (a *API) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
}

func (a *API) ready(w http.ResponseWriter, r *http.Request) {
	var answer readiness
	answer.Checks.Database = a.checkDatabase(r.Context())
	answer.Checks.Upstream = a.checkUpstream()

	if answer.Checks.Database == checkUnavailable || (a.StrictBreaker && answer.Checks.Upstream == checkUnavailable) {
		answer.Status = "not ready"
		writeJSON(w, http.StatusServiceUnavailable, answer)
		return
	}
	answer.Status = "ready"
	writeJSON(w, http.StatusOK, answer)
}

func (a *API) checkDatabase(ctx context.Context) string {
	if a.Database == nil {
		return checkNotConfigured
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if err := a.Database.Check(ctx); err != nil {
		a.Logger.WarnContext(ctx, "the database does not answer", "error", err.Error())
		return checkUnavailable
	}
	return checkOK
}

// checkUpstream looks only at the circuit breaker: a probe must not add load to a system that is ailing.
func (a *API) checkUpstream() string {
	switch {
	case a.Upstream == nil:
		return checkNotConfigured
	case a.Upstream.State() == "open":
		return checkUnavailable
	default:
		return checkOK
	}
}
