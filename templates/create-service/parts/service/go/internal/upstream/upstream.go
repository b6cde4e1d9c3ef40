// Package upstream calls the system that this service depends on, and leaves it alone for a while when it keeps
// failing.
package upstream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/sony/gobreaker/v2"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

const (
	failuresToOpen = 5
	timeout        = 3 * time.Second
	// OpenFor is how long the upstream is left alone before one call tries again.
	OpenFor = 30 * time.Second
)

// ErrOpen says that the call was not tried because the ones before it have failed.
var ErrOpen = errors.New("the circuit breaker of the upstream is open")

// Upstream is a client with a circuit breaker.
type Upstream struct {
	url     string
	client  *http.Client
	breaker *gobreaker.CircuitBreaker[struct{}]
}

// New makes a client of the system at this URL.
func New(url string, logger *slog.Logger) *Upstream {
	return &Upstream{
		url:    url,
		client: &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport), Timeout: timeout},
		breaker: gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
			Name:        "upstream",
			Timeout:     OpenFor,
			ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= failuresToOpen },
			// A caller that hangs up says nothing about the upstream.
			IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
			OnStateChange: func(name string, from, to gobreaker.State) {
				logger.Warn("circuit breaker changed", "name", name, "from", from.String(), "to", to.String())
			},
		}),
	}
}

// Check asks the upstream once. It fails with ErrOpen without asking while the circuit breaker is open.
func (u *Upstream) Check(ctx context.Context) error {
	_, err := u.breaker.Execute(func() (struct{}, error) { return struct{}{}, u.get(ctx) })
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return ErrOpen
	}
	return err
}

// State of the circuit breaker: closed, half-open or open.
func (u *Upstream) State() string {
	return u.breaker.State().String()
}

// StateNumber is the state as metrics show it: 0 closed, 1 half-open, 2 open.
func (u *Upstream) StateNumber() float64 {
	return float64(u.breaker.State())
}

func (u *Upstream) get(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.url, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask the upstream: %w", err)
	}
	response, err := u.client.Do(request)
	if err != nil {
		return fmt.Errorf("ask the upstream: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	// What was read to its end leaves a connection that the next call can use.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode >= http.StatusInternalServerError {
		return fmt.Errorf("the upstream answered %d", response.StatusCode)
	}
	return nil
}
