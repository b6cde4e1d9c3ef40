import { CrashPoint, WorkerKilled } from '../promotions/crashPoint';
import { KustomizeManifestWriter } from './KustomizeManifestWriter';
import {
  ManifestsRepository,
  digestOf,
  releaseOf,
  repository,
  serviceNamed,
} from './__testUtils__/ManifestsRepository';

jest.setTimeout(60_000);

const signal = new AbortController().signal;
const service = serviceNamed();
const release = releaseOf('1.0.1', digestOf('b'));
const author = { name: 'ada', email: 'ada@noreply.invalid' };

describe('KustomizeManifestWriter', () => {
  let manifests: ManifestsRepository;
  beforeEach(() => {
    manifests = new ManifestsRepository();
  });
  afterEach(() => manifests.remove());

  function writerWith(options?: { crashPoint?: CrashPoint; folder?: string }) {
    return KustomizeManifestWriter.create({
      folder: options?.folder ?? manifests.mirrors,
      remotes: manifests.remotes,
      crashPoint: options?.crashPoint,
    });
  }

  function changeNamed(promotionId: string, environment = 'production') {
    return {
      service,
      environment,
      release,
      promotionId,
      message: 'Promote checkout-api 1.0.1 to production',
      trailers: { 'Fairway-Release': release.id },
      author,
      signal,
    };
  }

  it('writes one commit with trailers and author, and keeps comments', async () => {
    const written = await writerWith().write(changeNamed('p-1'));

    expect(manifests.read('production')).toBe(
      `# production of checkout-api\nkind: Kustomization\nresources:\n  - ../../base\nimages:\n  - name: ghcr.io/acme/checkout-api # ours\n    digest: ${digestOf(
        'b',
      )} # 1.0.1`,
    );
    expect(manifests.commitsOf('p-1')).toEqual([written.commit]);
    expect(written.url).toBe(`${repository}/commit/${written.commit}`);
    expect(manifests.git('log', '-1', '--format=%an %s', 'main')).toBe(
      'ada Promote checkout-api 1.0.1 to production',
    );
    expect(manifests.read('staging')).toContain(digestOf('a'));
  });

  it('acts once however often it is asked', async () => {
    const writer = writerWith();
    const first = await writer.write(changeNamed('p-1'));
    manifests.pushFile('README.md', 'later\n');
    const second = await writer.write(changeNamed('p-1'));
    expect(second.commit).toBe(first.commit);
    expect(manifests.commitsOf('p-1')).toEqual([first.commit]);
  });

  it('finds its earlier commit even when somebody changed the digest since', async () => {
    const first = await writerWith().write(changeNamed('p-1'));
    manifests.pushFile(
      'manifests/environments/production/kustomization.yaml',
      manifests.read('production').replace(digestOf('b'), digestOf('d')),
    );
    const again = await writerWith({
      folder: `${manifests.mirrors}-of-another-replica`,
    }).write(changeNamed('p-1'));
    expect(again.commit).toBe(first.commit);
    expect(manifests.read('production')).toContain(digestOf('d'));
  });

  it('does not take a mention of a promotion in a message for its trailer', async () => {
    await writerWith().write({
      ...changeNamed('p-0', 'staging'),
      message: 'Because:\n\nFairway-Promotion: p-1\n\nsays so',
    });
    await writerWith().write(changeNamed('p-1'));
    expect(manifests.read('production')).toContain(digestOf('b'));
  });

  it('shows the change beforehand from the local copy', async () => {
    const writer = writerWith();
    const change = { service, environment: 'production', release };
    expect(await writer.preview(change)).toBeUndefined();
    await writer.refresh(service, signal);
    const preview = await writer.preview(change);
    expect(preview?.baseCommit).toBe(manifests.git('rev-parse', 'main'));
    expect(preview?.files).toHaveLength(1);
    expect(preview?.files[0]).toMatchObject({
      path: 'manifests/environments/production/kustomization.yaml',
      added: 1,
      removed: 1,
    });
    expect(preview?.files[0].patch).toContain(
      `-    digest: ${digestOf('a')} # 1.0.0\n+    digest: ${digestOf(
        'b',
      )} # 1.0.1`,
    );
  });

  it('lands every change of two racing writers exactly once', async () => {
    const writers = ['one', 'two'].map(name =>
      writerWith({ folder: `${manifests.mirrors}-${name}` }),
    );
    await Promise.all(
      writers.flatMap((writer, index) =>
        ['development', 'staging', 'production'].map(environment =>
          writer.write({
            ...changeNamed(`p-${index}-${environment}`, environment),
            release: releaseOf(`1.0.${index + 1}`, digestOf(`${index + 1}`)),
          }),
        ),
      ),
    );
    for (const index of [0, 1]) {
      for (const environment of ['development', 'staging', 'production']) {
        expect(manifests.commitsOf(`p-${index}-${environment}`)).toHaveLength(
          1,
        );
      }
    }
    expect(manifests.git('rev-list', '--count', 'main')).toBe('7');
  });

  it('writes changes that wait together in one push', async () => {
    let pushes = 0;
    const writer = writerWith({
      crashPoint: name => {
        pushes += name === 'before-push' ? 1 : 0;
      },
    });
    const changes = Array.from({ length: 10 }, (_, index) => ({
      ...changeNamed(`p-${index}`),
      release: releaseOf(`1.0.${index}`, digestOf(`${index}`)),
    }));
    await Promise.all(changes.map(change => writer.write(change)));
    expect(pushes).toBeLessThanOrEqual(2);
    for (const change of changes) {
      expect(manifests.commitsOf(change.promotionId)).toHaveLength(1);
    }
  });

  it.each(['before-push', 'after-push'] as const)(
    'leaves exactly one commit after twenty crashes %s',
    async point => {
      for (let round = 0; round < 20; round += 1) {
        const base = manifests.git('rev-parse', 'main');
        const change = {
          ...changeNamed(`p-${round}`),
          release: releaseOf(
            `1.0.${round}`,
            digestOf((round % 16).toString(16)),
          ),
          base,
        };
        const crashing = writerWith({
          crashPoint: name => {
            if (name === point) {
              throw new WorkerKilled(name);
            }
          },
        });
        await expect(crashing.write(change)).rejects.toThrow(WorkerKilled);
        const found = await writerWith().find(change);
        const commits = manifests.commitsOf(change.promotionId);
        expect(found?.commit).toBe(commits[0]);

        const { commit } = await writerWith().write(change);
        expect(manifests.commitsOf(change.promotionId)).toEqual([commit]);
      }
      expect(manifests.git('rev-list', '--count', 'main')).toBe('21');
    },
  );

  it('names repository, path and what is there when the overlay is missing', async () => {
    await expect(
      writerWith().write(changeNamed('p-1', 'qa')),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: `No file manifests/environments/qa/kustomization.yaml in ${repository}; manifests/environments has: development, production, staging. Add the overlay, or correct the annotation fairway.dev/manifests-path of the service`,
    });
  });

  it('fails only the change whose file is broken when several wait', async () => {
    manifests.pushFile(
      'manifests/environments/staging/kustomization.yaml',
      'images: [\n',
    );
    const writer = writerWith();
    const [broken, fine] = await Promise.allSettled([
      writer.write(changeNamed('p-1', 'staging')),
      writer.write(changeNamed('p-2', 'production')),
    ]);
    expect(broken).toMatchObject({
      status: 'rejected',
      reason: { name: 'InputError' },
    });
    expect(fine.status).toBe('fulfilled');
  });

  it('knows the newest commit that can change an environment', async () => {
    const writer = writerWith();
    await writer.refresh(service, signal);
    const first = await writer.current(service, 'production');
    expect(first?.digest).toBe(digestOf('a'));

    await writer.write(changeNamed('p-1', 'development'));
    expect(await writer.current(service, 'production')).toEqual(first);

    const base = manifests.pushFile('manifests/base/rollout.yaml', 'x: 1\n');
    await writer.refresh(service, signal);
    expect((await writer.current(service, 'production'))?.commit).toBe(base);
    expect(await writer.contains(service, base, first!.commit)).toBe(true);
    expect(await writer.contains(service, first!.commit, base)).toBe(false);
    expect(await writer.contains(service, 'e'.repeat(40), base)).toBe(false);
    expect(await writer.contains(service, '--help', base)).toBe(false);
  });

  it('refuses to write when the manifests changed after the approval', async () => {
    const writer = writerWith();
    await writer.refresh(service, signal);
    const seen = await writer.current(service, 'production');
    await writer.write(changeNamed('p-0', 'development'));
    await writer.write({
      ...changeNamed('p-1'),
      unchangedSince: seen?.commit,
    });
    manifests.pushFile('manifests/base/rollout.yaml', 'x: 1\n');
    await expect(
      writer.write({
        ...changeNamed('p-2'),
        release: releaseOf('1.0.9', digestOf('9')),
        unchangedSince: seen?.commit,
      }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('approve again'),
    });
  });

  it('writes into the repository of the service itself, whose code is none of its business', async () => {
    const writer = writerWith();
    await writer.refresh(service, signal);
    const seen = await writer.current(service, 'production');
    const code = manifests.pushFile('src/index.ts', 'export {};\n');
    await writer.refresh(service, signal);
    expect(await writer.current(service, 'production')).toEqual(seen);
    const { commit } = await writer.write({
      ...changeNamed('p-1'),
      unchangedSince: seen?.commit,
    });
    expect(manifests.git('rev-parse', `${commit}^`)).toBe(code);
    expect(manifests.git('diff', '--name-only', code, commit)).toBe(
      'manifests/environments/production/kustomization.yaml',
    );
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('lease lost'));
    await expect(
      writerWith().write({ ...changeNamed('p-1'), signal: stopped }),
    ).rejects.toThrow();
    expect(manifests.commitsOf('p-1')).toEqual([]);
  });

  it('reads the local copy again after a restart', async () => {
    await writerWith().refresh(service, signal);
    const again = await writerWith().current(service, 'staging');
    expect(again?.digest).toBe(digestOf('a'));
  });
});
