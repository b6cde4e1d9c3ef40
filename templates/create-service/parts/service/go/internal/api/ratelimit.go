package api

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	requestsPerSecond = 50
	burst             = 100
	maxClients        = 10_000
)

// limiter has a token bucket for every client. Each instance of the service counts for itself.
type limiter struct {
	mu sync.Mutex
	// Buckets in use move from old to recent. When recent is full it becomes old, and the old ones, long full of
	// tokens again, are forgotten.
	recent, old map[string]*rate.Limiter
}

func newLimiter() *limiter {
	return &limiter{recent: map[string]*rate.Limiter{}}
}

// take returns how long the client has to wait, or 0 if it may go on.
func (l *limiter) take(client string) time.Duration {
	reservation := l.bucket(client).Reserve()
	wait := reservation.Delay()
	if wait > 0 {
		reservation.Cancel()
	}
	return wait
}

func (l *limiter) bucket(client string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bucket, known := l.recent[client]; known {
		return bucket
	}
	bucket, known := l.old[client]
	if !known {
		bucket = rate.NewLimiter(requestsPerSecond, burst)
	}
	if len(l.recent) >= maxClients {
		l.recent, l.old = map[string]*rate.Limiter{}, l.recent
	}
	l.recent[client] = bucket
	return bucket
}

// client is the address that the gateway saw and appended to X-Forwarded-For; what stands before it is the client's
// own claim. Without a gateway, it is the address of the connection.
func client(r *http.Request) string {
	if forwarded := r.Header.Values("X-Forwarded-For"); len(forwarded) > 0 {
		addresses := strings.Split(forwarded[len(forwarded)-1], ",")
		return strings.TrimSpace(addresses[len(addresses)-1])
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
