import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { NO_DATABASE, startServer } from '../support/service.ts';

function start(environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('../../', import.meta.url),
    env: { PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

test('a wrong setting stops the start and is named', async () => {
  const child = start({ PORT: 'http' });
  const [[code], output] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  expect(code).toBe(1);
  expect(output).toContain('PORT must be a port from 0 to 65535');
});

test.each(['false', 'true'])(
  'SIGTERM lets requests finish, then ends the process (TRACING_ENABLED=%s)',
  async (tracing) => {
    const collector = await startServer((_request, response) => response.writeHead(200).end());
    const asked = Promise.withResolvers<void>();
    const stopping = Promise.withResolvers<void>();
    const upstream = await startServer(async (_request, response) => {
      asked.resolve();
      await stopping.promise;
      response.end();
    });
    const child = start({ UPSTREAM_URL: upstream, TRACING_ENABLED: tracing, OTEL_EXPORTER_OTLP_ENDPOINT: collector });
    const log = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const [, address = ''] = await find(log, /Server listening at (http:\/\/127\.0\.0\.1:\d+)/);

    const answer = fetch(`${address}/status/upstream`);
    await asked.promise;
    child.kill('SIGTERM');
    await find(log, /Stopping/);
    stopping.resolve();
    expect((await answer).status).toBe(200);
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(fetch(address)).rejects.toThrow();
  },
);

test.each([
  ['is not there', async () => 'http://127.0.0.1:1'],
  ['does not answer', () => startServer(() => undefined)],
])('a collector of traces that %s does not keep the service from stopping well', async (_, startCollector) => {
  const child = start({ TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: await startCollector() });
  const log = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const [, address = ''] = await find(log, /Server listening at (http:\/\/127\.0\.0\.1:\d+)/);
  await fetch(address);
  child.kill('SIGTERM');
  await find(log, /"level":"warn".*The last traces are lost/);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a service that cannot stop says why, and fails', async () => {
  const pg = import.meta.resolve('pg');
  const stuck = `import pg from '${pg}'; pg.Pool.prototype.end = () => Promise.reject(new Error('It is stuck'));`;
  const child = start({
    DATABASE_URL: NO_DATABASE,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stuck)}`,
  });
  const log = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await find(log, /Server listening/);
  child.kill('SIGTERM');
  await find(log, /"level":"error".*It is stuck.*Could not stop/);
  expect(await once(child, 'exit')).toEqual([1, null]);
});

/** Waits for a line of the log. */
async function find(log: AsyncIterator<string>, pattern: RegExp): Promise<RegExpExecArray> {
  const lines: string[] = [];
  for (let line = await log.next(); !line.done; line = await log.next()) {
    lines.push(line.value);
    const found = pattern.exec(line.value);
    if (found) return found;
  }
  throw new Error(`The log ended without ${pattern}:\n${lines.join('\n')}`);
}
