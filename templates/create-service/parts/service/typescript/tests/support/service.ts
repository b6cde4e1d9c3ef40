import { createServer, get, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readSettings } from '../../src/settings.ts';

/** A database address where nobody listens. */
export const NO_DATABASE = 'postgresql://service:secret@127.0.0.1:1/notes';

/** The service with these variables, until the test ends. */
export async function startService(environment: NodeJS.ProcessEnv = {}) {
  const lines: string[] = [];
  const app = await createApp(readSettings(environment), { write: (line) => lines.push(line) });
  onTestFinished(() => app.close());
  await app.ready();
  return { app, logs: () => lines.map((line): Record<string, unknown> => JSON.parse(line)) };
}

/** Stops the clock of the rate limit, until the test ends. */
export function stopClock(): void {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
}

/** Asks, and hangs up when the service is at work. Unlike `fetch`, it does not connect again at once. */
export async function askAndHangUp(url: string, atWork: Promise<unknown>, headers = {}): Promise<void> {
  const request = get(url, { agent: false, headers });
  request.on('error', () => undefined);
  await atWork;
  request.destroy();
}

/** A server at an address of its own, until the test ends. */
export async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
