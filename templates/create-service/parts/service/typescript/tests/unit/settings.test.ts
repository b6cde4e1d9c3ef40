import { expect, test } from 'vitest';
import { readSettings, SettingsError } from '../../src/settings.ts';

test('a laptop needs no settings', () => {
  expect(readSettings({})).toEqual({
    environment: 'development',
    debug: false,
    logLevel: 'info',
    rateLimiting: false,
    metricsEnabled: true,
    tracingEnabled: false,
    circuitBreakerStrict: false,
    databaseUrl: undefined,
    upstreamUrl: undefined,
    port: 8080,
  });
});

test('reads every variable', () => {
  expect(
    readSettings({
      ENVIRONMENT: 'production',
      DEBUG: 'true',
      LOG_LEVEL: 'WARNING',
      RATE_LIMITING: 'true',
      METRICS_ENABLED: 'false',
      TRACING_ENABLED: 'true',
      CIRCUIT_BREAKER_STRICT: 'true',
      DATABASE_URL: 'postgresql://database/notes',
      UPSTREAM_URL: 'https://upstream.example',
      PORT: '9090',
    }),
  ).toEqual({
    environment: 'production',
    debug: true,
    logLevel: 'warn',
    rateLimiting: true,
    metricsEnabled: false,
    tracingEnabled: true,
    circuitBreakerStrict: true,
    databaseUrl: 'postgresql://database/notes',
    upstreamUrl: 'https://upstream.example',
    port: 9090,
  });
});

test('an empty variable counts as not set', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: '' })).toEqual(readSettings({}));
});

test.each([
  ['ENVIRONMENT', 'Production!'],
  ['DEBUG', 'yes'],
  ['LOG_LEVEL', 'LOUD'],
  ['RATE_LIMITING', '1'],
  ['METRICS_ENABLED', 'TRUE'],
  ['TRACING_ENABLED', 'on'],
  ['CIRCUIT_BREAKER_STRICT', 'off'],
  ['DATABASE_URL', 'mysql://service:secret@database/notes'],
  ['UPSTREAM_URL', 'upstream.example'],
  ['PORT', '65536'],
  ['PORT', '8e3'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
])('names %s when it is %s, but not its value', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(SettingsError);
  expect(() => readSettings({ [name]: value })).toThrow(`${name} must be `);
  expect(() => readSettings({ [name]: value })).not.toThrow(value);
});

test('names all that is wrong at once', () => {
  expect(() => readSettings({ DEBUG: 'yes', PORT: 'http' })).toThrow(
    'The service cannot start:\n  DEBUG must be true or false\n  PORT must be a port from 0 to 65535',
  );
});
