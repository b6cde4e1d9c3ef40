import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  DeliveryService,
  GitRunner,
} from '@fairway/backstage-plugin-delivery-node';
import { KustomizeManifestWriter } from '../KustomizeManifestWriter';
import { draftScript } from '../draftScript';
import { ManifestsMonorepo } from './ManifestsMonorepo';
import { releaseOf } from './ManifestsRepository';

/** A line of a measurement; times are milliseconds. */
export interface Measured {
  what: string;
  count: number;
  p50: number;
  p99: number;
  perSecond?: number;
}

const ALONE = 20;
const AT_ONCE = 10;
const EACH = 20;
const signal = new AbortController().signal;

/** The writer alone, and what git itself needs for the same. */
export async function measureWriter(
  repository: ManifestsMonorepo,
): Promise<Measured[]> {
  const writer = KustomizeManifestWriter.create({
    folder: path.join(repository.folder, 'mirrors'),
    remotes: repository.remotes,
  });
  await writer.refresh(repository.services[0], signal);
  const write = (service: DeliveryService) =>
    writer.write({
      service,
      environment: 'production',
      release: newRelease(),
      promotionId: `p-${randomBytes(8).toString('hex')}`,
      message: `Promote ${service.name}`,
      trailers: {},
      author: { name: 'ada', email: 'ada@noreply.invalid' },
      signal,
    });

  const git: number[] = [];
  const single: number[] = [];
  const alone = gitAlone(repository);
  for (const service of repository.services.slice(0, ALONE)) {
    const tip = await alone.catchUp();
    git.push(await timed(() => alone.commitAndPush(tip)));
    await writer.refresh(service, signal);
    single.push(await timed(() => write(service)));
  }
  const together: number[] = [];
  const started = performance.now();
  await Promise.all(
    repository.services.slice(0, AT_ONCE).map(async service => {
      for (let n = 0; n < EACH; n += 1) {
        together.push(await timed(() => write(service)));
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return [
    measured('git alone: make one commit, push it', git),
    measured('writer: one change', single),
    {
      ...measured(`writer: ${AT_ONCE} at once on one branch`, together),
      perSecond: Math.round((together.length / seconds) * 10) / 10,
    },
  ];
}

/** A release that no manifest names yet. */
export function newRelease() {
  return releaseOf('1.0.1', `sha256:${randomBytes(32).toString('hex')}`);
}

export async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

export function measured(what: string, times: number[]): Measured {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))],
    );
  return { what, count: times.length, p50: at(0.5), p99: at(0.99) };
}

/** The least that git can do: one commit by fast-import and one push, from a copy that is up to date. */
function gitAlone(repository: ManifestsMonorepo) {
  const git = GitRunner.create();
  const folder = path.join(repository.folder, 'alone.git');
  const run = (args: string[], input?: string) =>
    git.run(args, { folder, input, deadline: 60_000 });
  return {
    async catchUp(): Promise<string> {
      if (!existsSync(folder)) {
        repository.git(['clone', '--quiet', '--bare', '.', folder]);
      }
      await run(['fetch', '--quiet', repository.bare, 'main']);
      return repository.git(['rev-parse', 'main']);
    },
    async commitAndPush(tip: string): Promise<void> {
      const draft = {
        file: 'README.md',
        text: `${Math.random()}\n`,
        message: 'Touch',
        author: { name: 'ada', email: 'ada@noreply.invalid' },
      };
      const made = await run(
        ['fast-import', '--quiet', '--force', '--done'],
        draftScript(tip, [draft], new Date()),
      );
      await run([
        'push',
        '--quiet',
        repository.bare,
        `${made.trim()}:refs/heads/main`,
      ]);
    },
  };
}
