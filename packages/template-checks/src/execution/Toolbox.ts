import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../processes/findProgram';
import { Tool, ToolName, TOOLS } from './Tool';

const run = promisify(execFile);
const INSTALL_TIMEOUT = 15 * 60_000;

/** Finds the tools on this machine, and installs those that are missing and can be had. */
export class Toolbox {
  readonly #folder: string;
  readonly #go: string | undefined;
  readonly #reasons = new Map<ToolName, Promise<string | undefined>>();

  /** Installed tools stay in `folder`, where the next run finds them; `go` is the version of Go for the service. */
  static create(options: { folder: string; go?: string }): Toolbox {
    return new Toolbox(options.folder, options.go);
  }

  private constructor(folder: string, go: string | undefined) {
    this.#folder = folder;
    this.#go = go;
  }

  /** What commands need in their environment to find the tools, in their right versions. */
  get variables(): Record<string, string> {
    const folders = Object.values<Tool>(TOOLS).map(({ name, isOwnBuild }) => ({
      folder: this.#binariesOf(name),
      isFirst: isOwnBuild === true,
    }));
    return {
      PATH: [
        ...folders.filter(({ isFirst }) => isFirst).map(({ folder }) => folder),
        process.env.PATH ?? '',
        ...folders
          .filter(({ isFirst }) => !isFirst)
          .map(({ folder }) => folder),
      ].join(path.delimiter),
      GOTOOLCHAIN: this.#go ?? 'local',
    };
  }

  /** Why a tool cannot be used, or undefined if it can. */
  findObstacle(name: ToolName): Promise<string | undefined> {
    const known = this.#reasons.get(name) ?? this.#provide(TOOLS[name]);
    this.#reasons.set(name, known);
    return known;
  }

  async #provide(tool: Tool): Promise<string | undefined> {
    if (tool.isOwnBuild && this.#go === undefined) {
      return `${tool.name} wants the Go of the service, which is not here and cannot be fetched`;
    }
    if (
      findProgram(tool.name, this.#binariesOf(tool.name)) ??
      (await this.#findElsewhere(tool))
    ) {
      return undefined;
    }
    let reason = '';
    try {
      await this.#install(tool);
    } catch (error) {
      reason = `, and cannot be: ${lastLine(error)}`;
    }
    return findProgram(tool.name, this.variables.PATH)
      ? undefined
      : `${tool.name} is not installed${reason}`;
  }

  async #findElsewhere(tool: Tool): Promise<string | undefined> {
    const program = findProgram(tool.name);
    if (!program || !tool.isOwnBuild) {
      return program;
    }
    const { stdout } = await run(program, ['version']);
    return stdout.includes(`built with ${this.#go} `) ? program : undefined;
  }

  async #install({ name, pypi, go }: Tool): Promise<void> {
    const binaries = this.#binariesOf(name);
    await mkdir(binaries, { recursive: true });
    const options = { cwd: binaries, timeout: INSTALL_TIMEOUT };
    if (pypi) {
      await run('python3', ['-m', 'venv', path.dirname(binaries)], options);
      const pip = ['-m', 'pip', 'install', '--quiet', '--retries=1', pypi];
      await run(path.join(binaries, 'python3'), pip, options);
    } else if (go) {
      await run('go', ['install', go], {
        ...options,
        env: { ...process.env, ...this.variables, GOBIN: binaries },
      });
    }
  }

  #binariesOf(name: string): string {
    return path.join(this.#folder, name, 'bin');
  }
}

function lastLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n').at(-1) ?? '';
}
