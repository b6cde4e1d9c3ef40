// Package settings reads what differs from stage to stage.
package settings

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
)

// Settings of the service.
type Settings struct {
	Environment          string
	Debug                bool
	LogLevel             slog.Level
	RateLimiting         bool
	MetricsEnabled       bool
	TracingEnabled       bool
	CircuitBreakerStrict bool
	DatabaseURL          string
	UpstreamURL          string
	Port                 int
}

var (
	environmentName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

	logLevels = map[string]slog.Level{
		"DEBUG":   slog.LevelDebug,
		"INFO":    slog.LevelInfo,
		"WARNING": slog.LevelWarn,
		"ERROR":   slog.LevelError,
	}
)

// Read takes the settings from environment variables. The defaults are those of a laptop, an empty variable counts as
// not set, and the error names every variable that is wrong, but no value: one of them holds a password.
func Read(getenv func(string) string) (Settings, error) {
	r := reader{getenv: getenv}
	settings := Settings{
		Environment:          r.environment("ENVIRONMENT", "development"),
		Debug:                r.flag("DEBUG", false),
		LogLevel:             r.logLevel("LOG_LEVEL", slog.LevelInfo),
		RateLimiting:         r.flag("RATE_LIMITING", false),
		MetricsEnabled:       r.flag("METRICS_ENABLED", true),
		TracingEnabled:       r.flag("TRACING_ENABLED", false),
		CircuitBreakerStrict: r.flag("CIRCUIT_BREAKER_STRICT", false),
		DatabaseURL:          r.url("DATABASE_URL", "postgresql", isPostgreSQL),
		UpstreamURL:          r.url("UPSTREAM_URL", "https", isHTTP),
		Port:                 r.port("PORT", 8080),
	}
	// OpenTelemetry reads this one itself and would only log what is wrong with it.
	r.url("OTEL_EXPORTER_OTLP_ENDPOINT", "https", isHTTP)
	return settings, errors.Join(r.problems...)
}

type reader struct {
	getenv   func(string) string
	problems []error
}

func (r *reader) wrong(name, expected string) {
	r.problems = append(r.problems, fmt.Errorf("%s must be %s", name, expected))
}

func (r *reader) environment(name, byDefault string) string {
	text := r.getenv(name)
	if text == "" {
		return byDefault
	}
	if !environmentName.MatchString(text) {
		r.wrong(name, "a name of lower-case letters, digits and dashes")
	}
	return text
}

func (r *reader) flag(name string, byDefault bool) bool {
	switch r.getenv(name) {
	case "":
		return byDefault
	case "true":
		return true
	case "false":
		return false
	default:
		r.wrong(name, "true or false")
		return byDefault
	}
}

func (r *reader) logLevel(name string, byDefault slog.Level) slog.Level {
	text := r.getenv(name)
	if text == "" {
		return byDefault
	}
	level, known := logLevels[text]
	if !known {
		r.wrong(name, "one of DEBUG, INFO, WARNING, ERROR")
	}
	return level
}

func (r *reader) url(name, scheme string, valid func(*url.URL) bool) string {
	text := r.getenv(name)
	if text == "" {
		return ""
	}
	if parsed, err := url.Parse(text); err != nil || !valid(parsed) {
		r.wrong(name, "a URL such as "+scheme+"://host")
	}
	return text
}

func isPostgreSQL(u *url.URL) bool {
	return u.Scheme == "postgresql" || u.Scheme == "postgres"
}

func isHTTP(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (r *reader) port(name string, byDefault int) int {
	text := r.getenv(name)
	if text == "" {
		return byDefault
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		r.wrong(name, "a port from 0 to 65535")
	}
	return int(port)
}
