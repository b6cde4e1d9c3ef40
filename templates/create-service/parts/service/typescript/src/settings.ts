/** What differs from stage to stage. */
export interface Settings {
  readonly environment: string;
  readonly debug: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly rateLimiting: boolean;
  readonly metricsEnabled: boolean;
  readonly tracingEnabled: boolean;
  readonly circuitBreakerStrict: boolean;
  readonly databaseUrl: string | undefined;
  readonly upstreamUrl: string | undefined;
  readonly port: number;
}

/** Names every variable that has a wrong value. */
export class SettingsError extends Error {
  override name = 'SettingsError';

  constructor(problems: readonly string[]) {
    super(`The service cannot start:\n${problems.map((each) => `  ${each}`).join('\n')}`);
  }
}

const LOG_LEVELS: ReadonlyMap<string, Settings['logLevel']> = new Map([
  ['DEBUG', 'debug'],
  ['INFO', 'info'],
  ['WARNING', 'warn'],
  ['ERROR', 'error'],
]);

/** Reads the settings; the defaults are those of a laptop, and an empty variable counts as not set. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const problems: string[] = [];

  function read<T>(name: string, byDefault: T, expected: string, parse: (text: string) => T | undefined): T {
    const text = environment[name];
    if (text === undefined || text === '') return byDefault;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push(`${name} must be ${expected}`);
    return byDefault;
  }

  const flag = (name: string, byDefault: boolean) =>
    read(name, byDefault, 'true or false', (text) => (text === 'true' ? true : text === 'false' ? false : undefined));

  const url = (name: string, ...protocols: string[]) =>
    read<string | undefined>(name, undefined, `a URL that starts with ${protocols.join('// or ')}//`, (text) =>
      protocols.includes(URL.parse(text)?.protocol ?? '') ? text : undefined,
    );

  const settings: Settings = {
    environment: read('ENVIRONMENT', 'development', 'lower-case letters, digits and dashes', (text) =>
      /^[a-z][a-z0-9-]*$/.test(text) ? text : undefined,
    ),
    debug: flag('DEBUG', false),
    logLevel: read('LOG_LEVEL', 'info', `one of ${[...LOG_LEVELS.keys()].join(', ')}`, (text) => LOG_LEVELS.get(text)),
    rateLimiting: flag('RATE_LIMITING', false),
    metricsEnabled: flag('METRICS_ENABLED', true),
    tracingEnabled: flag('TRACING_ENABLED', false),
    circuitBreakerStrict: flag('CIRCUIT_BREAKER_STRICT', false),
    databaseUrl: url('DATABASE_URL', 'postgresql:', 'postgres:'),
    upstreamUrl: url('UPSTREAM_URL', 'http:', 'https:'),
    port: read('PORT', 8080, 'a port from 0 to 65535', (text) => {
      const port = Number(text);
      return /^\d+$/.test(text) && port <= 65_535 ? port : undefined;
    }),
  };
  // OpenTelemetry reads this one itself; a typing error should still stop the start.
  url('OTEL_EXPORTER_OTLP_ENDPOINT', 'http:', 'https:');

  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}
