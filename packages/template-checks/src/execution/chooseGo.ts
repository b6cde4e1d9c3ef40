import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The version of Go that a module wants, as a value of GOTOOLCHAIN: this machine's own if it is new enough, or the one that
 * `go.mod` names. Undefined if there is none, and it cannot be fetched.
 */
export async function chooseGo(goMod: string): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fairway-go-'));
  try {
    await writeFile(path.join(folder, 'go.mod'), goMod);
    const { stdout } = await run('go', ['env', 'GOVERSION'], {
      cwd: folder,
      env: { ...process.env, GOTOOLCHAIN: 'auto' },
    });
    return stdout.trim();
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}
