// The ports of the portal and of its sandbox, with the environment variables that move them.
const number = (variable, fallback) => {
  const value = process.env[variable];
  if (value === undefined || value === '') {
    return fallback;
  }
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_530) {
    throw new Error(`${variable} must be a port number, not '${value}'`);
  }
  return port;
};

/** Reads the ports from the environment. */
export function readPorts() {
  const sandbox = number('SANDBOX_PORT', 7300);
  return {
    portal: number('PORT', 3000),
    backend: number('BACKEND_PORT', 7007),
    sandbox,
    forge: sandbox,
    cluster: sandbox + 1,
    metrics: sandbox + 2,
    control: sandbox + 3,
  };
}

/** The variables that the configuration files read. */
export function portalEnvironment({ ports, data }) {
  return {
    FAIRWAY_DATA: data,
    PORT: String(ports.portal),
    BACKEND_PORT: String(ports.backend),
    SANDBOX_FORGE_PORT: String(ports.forge),
    SANDBOX_CLUSTER_PORT: String(ports.cluster),
    SANDBOX_METRICS_PORT: String(ports.metrics),
  };
}

/** Command line of the sandbox process. */
export function sandboxCommand({ root, ports, data, speed, reset = false }) {
  return [
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    `${root}/packages/sandbox/src/main.ts`,
    '--port-base',
    String(ports.sandbox),
    '--data',
    data,
    ...(speed ? ['--speed', String(speed)] : []),
    '--webhook-url',
    `http://localhost:${ports.backend}/api/events/http/github`,
    ...(reset ? ['--reset'] : []),
  ];
}
