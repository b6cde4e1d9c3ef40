// Starts the portal's processes, waits until they answer, and stops them together.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { root } from './bootstrap.mjs';

/** Rejects with a sentence for people if one of the ports is taken. */
export async function requireFreePorts(ports) {
  for (const { port, use, variable } of ports) {
    for (const host of ['127.0.0.1', '::1']) {
      await new Promise((resolve, reject) => {
        const probe = createServer();
        probe.once('error', error => {
          if (error.code === 'EADDRINUSE') {
            reject(
              new Error(
                `Port ${port} (${use}) is taken by another program. Stop that program, or choose another port: ${variable}=${
                  port + 1000
                } npm start`,
              ),
            );
          } else {
            resolve();
          }
        });
        probe.listen(port, host, () => probe.close(() => resolve()));
      });
    }
  }
}

/** A group of child processes that ends as a whole. */
export class ProcessGroup {
  #children = new Map();
  #stopping = false;
  #logs;

  constructor({ logs }) {
    this.#logs = logs;
    mkdirSync(logs, { recursive: true });
  }

  /** Starts a process; `onExit` hears of an end that nobody asked for. */
  start(name, command, args, { env, cwd = root, onExit } = {}) {
    const log = path.join(this.#logs, `${name}.log`);
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that grandchildren end with it.
      detached: process.platform !== 'win32',
    });
    const output = createWriteStream(log, { flags: 'w' });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.once('exit', (code, signal) => {
      output.end();
      this.#children.delete(name);
      if (!this.#stopping && onExit) {
        onExit({ name, code, signal, log });
      }
    });
    this.#children.set(name, child);
    return child;
  }

  /** Kills one process at once, as a crash would. */
  async kill(name) {
    const child = this.#children.get(name);
    if (child) {
      const ended = once(child, 'exit');
      signalGroup(child, 'SIGKILL');
      await ended;
    }
  }

  async stop() {
    this.#stopping = true;
    const children = [...this.#children.values()];
    const ended = children.map(child => once(child, 'exit'));
    for (const child of children) {
      signalGroup(child, 'SIGTERM');
    }
    const force = setTimeout(() => {
      for (const child of children) {
        signalGroup(child, 'SIGKILL');
      }
    }, 8_000);
    await Promise.all(ended);
    clearTimeout(force);
  }
}

function signalGroup(child, signal) {
  try {
    if (process.platform === 'win32') {
      child.kill(signal);
    } else {
      process.kill(-child.pid, signal);
    }
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Resolves once the URL answers with success; rejects when the signal aborts. */
export async function answers(url, { signal }) {
  for (;;) {
    if (signal.aborted) {
      throw signal.reason;
    }
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(3_000)]),
      });
      if (response.ok) {
        return;
      }
    } catch {
      // Not up yet.
    }
    await new Promise(resolve => setTimeout(resolve, 300));
  }
}
