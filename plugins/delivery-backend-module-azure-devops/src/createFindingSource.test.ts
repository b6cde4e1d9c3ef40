import { registerMswTestHooks } from '@backstage/backend-test-utils';
import {
  RecordingSink,
  StaticServiceDirectory,
  sarifOf,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import { setupServer } from 'msw/node';
import { FakeAzure } from './__testUtils__/FakeAzure';
import {
  ANNOTATIONS,
  BUILDS,
  NAME,
  PROJECT,
  REF,
  SHA,
  build,
} from './__testUtils__/fixtures';
import { sourceOptions, start } from './__testUtils__/startSources';
import { createFindingSource } from './createFindingSource';

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('createFindingSource', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let azure: FakeAzure;
  let sink: RecordingSink;
  let started: ReturnType<typeof start> | undefined;

  beforeEach(() => {
    azure = new FakeAzure();
    server.use(...azure.handlers());
    sink = new RecordingSink();
    azure.addRepository(PROJECT, NAME);
  });

  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  function observe() {
    const services = new StaticServiceDirectory({
      name: NAME,
      annotations: ANNOTATIONS,
    });
    started = start(createFindingSource(sourceOptions(0.05)), services, sink);
    return started;
  }

  const rounds = (count: number) =>
    until(() => sink.confirmed.filter(ref => ref === 'all').length >= count);

  it('stores the scans of finished builds of the default branch, oldest first, and reads each once', async () => {
    azure.setBuilds(PROJECT, build(80), build(70));
    await azure.addArtifact(PROJECT, 70, 'sarif-sast', {
      'sast.sarif': sarifOf('Semgrep', 'a', 'b'),
      'notes.txt': 'x',
    });
    await azure.addArtifact(PROJECT, 70, 'logs', {
      'sast.sarif': sarifOf('other', 'x'),
    });
    await azure.addArtifact(PROJECT, 80, 'sarif-sast', {
      'sast.sarif': sarifOf('Semgrep', 'a'),
    });
    observe();
    await rounds(2);
    expect(sink.scans).toEqual([
      expect.objectContaining({ id: '70-1', scope: 'sast' }),
      {
        serviceRef: REF,
        id: '80-1',
        scanner: 'Semgrep',
        scannerVersion: '1.2.3',
        scope: 'sast',
        commit: SHA,
        at: '2026-11-23T09:10:00.1234567Z',
        complete: true,
        results: [expect.objectContaining({ rule: 'a', severity: 'high' })],
      },
    ]);
    expect(azure.count(/^store/)).toBe(2);
    expect(azure.count(/WITH TOKEN/)).toBe(0);
    const asked = azure.queries.find(query => query.has('branchName'));
    expect(asked?.get('branchName')).toBe('refs/heads/main');
    expect(asked?.get('statusFilter')).toBe('completed');
  });

  it('does not download after a restart what is stored', async () => {
    azure.setBuilds(PROJECT, build(70));
    await azure.addArtifact(PROJECT, 70, 'sarif-sast', {
      'sast.sarif': sarifOf('Semgrep', 'a'),
    });
    observe();
    await rounds(1);
    await started?.stop();
    observe();
    await rounds(sink.confirmed.length + 1);
    expect(azure.count(/^store/)).toBe(1);
  });

  it('closes no findings by a scan that cannot be read or was cancelled', async () => {
    azure.setBuilds(PROJECT, build(80), build(70, { result: 'canceled' }));
    await azure.addArtifact(PROJECT, 70, 'sarif-secrets', {
      'secrets.sarif': sarifOf('gitleaks', 'a'),
    });
    await azure.addArtifact(PROJECT, 80, 'sarif-image', {
      'image.sarif': 'nonsense',
    });
    await azure.addArtifact(
      PROJECT,
      80,
      'sarif-sast',
      Buffer.from('no archive'),
    );
    const { logger } = observe();
    await rounds(1);
    expect(sink.scans).toEqual([
      expect.objectContaining({ id: '70-1', complete: false }),
      expect.objectContaining({ id: '80-1', complete: false, results: [] }),
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      `The artifact 'sarif-sast' of build 80 of ${PROJECT}/${NAME} cannot be read: it is no valid zip`,
    );
    expect(sink.failures.size).toBe(0);
  });

  it('reads a file that inflates to very much, and refuses an archive that is too large', async () => {
    azure.setBuilds(PROJECT, build(70));
    await azure.addArtifact(PROJECT, 70, 'sarif-sast', {
      'sast.sarif': `${' '.repeat(5_000_000)}${sarifOf('Semgrep', 'a')}`,
    });
    await azure.addArtifact(
      PROJECT,
      70,
      'sarif-image',
      Buffer.alloc(33 * 1024 * 1024),
    );
    const { logger } = observe();
    await rounds(1);
    expect(sink.scans.map(({ scope, complete }) => [scope, complete])).toEqual([
      ['sast', true],
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('more than the 33554432 bytes'),
    );
  });

  it('passes over an artifact that was deleted meanwhile', async () => {
    azure.setBuilds(PROJECT, build(70));
    azure.addForeignArtifact(
      PROJECT,
      70,
      'sarif-sast',
      `${FakeAzure.ORGANIZATION}${BUILDS}/70/gone`,
    );
    observe();
    await rounds(1);
    expect(sink.scans).toEqual([]);
    expect(sink.failures.size).toBe(0);
  });
});
