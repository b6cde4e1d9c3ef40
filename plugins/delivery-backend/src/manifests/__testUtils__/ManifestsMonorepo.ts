import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DeliveryService,
  GitRemotes,
} from '@fairway/backstage-plugin-delivery-node';
import { digestOf, image, repository } from './ManifestsRepository';

/** One large repository with the manifests of many services, four files each. */
export class ManifestsMonorepo {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'fairway-monorepo-'));
  readonly bare = path.join(this.folder, 'origin.git');
  readonly remotes: GitRemotes = {
    find: async () => ({ url: this.bare, environment: {} }),
    commitUrl: () => undefined,
  };
  readonly services: DeliveryService[];

  constructor(services: number) {
    this.services = Array.from({ length: services }, (_, index) =>
      serviceOf(`service-${index}`),
    );
    mkdirSync(this.bare);
    this.git(['init', '--quiet', '--bare', '-b', 'main', '.']);
    const files = this.services.flatMap(filesOf);
    this.git(
      ['fast-import', '--quiet', '--done'],
      [
        'commit refs/heads/main',
        'committer Ada <ada@example.com> 1760000000 +0000',
        'data 6\nCreate',
        ...files.map(
          ([file, text]) =>
            `M 100644 inline ${file}\ndata ${text.length}\n${text}`,
        ),
        'done\n',
      ].join('\n'),
    );
  }

  git(args: string[], input?: string): string {
    return execFileSync('git', args, {
      cwd: this.bare,
      encoding: 'utf8',
      input,
      maxBuffer: 64 * 1024 * 1024,
    }).trim();
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function serviceOf(name: string): DeliveryService {
  return {
    ref: `component:default/${name}`,
    namespace: 'default',
    name,
    pipeline: 'standard',
    annotations: {
      'fairway.dev/pipeline': 'standard',
      'fairway.dev/manifests': repository,
      'fairway.dev/manifests-path': `services/${name}/manifests/environments`,
      'fairway.dev/image': image,
    },
  };
}

function filesOf(service: DeliveryService): [string, string][] {
  const home = `services/${service.name}/manifests`;
  return [
    [`${home}/base/kustomization.yaml`, 'resources: []\n'],
    ...['development', 'staging', 'production'].map(
      (environment): [string, string] => [
        `${home}/environments/${environment}/kustomization.yaml`,
        `kind: Kustomization\nresources:\n  - ../../base\nimages:\n  - name: ${image}\n    digest: ${digestOf(
          'a',
        )} # 1.0.0\n`,
      ],
    ),
  ];
}
