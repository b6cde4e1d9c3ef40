import { ServiceUnavailableError } from '@backstage/errors';
import { spawn } from 'node:child_process';

const NEWLINE = 0x0a;

/** Reads files of a commit with one process; what is not a file of that commit is left out. */
export async function readBlobs(options: {
  mirror: string;
  commit: string;
  paths: string[];
  env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  timeout: number;
}): Promise<Map<string, string>> {
  const { mirror, commit, env, timeout } = options;
  // A line break would begin another question.
  const paths = options.paths.filter(path => !path.includes('\n'));
  if (paths.length === 0) {
    return new Map();
  }
  const child = spawn('git', ['-C', mirror, 'cat-file', '--batch'], {
    env,
    timeout,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', chunk => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code =>
      code === 0
        ? resolve()
        : reject(
            new ServiceUnavailableError(
              `failed to read ${commit}: git ended with code ${code}`,
            ),
          ),
    );
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(paths.map(path => `${commit}:${path}\n`).join(''));
  await ended;
  return parseBlobs(paths, Buffer.concat(chunks));
}

/** Each answer is a line, `<object> blob <bytes>`, and the bytes with a line break; or only a line that tells why not. */
function parseBlobs(paths: string[], output: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  for (const path of paths) {
    const end = output.indexOf(NEWLINE, at);
    const line = output.toString('utf8', at, end);
    at = end + 1;
    const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(line);
    if (match) {
      const size = Number(match[2]);
      if (match[1] === 'blob') {
        files.set(path, output.toString('utf8', at, at + size));
      }
      at += size + 1;
    }
  }
  return files;
}
