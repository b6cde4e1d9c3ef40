import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { PipelineRun } from '@fairway/backstage-plugin-delivery-common';
import {
  RecordingSink,
  StaticServiceDirectory,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import { setupServer } from 'msw/node';
import { createPipelineRunSource } from './createPipelineRunSource';
import { FakeGithub } from './__testUtils__/FakeGithub';
import { sourceOptions, start } from './__testUtils__/startSources';

const SLUG = 'acme/checkout-api';
const REF = 'component:default/checkout-api';
const SHA = 'a'.repeat(40);
const IMAGE = 'ghcr.io/acme/checkout-api';
const RUNS = `/repos/${SLUG}/actions/runs`;

function service(name: string, slug = `acme/${name}`) {
  return {
    name,
    annotations: {
      'github.com/project-slug': slug,
      'backstage.io/source-location': `url:https://${FakeGithub.HOST}/${slug}/`,
      'fairway.dev/image': IMAGE,
    },
  };
}

function run(id: number, extra: object = {}) {
  return {
    id,
    name: 'Delivery',
    display_title: 'Add refunds',
    event: 'push',
    status: 'completed',
    conclusion: 'success',
    head_branch: 'main',
    head_sha: SHA,
    run_number: id,
    run_attempt: 1,
    actor: { login: 'ada' },
    pull_requests: [],
    html_url: `https://${FakeGithub.HOST}/${SLUG}/actions/runs/${id}`,
    created_at: '2026-11-23T09:00:00Z',
    run_started_at: '2026-11-23T09:00:01Z',
    updated_at: '2026-11-23T09:10:00Z',
    ...extra,
  };
}

const job = (name: string, status: string, conclusion?: string) => ({
  name,
  status,
  conclusion: conclusion ?? null,
  html_url: `https://${FakeGithub.HOST}/jobs/${name}`,
  started_at: '2026-11-23T09:00:02Z',
  completed_at: conclusion ? '2026-11-23T09:01:00Z' : null,
});

const rateLimit = (remaining: number) => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3_600),
});

const report = (version: string, extra: object = {}) => ({
  schema: 'fairway.dev/release/v1',
  version,
  commit: SHA,
  image: IMAGE,
  digest: `sha256:${'b'.repeat(64)}`,
  ...extra,
});

