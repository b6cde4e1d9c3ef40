import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Files } from '../Files';

/** What test runners and package managers set for themselves, and what no developer has in a terminal. */
const FOREIGN_VARIABLE = /^(NODE_ENV|NODE_OPTIONS|JEST_.+|npm_(?!config_).+)$/;

/** A rendered repository in a temporary folder, where its own tools can run. */
export class Checkout {
  readonly #folder: string;

  /** Writes one of the repositories that were rendered: `service` or `manifests`. */
  static async create(files: Files, repository: string): Promise<Checkout> {
    const checkout = new Checkout(
      await mkdtemp(path.join(tmpdir(), 'fairway-checkout-')),
    );
    for (const [file, content] of files) {
      if (file.startsWith(`${repository}/`)) {
        await checkout.write(file.slice(repository.length + 1), content);
      }
    }
    return checkout;
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  async write(file: string, content: string): Promise<void> {
    const target = path.join(this.#folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }

  async read(file: string): Promise<string> {
    return readFile(path.join(this.#folder, file), 'utf8');
  }

  async delete(file: string): Promise<void> {
    await rm(path.join(this.#folder, file));
  }

  /** Runs a program of the repository; throws with all that it said unless it succeeds. */
  async run(
    command: string,
    variables: Record<string, string> = {},
  ): Promise<string> {
    const [program, ...args] = command.split(' ');
    const child = spawn(program, args, {
      cwd: this.#folder,
      env: { ...environment(), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', chunk => chunks.push(chunk));
    }
    const [code, signal] = await once(child, 'close');
    const output = chunks.join('');
    if (code !== 0) {
      throw new Error(`'${command}' ended with ${code ?? signal}:\n${output}`);
    }
    return output;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !FOREIGN_VARIABLE.test(name),
    ),
  );
}
