import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../support/service.ts';

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
