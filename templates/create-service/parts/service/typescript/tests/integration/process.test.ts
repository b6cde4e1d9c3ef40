import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../support/service.ts';

function start(
  environment: NodeJS.ProcessEnv,
): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
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
    const upstream = await startServer(async (_request, response) => {
      asked.resolve();
      await sleep(300);
      response.end();
    });
    const child = start({ UPSTREAM_URL: upstream, TRACING_ENABLED: tracing, OTEL_EXPORTER_OTLP_ENDPOINT: collector });
    const address = await addressOf(child);

    const answer = fetch(`${address}/status/upstream`);
    await asked.promise;
    child.kill('SIGTERM');
    expect((await answer).status).toBe(200);
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(fetch(address)).rejects.toThrow();
  },
);

/** The address that the log tells once the service listens. */
async function addressOf(child: { stdout: NodeJS.ReadableStream }): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    const port = /Server listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
    if (port) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`The service did not start: ${output}`);
}