const commit = (sha: string, parents: string[] = []) => ({
  sha,
  html_url: `https://${FakeGithub.HOST}/${SLUG}/commit/${sha}`,
  parents: parents.map(parent => ({ sha: parent })),
  author: { login: 'ada' },
  commit: {
    message: `Commit ${sha}`,
    author: { name: 'Ada', date: '2026-11-23T08:00:00Z' },
    committer: { date: '2026-11-23T08:00:00Z' },
  },
});

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('createPipelineRunSource', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let github: FakeGithub;
  let sink: RecordingSink;
  let options: ReturnType<typeof sourceOptions>;
  let started: ReturnType<typeof start> | undefined;

  beforeEach(() => {
    github = new FakeGithub();
    server.use(...github.handlers());
    sink = new RecordingSink();
    options = sourceOptions(0.02);
    github.addRepository(SLUG);
  });

  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  function observe(...services: { name: string; annotations: object }[]) {
    const directory = new StaticServiceDirectory(
      ...services.map(({ name, annotations }) => ({
        name,
        annotations: { ...annotations } as Record<string, string>,
      })),
    );
    started = start(createPipelineRunSource(options), directory, sink);
    return started;
  }

  const rounds = (count: number) =>
    until(() => sink.confirmed.filter(ref => ref === 'all').length >= count);

  it('stores runs with their jobs as stages', async () => {
    github.setRuns(SLUG, {
      ...run(7, { status: 'in_progress', conclusion: null }),
      jobs: [
        job('Quality', 'completed', 'success'),
        job('Security gate 1', 'in_progress'),
        job('Image', 'queued'),
      ],
    });
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.runs.get('7')).toEqual({
      id: '7',
      number: 7,
      name: 'Delivery',
      title: 'Add refunds',
      state: 'running',
      result: 'Security gate 1 running',
      commit: SHA,
      branch: 'main',
      actor: 'ada',
      url: expect.stringContaining('/actions/runs/7'),
      createdAt: '2026-11-23T09:00:00Z',
      startedAt: '2026-11-23T09:00:01Z',
      stages: [
        {
          name: 'Quality',
          state: 'succeeded',
          url: expect.any(String),
          startedAt: '2026-11-23T09:00:02Z',
          finishedAt: '2026-11-23T09:01:00Z',
        },
        expect.objectContaining({ name: 'Security gate 1', state: 'running' }),
        expect.objectContaining({ name: 'Image', state: 'queued' }),
      ],
    });
  });

  it('follows the jobs of a running run although the list of runs did not change', async () => {
    const running = run(7, { status: 'in_progress', conclusion: null });
    github.setRuns(SLUG, { ...running, jobs: [job('Quality', 'in_progress')] });
    observe(service('checkout-api'));
    await until(() => sink.runs.get('7')?.result === 'Quality running');
    github.setRuns(SLUG, { ...running, jobs: [job('Image', 'in_progress')] });
    await until(() => sink.runs.get('7')?.result === 'Image running');
    expect(github.count(/304 .*\/actions\/runs$/)).toBeGreaterThan(0);
  });

  it('reports releases of the default branch, oldest first, without giving the token away', async () => {
    github.setRuns(SLUG, run(8), run(7));
    await github.addReport(SLUG, 7, report('1.14.4', { quarantined: true }));
    await github.addReport(SLUG, 8, report('1.15.0'));
    observe(service('checkout-api'));
    await rounds(1);
    expect(
      sink.releases.map(release => [release.runId, release.report.version]),
    ).toEqual([
      ['7', '1.14.4'],
      ['8', '1.15.0'],
    ]);
    expect(sink.runs.get('8')).toMatchObject({
      result: '1.15.0 released',
      release: '1.15.0',
      finishedAt: '2026-11-23T09:10:00Z',
    });
    expect(sink.runs.get('7')?.result).toBe('1.14.4 quarantined');
    expect(github.count(/WITH TOKEN/)).toBe(0);
    expect(github.count(/^blob/)).toBe(2);
  });

  it('looks for the release of a run that goes on only once that run has reported', async () => {
    github.setRuns(SLUG, run(7, { status: 'in_progress', conclusion: null }));
    await github.addReport(SLUG, 7, report('1.15.0'));
    observe(service('checkout-api'));
    await rounds(2);
    expect(github.count(/artifacts/)).toBe(0);
    options.reported.add('7');
    await until(() => sink.runs.get('7')?.release === '1.15.0');
    expect(sink.releases[0]).toMatchObject({ runId: '7' });
    expect(sink.runs.get('7')?.state).toBe('running');
    github.setRuns(SLUG, run(7));
    await until(() => sink.runs.get('7')?.state === 'succeeded');
    expect(sink.runs.get('7')?.release).toBe('1.15.0');
    await until(() => !options.reported.has('7'));
  });

  it('looks for no release in runs of pull requests and other branches', async () => {
    github.setRuns(
      SLUG,
      run(9, { head_branch: 'topic' }),
      run(8, { event: 'pull_request', pull_requests: [{ number: 12 }] }),
    );
    options.reported.add('8');
    options.reported.add('9');
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.runs.get('8')).toMatchObject({
      pullRequest: 12,
      result: 'Checks passed',
    });
    expect(github.count(/artifacts/)).toBe(0);
  });

  it.each([
    ['another commit', report('1', { commit: 'c'.repeat(40) })],
    ['the image of another service', report('1', { image: 'ghcr.io/x/y' })],
    ['no digest', { ...report('1'), digest: 'latest' }],
  ])('believes no report that names %s', async (_name, content) => {
    github.setRuns(SLUG, run(7));
    await github.addReport(SLUG, 7, content);
    const { logger } = observe(service('checkout-api'));
    await rounds(1);
    expect(sink.releases).toEqual([]);
    expect(sink.runs.get('7')?.result).toBe('Succeeded');
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('Run 7 of acme/checkout-api: '),
    );
  });

  it('asks only for what changed', async () => {
    github.setRuns(SLUG, run(7));
    observe(service('checkout-api'));
    await rounds(3);
    expect(github.count(/200 .*commits/)).toBe(1);
    expect(github.count(/200 .*pulls/)).toBe(1);
    expect(github.count(/200 .*actions\/runs$/)).toBe(1);
    expect(github.count(/jobs/)).toBe(1);
  });

  it('does not read finished runs again that are stored, but those that were run again', async () => {
    sink.stored = {
      finished: new Map([
        ['7', '2026-11-23T09:10:00Z'],
        ['8', '2026-11-23T08:00:00Z'],
      ]),
      unfinished: [],
    };
    github.setRuns(SLUG, run(8, { run_attempt: 2 }), run(7));
    observe(service('checkout-api'));
    await rounds(1);
    expect([...sink.runs.keys()]).toEqual(['8']);
  });

  it('follows a running run that newer ones pushed off the list', async () => {
    const running = run(1, { status: 'in_progress', conclusion: null });
    github.setRuns(SLUG, running);
    observe(service('checkout-api'));
    await until(() => sink.runs.has('1'));
    github.setRuns(SLUG, run(1));
    github.answers.set(`/repos/${SLUG}/actions/runs`, {
      workflow_runs: [],
    });
    await until(() => sink.runs.get('1')?.state === 'succeeded');
    expect(github.count(/actions\/runs\/1$/)).toBeGreaterThan(0);
  });

  it('follows it also while the list of the newest runs does not change', async () => {
    github.setRuns(SLUG, run(1, { status: 'in_progress', conclusion: null }));
    observe(service('checkout-api'));
    await until(() => sink.runs.get('1')?.state === 'running');
    github.answers.set(RUNS, { workflow_runs: [run(2)] });
    github.answers.set(`${RUNS}/2/jobs`, { jobs: [] });
    github.answers.set(`${RUNS}/2/artifacts`, { artifacts: [] });
    await until(() => sink.runs.has('2'));
    const unchanged = github.count(/304 .*\/actions\/runs$/);
    await until(() => github.count(/304 .*\/actions\/runs$/) > unchanged);
    github.answers.set(`${RUNS}/1`, run(1));
    await until(() => sink.runs.get('1')?.state === 'succeeded');
    expect(sink.failures.size).toBe(0);
  });

  describe('with a run that is stored as running since its last webhook was lost', () => {
    const lost: PipelineRun = {
      id: '1',
      number: 1,
      name: 'Delivery',
      title: 'Add refunds',
      state: 'running',
      result: 'Image running',
      commit: SHA,
      createdAt: '2026-11-20T09:00:00Z',
      stages: [
        { name: 'Quality', state: 'succeeded' },
        { name: 'Image', state: 'running' },
      ],
    };

    beforeEach(() => {
      sink.stored = { finished: new Map(), unfinished: [lost] };
      github.setRuns(SLUG, run(1), run(50));
      github.answers.set(RUNS, { workflow_runs: [run(50)] });
    });

    it('reads how it ended with the next poll, once, although newer runs pushed it off the list', async () => {
      await github.addReport(SLUG, 1, report('1.14.4'));
      observe(service('checkout-api'));
      await until(() => sink.runs.get('1')?.state === 'succeeded');
      expect(sink.runs.get('1')?.result).toBe('1.14.4 released');
      await rounds(3);
      expect(github.count(/actions\/runs\/1$/)).toBe(1);
    });

    it('reads it even if little of the rate limit is left', async () => {
      github.headers = rateLimit(100);
      github.answers.set(RUNS, { workflow_runs: [run(50), run(1)] });
      observe(service('checkout-api'));
      await rounds(1);
      expect([...sink.runs.keys()]).toEqual(['1']);
    });

    it('calls it cancelled if it was deleted, so that it does not run for ever', async () => {
      github.answers.delete(`${RUNS}/1`);
      observe(service('checkout-api'));
      await until(() => sink.runs.has('1'));
      expect(sink.runs.get('1')).toEqual({
        ...lost,
        state: 'cancelled',
        result: 'Deleted on GitHub',
        stages: [
          { name: 'Quality', state: 'succeeded' },
          { name: 'Image', state: 'cancelled' },
        ],
      });
      await rounds(3);
      expect(github.count(/actions\/runs\/1$/)).toBe(1);
      expect(sink.failures.size).toBe(0);
    });
  });

  describe('on the first look at a repository with a past', () => {
    const daysAgo = (days: number) =>
      new Date(Date.now() - days * 86_400_000).toISOString();
    const past = (id: number, days: number) =>
      run(id, { created_at: daysAgo(days), updated_at: daysAgo(days) });

    /** Three pages, one run per day, the newest is number 100. */
    beforeEach(() => {
      const runs = Array.from({ length: 80 }, (_, n) => past(100 - n, n));
      github.setRuns(SLUG, ...runs);
      for (const [page, key] of [
        [0, RUNS],
        [1, `${RUNS}?page=2`],
        [2, `${RUNS}?page=3`],
      ] as const) {
        github.answers.set(key, {
          workflow_runs: runs.slice(page * 30, page * 30 + 30),
        });
      }
    });

    it('reads back page by page, each run once', async () => {
      observe(service('checkout-api'));
      await until(() => sink.runs.size === 80);
      await rounds(sink.confirmed.length + 2);
      expect(github.count(/\/jobs/)).toBe(80);
      expect(github.count(/page=2/)).toBe(1);
      expect(github.count(/page=3/)).toBe(1);
    });

    it('goes back no further than the number of runs that is set', async () => {
      options.history = { days: 90, runs: 40 };
      observe(service('checkout-api'));
      await rounds(4);
      expect(sink.runs.size).toBe(40);
      expect(sink.runs.has('61')).toBe(true);
      expect(github.count(/page=3/)).toBe(0);
    });

    it('goes back no further than the days that are set', async () => {
      options.history = { days: 45.5, runs: 200 };
      observe(service('checkout-api'));
      await rounds(4);
      expect(sink.runs.size).toBe(46);
    });

    it('leaves the past for later while less than half of the rate limit is left, and reads what happens now', async () => {
      github.headers = rateLimit(2_400);
      observe(service('checkout-api'));
      await rounds(1);
      expect(sink.runs.size).toBe(0);
      const now = run(101, {
        created_at: daysAgo(-1),
        updated_at: daysAgo(-1),
      });
      github.answers.set(RUNS, { workflow_runs: [now] });
      github.answers.set(`${RUNS}/101/jobs`, { jobs: [] });
      github.answers.set(`${RUNS}/101/artifacts`, { artifacts: [] });
      await until(() => sink.runs.size === 1);
      expect([...sink.runs.keys()]).toEqual(['101']);
      github.headers = rateLimit(4_900);
      await until(() => sink.runs.size > 30);
    });
  });

  it('reads commits page by page, later only down to the newest known one', async () => {
    const commits = `/repos/${SLUG}/commits`;
    github.answers.set(commits, [commit('c3', ['c2'])]);
    github.answers.set(`${commits}?page=2`, [commit('c2', ['c1'])]);
    github.answers.set(`${commits}?page=3`, [commit('c1')]);
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.commits.map(({ sha }) => sha)).toEqual(['c3', 'c2', 'c1']);
    expect(sink.commits[0]).toMatchObject({
      parents: ['c2'],
      author: 'ada',
      message: 'Commit c3',
    });
    github.answers.set(commits, [commit('c4', ['c3']), commit('c3', ['c2'])]);
    await until(() => sink.commits.some(({ sha }) => sha === 'c4'));
    expect(github.count(/page=2/)).toBe(1);
  });

  it('takes an empty repository for what it is', async () => {
    github.failures.set(`/repos/${SLUG}/commits`, {
      status: 409,
      body: { message: 'Git Repository is empty.' },
    });
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.failures.size).toBe(0);
  });

  it('replaces the open pull requests', async () => {
    const pulls = `/repos/${SLUG}/pulls`;
    github.answers.set(pulls, [
      {
        number: 12,
        title: 'Add refunds',
        user: { login: 'ben' },
        draft: true,
        labels: [{ name: 'preview' }],
        head: { ref: 'refunds', sha: SHA },
        html_url: 'https://ghe.example.com/acme/checkout-api/pull/12',
        created_at: '2026-11-22T09:00:00Z',
        updated_at: '2026-11-23T09:00:00Z',
      },
    ]);
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.pullRequests.get(REF)).toEqual([
      {
        number: 12,
        title: 'Add refunds',
        author: 'ben',
        branch: 'refunds',
        commit: SHA,
        draft: true,
        labels: ['preview'],
        url: 'https://ghe.example.com/acme/checkout-api/pull/12',
        createdAt: '2026-11-22T09:00:00Z',
        updatedAt: '2026-11-23T09:00:00Z',
      },
    ]);
    github.answers.set(pulls, []);
    await until(() => sink.pullRequests.get(REF)?.length === 0);
  });

  it('looks at once at a repository that a hint names', async () => {
    options = sourceOptions(3600);
    github.addRepository('acme/catalogue');
    observe(service('checkout-api'), service('catalogue'));
    await rounds(1);
    const before = github.count(/acme\/catalogue/);
    github.setRuns(SLUG, run(7));
    options.hints.add('Acme/Checkout-API');
    await until(() => sink.runs.has('7'));
    await until(() => sink.confirmed.includes(REF));
    expect(github.count(/acme\/catalogue/)).toBe(before);
  });

  it('greys out only the service whose repository fails, until it works again', async () => {
    github.failures.set('/repos/acme/gone', { status: 404 });
    github.failures.set('/repos/acme/broken', { status: 500 });
    github.failures.set('/repos/acme/secret', {
      status: 403,
      body: { message: 'Resource not accessible by personal access token' },
    });
    observe(
      service('checkout-api'),
      service('gone'),
      service('broken'),
      service('secret'),
      service('odd', 'acme'),
      { name: 'elsewhere', annotations: {} },
    );
    await until(() => sink.failures.size === 4);
    expect(Object.fromEntries(sink.failures)).toEqual({
      'component:default/gone': {
        state: 'unreachable',
        message: expect.stringContaining('GET /repos/acme/gone'),
      },
      'component:default/broken': {
        state: 'unreachable',
        message: expect.stringContaining('answered with 500'),
      },
      'component:default/secret': {
        state: 'denied',
        message: expect.stringContaining('Resource not accessible'),
      },
      'component:default/odd': {
        state: 'unreachable',
        message:
          "The annotation github.com/project-slug of component:default/odd is 'acme'; it must be <owner>/<repository>",
      },
    });
    expect(sink.confirmed).toContain(REF);
    expect(sink.confirmed).not.toContain('all');
    github.failures.clear();
    github.addRepository('acme/gone');
    await until(() => !sink.failures.has('component:default/gone'));
  });

  it('throws when GitHub does not answer at all', async () => {
    github.failures.set('*', { status: 503 });
    const { ended } = observe(service('checkout-api'), service('catalogue'));
    await expect(ended).resolves.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('GitHub (ghe.example.com)'),
    });
    expect(sink.failures.size).toBe(0);
  });

  it('throws when the credentials are not accepted', async () => {
    github.failures.set('*', {
      status: 401,
      body: { message: 'Bad credentials' },
    });
    const { ended } = observe(service('checkout-api'));
    await expect(ended).resolves.toMatchObject({
      name: 'AuthenticationError',
      message: expect.not.stringContaining('secret-token'),
    });
  });

  it('waits when the rate limit is used up, and calls nothing unreachable', async () => {
    github.failures.set('*', {
      status: 403,
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 2),
      },
    });
    const { logger } = observe(service('checkout-api'));
    await until(() => logger.warn.mock.calls.length > 0);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('its rate limit is used up'),
    );
    github.failures.clear();
    await rounds(1);
    expect(sink.failures.size).toBe(0);
    expect(github.count(/^403/)).toBe(1);
  });
});
