import { spawn } from 'node:child_process';
import { setTimeout as startTimer } from 'node:timers';

/**
 * What one git process is asked to do.
 *
 * @public
 */
export interface GitCall {
  folder: string;
  input?: string | Buffer;
  /** Additional environment; secrets go here and never into arguments. */
  environment?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds after which the process is ended. */
  deadline?: number;
}

/**
 * How a git process ended. `detail` is for people and is never parsed.
 *
 * @public
 */
export interface GitResult {
  code: number;
  output: string;
  detail: string;
}

const DEADLINE = 15_000;
const MAX_OUTPUT = 8 * 1024 * 1024;

/**
 * Runs git: at most eight processes at once, each with a deadline, none with the machine's own configuration.
 *
 * @public
 */
export class GitRunner {
  readonly #limit: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  static create(options?: { limit?: number }): GitRunner {
    return new GitRunner(options?.limit ?? 8);
  }

  private constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs git and returns its output; a code other than zero is an error. */
  async run(args: string[], call: GitCall): Promise<string> {
    const result = await this.try(args, call);
    if (result.code !== 0) {
      throw new Error(
        `git ${args[0]} ended with code ${result.code}: ${result.detail}`,
      );
    }
    return result.output;
  }

  /** Runs git and leaves the judgement of its exit code to the caller. */
  async try(args: string[], call: GitCall): Promise<GitResult> {
    call.signal?.throwIfAborted();
    await this.#enter();
    try {
      call.signal?.throwIfAborted();
      return await execute(args, call);
    } finally {
      this.#leave();
    }
  }

  async #enter() {
    if (this.#running < this.#limit) {
      this.#running += 1;
      return;
    }
    await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  #leave() {
    const next = this.#waiting.shift();
    if (next) {
      next();
      return;
    }
    this.#running -= 1;
  }
}

function execute(args: string[], call: GitCall): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: call.folder,
      env: { ...baseEnvironment(), ...call.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const detail: Buffer[] = [];
    let size = 0;
    let broken: Error | undefined;

    const end = (error: Error) => {
      broken ??= error;
      child.kill('SIGKILL');
    };
    const deadline = call.deadline ?? DEADLINE;
    const timer = startTimer(
      () =>
        end(new Error(`git ${args[0]} took longer than ${deadline / 1000} s`)),
      deadline,
    );
    const onAbort = () => end(new Error(`git ${args[0]} was stopped`));
    call.signal?.addEventListener('abort', onAbort, { once: true });

    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) {
        end(new Error(`git ${args[0]} printed more than ${MAX_OUTPUT} bytes`));
        return;
      }
      chunks.push(chunk);
    };
    child.stdout.on('data', collect(output));
    child.stderr.on('data', collect(detail));
    child.on('error', error => {
      broken ??= new Error(
        `git could not be started: ${error.message}. Install git on the machine that runs the backend`,
      );
    });
    child.on('close', (code, killedBy) => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', onAbort);
      if (broken) {
        reject(broken);
        return;
      }
      if (code === null) {
        reject(new Error(`git ${args[0]} was killed by ${killedBy}`));
        return;
      }
      resolve({
        code,
        output: Buffer.concat(output).toString('utf8'),
        detail: Buffer.concat(detail).toString('utf8').trim().slice(0, 500),
      });
    });
    // A process that ends early closes its input; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(call.input ?? '');
  });
}

function baseEnvironment(): Record<string, string> {
  const inherited: Record<string, string> = {};
  // What a network needs may come from the machine; what changes git's behaviour may not.
  const kept = [
    'PATH',
    'HOME',
    'TMPDIR',
    'http_proxy',
    'https_proxy',
    'HTTPS_PROXY',
    'no_proxy',
    'NO_PROXY',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'GIT_SSL_CAINFO',
  ];
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) {
      inherited[name] = value;
    }
  }
  return {
    ...inherited,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ASKPASS: 'true',
    GIT_OPTIONAL_LOCKS: '0',
  };
}
