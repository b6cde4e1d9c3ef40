import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Release } from '@fairway/backstage-plugin-delivery-common';
import {
  DeliveryService,
  GitRemotes,
} from '@fairway/backstage-plugin-delivery-node';

export const repository = 'https://forge.example/acme/checkout-api-manifests';
export const image = 'ghcr.io/acme/checkout-api';

/** A digest for tests, told apart by one hex digit. */
export function digestOf(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

/** A service whose manifests lie in the test's repository. */
export function serviceNamed(name = 'checkout-api'): DeliveryService {
  return {
    ref: `component:default/${name}`,
    namespace: 'default',
    name,
    pipeline: 'standard',
    annotations: {
      'fairway.dev/pipeline': 'standard',
      'fairway.dev/manifests': repository,
      'fairway.dev/image': image,
    },
  };
}

/** A release for tests. */
export function releaseOf(version: string, digest: string): Release {
  return {
    id: `release-${version}`,
    serviceRef: 'component:default/checkout-api',
    sequence: Number(version.split('.').at(-1)),
    version,
    commit: 'c'.repeat(40),
    image,
    digest,
    createdAt: '2026-11-20T08:00:00.000Z',
    evidence: [],
  };
}

/** A real bare repository with three overlays, as the wizard creates it. */
export class ManifestsRepository {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'fairway-manifests-'));
  readonly bare = path.join(this.folder, 'origin.git');
  readonly mirrors = path.join(this.folder, 'mirrors');

  readonly remotes: GitRemotes = {
    find: async () => ({ url: this.bare, environment: {} }),
    commitUrl: (home, commit) => `${home}/commit/${commit}`,
  };

  constructor() {
    git(this.folder, 'init', '--quiet', '--bare', '-b', 'main', this.bare);
    const work = path.join(this.folder, 'work');
    git(this.folder, 'clone', '--quiet', this.bare, work);
    const base = path.join(work, 'manifests/base');
    mkdirSync(base, { recursive: true });
    writeFileSync(path.join(base, 'kustomization.yaml'), 'resources: []\n');
    for (const environment of ['development', 'staging', 'production']) {
      const folder = path.join(work, 'manifests/environments', environment);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, 'kustomization.yaml'),
        `# ${environment} of checkout-api\nkind: Kustomization\nresources:\n  - ../../base\nimages:\n  - name: ${image} # ours\n    digest: ${digestOf(
          'a',
        )} # 1.0.0\n`,
      );
    }
    git(work, 'checkout', '--quiet', '-B', 'main');
    git(work, 'add', '.');
    git(work, 'commit', '--quiet', '-m', 'Create the manifests');
    git(work, 'push', '--quiet', 'origin', 'main');
  }

  /** Somebody else pushes a commit that writes one file. */
  pushFile(file: string, text: string | undefined): string {
    const work = mkdtempSync(path.join(this.folder, 'other-'));
    git(this.folder, 'clone', '--quiet', this.bare, work);
    if (text === undefined) {
      git(work, 'rm', '--quiet', file);
    } else {
      mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
      writeFileSync(path.join(work, file), text);
      git(work, 'add', '.');
    }
    git(work, 'commit', '--quiet', '-m', `Write ${file}`);
    git(work, 'push', '--quiet', 'origin', 'HEAD:main');
    return git(work, 'rev-parse', 'HEAD');
  }

  read(environment: string): string {
    return git(
      this.bare,
      'show',
      `main:manifests/environments/${environment}/kustomization.yaml`,
    );
  }

  git(...args: string[]): string {
    return git(this.bare, ...args);
  }

  /** Commits of main that carry the trailer of a promotion. */
  commitsOf(promotionId: string): string[] {
    return git(
      this.bare,
      'log',
      '--format=%H',
      `--grep=^Fairway-Promotion: ${promotionId}$`,
      'main',
    )
      .split('\n')
      .filter(Boolean);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}
