package settings

import (
	"log/slog"
	"strings"
	"testing"
)

func variables(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestDefaultsAreThoseOfALaptop(t *testing.T) {
	got, err := Read(variables(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{Environment: "development", LogLevel: slog.LevelInfo, MetricsEnabled: true, Port: 8080}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEveryVariableIsRead(t *testing.T) {
	got, err := Read(variables(map[string]string{
		"ENVIRONMENT":                 "production",
		"DEBUG":                       "true",
		"LOG_LEVEL":                   "WARNING",
		"RATE_LIMITING":               "true",
		"METRICS_ENABLED":             "false",
		"TRACING_ENABLED":             "true",
		"CIRCUIT_BREAKER_STRICT":      "true",
		"DATABASE_URL":                "postgres:///notes?host=/run/postgresql",
		"UPSTREAM_URL":                "http://upstream/health",
		"PORT":                        "9090",
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{
		Environment:          "production",
		Debug:                true,
		LogLevel:             slog.LevelWarn,
		RateLimiting:         true,
		TracingEnabled:       true,
		CircuitBreakerStrict: true,
		DatabaseURL:          "postgres:///notes?host=/run/postgresql",
		UpstreamURL:          "http://upstream/health",
		Port:                 9090,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAWrongValueIsNamed(t *testing.T) {
	for name, value := range map[string]string{
		"ENVIRONMENT":                 "Production!",
		"DEBUG":                       "yes",
		"LOG_LEVEL":                   "info",
		"RATE_LIMITING":               "1",
		"METRICS_ENABLED":             "on",
		"TRACING_ENABLED":             "TRUE",
		"CIRCUIT_BREAKER_STRICT":      "-",
		"DATABASE_URL":                "mysql://user:secret@host/notes",
		"UPSTREAM_URL":                "upstream:8080/secret",
		"PORT":                        "65536",
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(variables(map[string]string{name: value}))
			if err == nil {
				t.Fatal("it was accepted")
			}
			if !strings.HasPrefix(err.Error(), name+" must be ") {
				t.Errorf("%q does not name the variable", err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("%q tells a secret", err)
			}
		})
	}
}

func TestAllWrongValuesAreNamedAtOnce(t *testing.T) {
	_, err := Read(variables(map[string]string{"DEBUG": "maybe", "PORT": "http"}))
	want := "DEBUG must be true or false\nPORT must be a port from 0 to 65535"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}
