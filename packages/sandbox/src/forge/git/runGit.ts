import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

const DEADLINE_MILLISECONDS = 60_000;
const MAXIMUM_OUTPUT_BYTES = 256 * 1024 * 1024;

/** git ended with an error. */
export class GitError extends Error {
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(command: string, exitCode: number | null, stderr: string) {
    super(`git ${command} ended with ${exitCode}: ${stderr.trim()}`);
    this.name = 'GitError';
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** The machine's own git configuration must not change what the forge does. */
export function gitEnvironment(
  extra: Record<string, string> = {},
): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
  );
  return {
    ...inherited,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    ...extra,
  };
}

/** Runs git in a repository and returns what it printed. */
export async function runGit(
  folder: string,
  args: string[],
  options: {
    input?: string | Buffer;
    environment?: Record<string, string>;
  } = {},
): Promise<Buffer> {
  const child = spawn('git', args, {
    cwd: folder,
    env: gitEnvironment(options.environment),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MILLISECONDS);
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAXIMUM_OUTPUT_BYTES) {
      child.kill('SIGKILL');
      return;
    }
    output.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  // git may end before it has read everything; its exit code tells more than the broken pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (exitCode !== 0) {
      throw new GitError(
        args.find(argument => !argument.startsWith('-')) ?? '',
        exitCode,
        Buffer.concat(complaints).toString(),
      );
    }
    return Buffer.concat(output);
  } finally {
    clearTimeout(timer);
  }
}
