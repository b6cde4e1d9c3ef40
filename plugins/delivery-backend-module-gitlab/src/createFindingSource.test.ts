import { registerMswTestHooks } from '@backstage/backend-test-utils';
import {
  RecordingSink,
  StaticServiceDirectory,
  sarifOf,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import { setupServer } from 'msw/node';
import { FakeGitlab } from './__testUtils__/FakeGitlab';
import {
  PIPELINES,
  REF,
  SHA,
  SLUG,
  job,
  pipeline,
  withArchive,
} from './__testUtils__/fixtures';
import { sourceOptions, start } from './__testUtils__/startSources';
import { createFindingSource } from './createFindingSource';

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('createFindingSource', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let gitlab: FakeGitlab;
  let sink: RecordingSink;
  let started: ReturnType<typeof start> | undefined;

  beforeEach(() => {
    gitlab = new FakeGitlab();
    server.use(...gitlab.handlers());
    sink = new RecordingSink();
    gitlab.addProject(SLUG);
  });

  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  function observe() {
    const services = new StaticServiceDirectory({
      name: 'checkout-api',
      annotations: { 'gitlab.com/project-slug': SLUG },
    });
    started = start(createFindingSource(sourceOptions(0.05)), services, sink);
    return started;
  }

  const rounds = (count: number) =>
    until(() => sink.confirmed.filter(ref => ref === 'all').length >= count);

  it('stores the scans of finished pipelines, oldest first, and reads each once', async () => {
    gitlab.setPipelines(
      SLUG,
      { ...pipeline(90, { status: 'running' }) },
      {
        ...pipeline(80),
        jobs: [
          job(201, 'security', 'semgrep', 'success', withArchive('sarif-sast')),
        ],
      },
      {
        ...pipeline(70),
        jobs: [
          job(101, 'security', 'semgrep', 'failed', withArchive()),
          job(102, 'quality', 'tests', 'success', withArchive()),
          job(103, 'quality', 'lint', 'success'),
          job(104, 'image', 'build', 'success', withArchive('image')),
        ],
      },
    );
    await gitlab.addArchive(SLUG, 101, {
      'sarif/sast.sarif': sarifOf('Semgrep', 'a', 'b'),
      'sarif/secrets.sarif': sarifOf('gitleaks'),
      'reports/sast.sarif': sarifOf('other'),
    });
    await gitlab.addArchive(SLUG, 102, { 'coverage.xml': '<coverage/>' });
    await gitlab.addArchive(SLUG, 201, {
      'sarif/sast.sarif': sarifOf('Semgrep', 'a'),
    });
    observe();
    await rounds(2);
    expect(sink.scans).toEqual([
      expect.objectContaining({ id: '101/sarif/sast.sarif', scope: 'sast' }),
      expect.objectContaining({ id: '101', scope: 'secrets', results: [] }),
      {
        serviceRef: REF,
        id: '201',
        scanner: 'Semgrep',
        scannerVersion: '1.2.3',
        scope: 'sast',
        commit: SHA,
        at: '2026-11-23T09:01:00.000Z',
        complete: true,
        results: [expect.objectContaining({ rule: 'a', severity: 'high' })],
      },
    ]);
    expect(gitlab.count(/store .*jobs\/101/)).toBe(1);
    expect(gitlab.count(/WITH TOKEN/)).toBe(0);
    expect(gitlab.count(/jobs\/10[34]|pipelines\/90/)).toBe(0);
  });

  it('does not download after a restart what is stored', async () => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70),
      jobs: [job(101, 'security', 'semgrep', 'success', withArchive())],
    });
    await gitlab.addArchive(SLUG, 101, {
      'sarif/sast.sarif': sarifOf('x', 'a'),
    });
    observe();
    await rounds(1);
    await started?.stop();
    observe();
    await rounds(sink.confirmed.length + 1);
    expect(gitlab.count(/store/)).toBe(1);
  });

  it('tells scanners apart that share a file', async () => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70),
      jobs: [job(101, 'security', 'scans', 'success', withArchive())],
    });
    const both = [sarifOf('Semgrep', 'a'), sarifOf('Bandit', 'b')].map(text =>
      JSON.parse(text),
    );
    await gitlab.addArchive(SLUG, 101, {
      'sarif/sast.sarif': JSON.stringify({
        version: '2.1.0',
        runs: both.flatMap(({ runs }) => runs),
      }),
    });
    observe();
    await rounds(1);
    expect(sink.scans.map(({ id, scanner }) => [id, scanner])).toEqual([
      ['101/1', 'Semgrep'],
      ['101', 'Bandit'],
    ]);
  });

  it('closes no findings by a scan that cannot be read or was cancelled', async () => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70),
      jobs: [
        job(101, 'security', 'semgrep', 'success', withArchive()),
        job(102, 'security', 'gitleaks', 'canceled', withArchive()),
        job(103, 'security', 'trivy', 'success', withArchive()),
        job(104, 'security', 'kics', 'success', withArchive()),
      ],
    });
    await gitlab.addArchive(SLUG, 101, { 'sarif/sast.sarif': 'nonsense' });
    await gitlab.addArchive(SLUG, 102, {
      'sarif/secrets.sarif': sarifOf('gitleaks', 'a'),
    });
    gitlab.files.set(
      `${FakeGitlab.pathOf(SLUG)}/jobs/103/artifacts`,
      Buffer.from('no zip'),
    );
    const { logger } = observe();
    await rounds(1);
    expect(sink.scans).toEqual([
      expect.objectContaining({ id: '101', complete: false, results: [] }),
      expect.objectContaining({ id: '102', complete: false }),
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('Scan 101 of component:default/checkout-api'),
    );
    expect(logger.warn).toHaveBeenCalledWith(
      `The artifacts of job 103 of ${SLUG} cannot be read: it is no valid zip`,
    );
    expect(sink.failures.size).toBe(0);
  });

  it('reads a file that inflates to very much without keeping it, and refuses an archive that is too large', async () => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70),
      jobs: [
        job(101, 'security', 'semgrep', 'success', withArchive()),
        job(102, 'security', 'trivy', 'success', withArchive()),
      ],
    });
    await gitlab.addArchive(SLUG, 101, {
      'sarif/sast.sarif': `${' '.repeat(5_000_000)}${sarifOf('Semgrep', 'a')}`,
    });
    gitlab.files.set(
      `${FakeGitlab.pathOf(SLUG)}/jobs/102/artifacts`,
      Buffer.alloc(33 * 1024 * 1024),
    );
    const { logger } = observe();
    await rounds(1);
    expect(sink.scans.map(({ id, complete }) => [id, complete])).toEqual([
      ['101', true],
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('more than the 33554432 bytes'),
    );
  });

  it('sends no request to a host that an answer redirects to, unless it keeps artifacts', async () => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70),
      jobs: [job(101, 'security', 'semgrep', 'success', withArchive())],
    });
    gitlab.failures.set(`${FakeGitlab.pathOf(SLUG)}/jobs/101/artifacts`, {
      status: 302,
      headers: { location: 'http://169.254.169.254/latest' },
    });
    const { logger } = observe();
    await rounds(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(
        "redirects to the host '169.254.169.254', which is not allowed",
      ),
    );
  });

  it('is content with a project that has no pipeline', async () => {
    gitlab.answers.set(PIPELINES, []);
    observe();
    await rounds(1);
    expect(sink.failures.size).toBe(0);
  });
});
