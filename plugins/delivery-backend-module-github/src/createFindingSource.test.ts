import { registerMswTestHooks } from '@backstage/backend-test-utils';
import {
  RecordingSink,
  StaticServiceDirectory,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import { setupServer } from 'msw/node';
import { createFindingSource } from './createFindingSource';
import { FakeGithub } from './__testUtils__/FakeGithub';
import { sourceOptions, start } from './__testUtils__/startSources';

const SLUG = 'acme/checkout-api';
const REF = 'component:default/checkout-api';
const ANALYSES = `/repos/${SLUG}/code-scanning/analyses`;

function analysis(id: number, extra: object = {}) {
  return {
    id,
    ref: 'refs/heads/main',
    commit_sha: String(id).repeat(40).slice(0, 40),
    analysis_key: '.github/workflows/ci.yml:code-security',
    category: 'sast',
    error: '',
    created_at: '2026-11-23T09:00:00Z',
    results_count: 1,
    tool: { name: 'CodeQL', guid: null, version: '2.19.0' },
    ...extra,
  };
}

const sarif = (...rules: string[]) => ({
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'CodeQL' } },
      results: rules.map(ruleId => ({
        ruleId,
        level: 'error',
        message: { text: ruleId },
      })),
    },
  ],
});

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('createFindingSource', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let github: FakeGithub;
  let sink: RecordingSink;
  let started: ReturnType<typeof start> | undefined;

  beforeEach(() => {
    github = new FakeGithub();
    server.use(...github.handlers());
    sink = new RecordingSink();
    github.addRepository(SLUG);
  });

  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  function observe() {
    const services = new StaticServiceDirectory({
      name: 'checkout-api',
      annotations: { 'github.com/project-slug': SLUG },
    });
    const source = createFindingSource(sourceOptions(0.02));
    started = start(source, services, sink);
    return started;
  }

  const rounds = (count: number) =>
    until(() => sink.confirmed.filter(ref => ref === 'all').length >= count);

  it('stores new scans of the default branch, oldest first, and reads each once', async () => {
    github.answers.set(ANALYSES, [analysis(2), analysis(1)]);
    github.answers.set(`${ANALYSES}/1`, sarif('a', 'b'));
    github.answers.set(`${ANALYSES}/2`, sarif('a'));
    observe();
    await rounds(2);
    expect(sink.scans).toEqual([
      expect.objectContaining({ id: '1', commit: '1'.repeat(40) }),
      {
        serviceRef: REF,
        id: '2',
        scanner: 'CodeQL',
        scannerVersion: '2.19.0',
        scope: 'sast',
        commit: '2'.repeat(40),
        at: '2026-11-23T09:00:00Z',
        complete: true,
        results: [expect.objectContaining({ rule: 'a', severity: 'high' })],
      },
    ]);
    expect(github.count(/analyses\/1$/)).toBe(1);
    github.answers.set(ANALYSES, [analysis(3), analysis(2), analysis(1)]);
    github.answers.set(`${ANALYSES}/3`, sarif());
    await until(() => sink.scans.length === 3);
    expect(sink.scans[2]).toMatchObject({ complete: true, results: [] });
    expect(github.count(/analyses\/2$/)).toBe(1);
  });

  it('does not let a failed or unreadable scan close findings', async () => {
    github.answers.set(ANALYSES, [
      analysis(3),
      analysis(2, { error: 'disk full' }),
    ]);
    github.answers.set(`${ANALYSES}/2`, sarif('a'));
    github.answers.set(`${ANALYSES}/3`, { version: '1.0.0' });
    const { logger } = observe();
    await until(() => sink.scans.length === 2);
    expect(sink.scans).toEqual([
      expect.objectContaining({ id: '2', complete: false }),
      expect.objectContaining({ id: '3', complete: false, results: [] }),
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('Scan 3 of component:default/checkout-api'),
    );
  });

  it('passes over a scan that was deleted meanwhile', async () => {
    github.answers.set(ANALYSES, [analysis(2), analysis(1)]);
    github.answers.set(`${ANALYSES}/2`, sarif());
    observe();
    await rounds(1);
    expect(sink.scans.map(({ id }) => id)).toEqual(['2']);
  });

  it('reads many scans over several looks', async () => {
    const ids = Array.from({ length: 45 }, (_, index) => 45 - index);
    github.answers.set(
      ANALYSES,
      ids.map(id => analysis(id)),
    );
    ids.forEach(id => github.answers.set(`${ANALYSES}/${id}`, sarif()));
    observe();
    await until(() => sink.scans.length === 45);
    expect(new Set(sink.scans.map(({ id }) => id)).size).toBe(45);
  });

  it('tells "never scanned" from "not allowed"', async () => {
    github.failures.set(ANALYSES, {
      status: 404,
      body: { message: 'no analysis found' },
    });
    observe();
    await rounds(1);
    expect(sink.failures.size).toBe(0);
    github.failures.set(ANALYSES, {
      status: 403,
      body: { message: 'Advanced Security must be enabled' },
    });
    await until(() => sink.failures.has(REF));
    expect(sink.failures.get(REF)).toMatchObject({
      state: 'denied',
      message: expect.stringContaining('Advanced Security must be enabled'),
    });
  });
});
