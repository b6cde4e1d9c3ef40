import { registerMswTestHooks } from '@backstage/backend-test-utils';
import {
  RecordingSink,
  StaticServiceDirectory,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import { setupServer } from 'msw/node';
import { FakeGitlab } from './__testUtils__/FakeGitlab';
import {
  IMAGE,
  PIPELINES,
  REF,
  SHA,
  SLUG,
  job,
  pipeline,
  report,
  withArchive,
} from './__testUtils__/fixtures';
import { sourceOptions, start } from './__testUtils__/startSources';
import { createPipelineRunSource } from './createPipelineRunSource';

const PROJECT = FakeGitlab.pathOf(SLUG);

function service(name: string, slug = `acme/payments/${name}`) {
  return {
    name,
    annotations: {
      'gitlab.com/project-slug': slug,
      'fairway.dev/image': IMAGE,
    },
  };
}

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('createPipelineRunSource', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let gitlab: FakeGitlab;
  let sink: RecordingSink;
  let options: ReturnType<typeof sourceOptions>;
  let started: ReturnType<typeof start> | undefined;

  beforeEach(() => {
    gitlab = new FakeGitlab();
    server.use(...gitlab.handlers());
    sink = new RecordingSink();
    options = sourceOptions(0.05);
    gitlab.addProject(SLUG);
  });

  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  function observe(
    ...services: { name: string; annotations: Record<string, string> }[]
  ) {
    const directory = new StaticServiceDirectory(...services);
    started = start(createPipelineRunSource(options), directory, sink);
    return started;
  }

  const rounds = (count: number) =>
    until(() => sink.confirmed.filter(ref => ref === 'all').length >= count);

  it('stores pipelines with their stages', async () => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70, { status: 'running', finished_at: null }),
      jobs: [
        job(103, 'image', 'build', 'created'),
        job(102, 'security', 'semgrep', 'running'),
        job(101, 'quality', 'tests', 'success'),
      ],
    });
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.runs.get('70')).toEqual({
      id: '70',
      number: 70,
      name: 'Pipeline',
      title: 'Add refunds',
      state: 'running',
      result: 'semgrep running',
      commit: SHA,
      branch: 'main',
      actor: 'ada',
      url: `https://${FakeGitlab.HOST}/${SLUG}/-/pipelines/70`,
      createdAt: '2026-11-23T09:00:00.000Z',
      startedAt: '2026-11-23T09:00:01.000Z',
      stages: [
        {
          name: 'quality',
          state: 'succeeded',
          url: `https://${FakeGitlab.HOST}/${SLUG}/-/jobs/101`,
          startedAt: '2026-11-23T09:00:02.000Z',
          finishedAt: '2026-11-23T09:01:00.000Z',
        },
        expect.objectContaining({ name: 'security', state: 'running' }),
        expect.objectContaining({ name: 'image', state: 'queued' }),
      ],
    });
    expect(gitlab.tokens).toEqual(new Set([`Bearer ${FakeGitlab.TOKEN}`]));
  });

  it('follows the jobs of a running pipeline although the list did not change', async () => {
    const running = pipeline(70, { status: 'running' });
    gitlab.setPipelines(SLUG, {
      ...running,
      jobs: [job(101, 'quality', 'tests', 'running')],
    });
    observe(service('checkout-api'));
    await until(() => sink.runs.get('70')?.result === 'tests running');
    gitlab.setPipelines(SLUG, {
      ...running,
      jobs: [job(101, 'quality', 'lint', 'running')],
    });
    await until(() => sink.runs.get('70')?.result === 'lint running');
    expect(gitlab.count(/304 .*\/pipelines$/)).toBeGreaterThan(0);
  });

  it('looks no closer at a pipeline that waits for a person, until it goes on', async () => {
    gitlab.setPipelines(SLUG, pipeline(70, { status: 'manual' }));
    observe(service('checkout-api'));
    await rounds(3);
    expect(sink.runs.get('70')?.state).toBe('queued');
    expect(gitlab.count(/pipelines\/70\/jobs/)).toBe(1);
    gitlab.setPipelines(
      SLUG,
      pipeline(70, { updated_at: '2026-11-23T10:00:00.000Z' }),
    );
    await until(() => sink.runs.get('70')?.state === 'succeeded');
  });

  it('reads the jobs of child pipelines, also for a report, but not those of other projects', async () => {
    const bridge = (id: number, projectId: number) =>
      job(id, 'deploy', `child ${id}`, 'success', {
        downstream_pipeline: { id, project_id: projectId, status: 'success' },
      });
    gitlab.setPipelines(SLUG, {
      ...pipeline(70),
      jobs: [job(101, 'quality', 'tests', 'success')],
      bridges: [bridge(71, 7), bridge(72, 8)],
    });
    gitlab.answers.set(`${PIPELINES}/71/jobs`, [
      job(110, 'release', 'report', 'success', withArchive()),
    ]);
    gitlab.answers.set(`${PIPELINES}/71/bridges`, []);
    gitlab.addReport(SLUG, 110, report('1.15.0'));
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.runs.get('70')?.stages.map(({ name }) => name)).toEqual([
      'deploy',
      'quality',
    ]);
    expect(sink.releases.map(({ runId }) => runId)).toEqual(['70']);
    expect(gitlab.count(/pipelines\/72/)).toBe(0);
  });

  it('reports releases of the default branch, oldest first, from whichever job kept the report', async () => {
    const jobs = (id: number) => [
      job(id, 'quality', 'tests', 'success', withArchive()),
      job(
        id + 1,
        'release',
        'report',
        'success',
        withArchive('fairway-release'),
      ),
      job(id + 2, 'release', 'notify', 'success'),
      job(id + 3, 'deploy', 'smoke', 'success', withArchive()),
    ];
    gitlab.setPipelines(
      SLUG,
      { ...pipeline(80), jobs: jobs(200) },
      { ...pipeline(70), jobs: jobs(100) },
    );
    gitlab.addReport(SLUG, 100, report('1.14.4', { quarantined: true }));
    gitlab.addReport(SLUG, 201, report('1.15.0'));
    observe(service('checkout-api'));
    await rounds(1);
    expect(
      sink.releases.map(each => [each.runId, each.report.version]),
    ).toEqual([
      ['70', '1.14.4'],
      ['80', '1.15.0'],
    ]);
    expect(sink.runs.get('80')).toMatchObject({
      result: '1.15.0 released',
      release: '1.15.0',
      finishedAt: '2026-11-23T09:10:00.000Z',
    });
    expect(sink.runs.get('70')?.result).toBe('1.14.4 quarantined');
    expect(gitlab.count(/jobs\/.*02\/artifacts/)).toBe(0);
    expect(gitlab.count(/jobs\/203\/artifacts/)).toBe(0);
  });

  it('looks for the release of a pipeline that goes on only once it has reported', async () => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70, { status: 'running', finished_at: null }),
      jobs: [job(100, 'release', 'release', 'success', withArchive())],
    });
    gitlab.addReport(SLUG, 100, report('1.15.0'));
    observe(service('checkout-api'));
    await rounds(2);
    expect(gitlab.count(/artifacts/)).toBe(0);
    options.reported.add('70');
    await until(() => sink.runs.get('70')?.release === '1.15.0');
    expect(sink.releases[0]).toMatchObject({ runId: '70' });
    expect(sink.runs.get('70')?.state).toBe('running');
  });

  it('looks for no release in pipelines of merge requests, tags and other branches', async () => {
    const jobs = [job(100, 'release', 'report', 'success', withArchive())];
    gitlab.setPipelines(
      SLUG,
      { ...pipeline(73, { ref: 'topic' }), jobs },
      { ...pipeline(72, { ref: 'main', tag: true }), jobs },
      {
        ...pipeline(71, {
          source: 'merge_request_event',
          ref: 'refs/merge-requests/12/head',
        }),
        jobs,
      },
    );
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.runs.get('71')).toMatchObject({
      pullRequest: 12,
      result: 'Checks passed',
    });
    expect(sink.runs.get('71')).not.toHaveProperty('branch');
    expect(gitlab.count(/artifacts/)).toBe(0);
  });

  it.each([
    ['another commit', report('1', { commit: 'c'.repeat(40) }), /names commit/],
    [
      'the image of another service',
      report('1', { image: 'x' }),
      /names image/,
    ],
    ['no digest', { ...report('1'), digest: 'latest' }, /'digest'/],
    ['nonsense', 'nonsense', /is not JSON/],
    ['far too much', 'x'.repeat(300_000), /more than the 262144 bytes/],
  ])('believes no report that names %s', async (_name, content, why) => {
    gitlab.setPipelines(SLUG, {
      ...pipeline(70),
      jobs: [job(100, 'release', 'report', 'success', withArchive())],
    });
    gitlab.addReport(SLUG, 100, content);
    const { logger } = observe(service('checkout-api'));
    await rounds(1);
    expect(sink.releases).toEqual([]);
    expect(sink.runs.get('70')?.result).toBe('Succeeded');
    expect(logger.warn).toHaveBeenCalledWith(expect.stringMatching(why));
  });

  it('asks only for what changed', async () => {
    gitlab.setPipelines(SLUG, pipeline(70));
    observe(service('checkout-api'));
    await rounds(3);
    expect(gitlab.count(/200 .*commits/)).toBe(1);
    expect(gitlab.count(/200 .*merge_requests/)).toBe(1);
    expect(gitlab.count(/200 .*pipelines$/)).toBe(1);
    expect(gitlab.count(/jobs/)).toBe(1);
  });

  it('does not read finished pipelines again that are stored, but those that were run again', async () => {
    sink.stored = {
      finished: new Map([
        ['70', '2026-11-23T09:10:00.000Z'],
        ['80', '2026-11-23T08:00:00.000Z'],
      ]),
      unfinished: [],
    };
    gitlab.setPipelines(SLUG, pipeline(80), pipeline(70));
    observe(service('checkout-api'));
    await rounds(1);
    expect([...sink.runs.keys()]).toEqual(['80']);
  });

  it('calls a running pipeline cancelled that was deleted', async () => {
    gitlab.setPipelines(SLUG, pipeline(70, { status: 'running' }));
    observe(service('checkout-api'));
    await until(() => sink.runs.get('70')?.state === 'running');
    gitlab.answers.set(PIPELINES, []);
    gitlab.answers.delete(`${PIPELINES}/70`);
    await until(() => sink.runs.get('70')?.state === 'cancelled');
    expect(sink.runs.get('70')?.result).toBe('Deleted on GitLab');
  });

  it('reads back page by page, and only while half of the rate limit is left', async () => {
    const limit = (remaining: number) => ({
      'ratelimit-limit': '2000',
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(Math.floor(Date.now() / 1000) + 60),
    });
    const now = new Date().toISOString();
    const past = (id: number) =>
      pipeline(id, { created_at: now, updated_at: now });
    gitlab.setPipelines(SLUG, past(20), past(80));
    gitlab.answers.set(`${PIPELINES}?page=2`, [past(20)]);
    gitlab.answers.set(PIPELINES, [past(80)]);
    gitlab.headers = limit(900);
    observe(service('checkout-api'));
    await rounds(2);
    expect(gitlab.count(/page=2/)).toBe(0);
    gitlab.headers = limit(1900);
    await until(() => sink.runs.has('20'));
    await rounds(sink.confirmed.length + 2);
    expect(gitlab.count(/page=2/)).toBe(1);
  });

  it('reads commits, down to the newest one that is known', async () => {
    // https://docs.gitlab.com/api/commits/#list-repository-commits
    const commit = (sha: string, ...parents: string[]) => ({
      id: sha,
      short_id: sha,
      title: `Commit ${sha}`,
      message: `Commit ${sha}\n\nWhy.`,
      author_name: 'Ada',
      author_email: 'ada@example.com',
      authored_date: '2026-11-23T08:00:00.000+00:00',
      created_at: '2026-11-23T08:00:00.000+00:00',
      parent_ids: parents,
      web_url: `https://${FakeGitlab.HOST}/${SLUG}/-/commit/${sha}`,
    });
    const commits = `${PROJECT}/repository/commits`;
    gitlab.answers.set(commits, [commit('c2', 'c1')]);
    gitlab.answers.set(`${commits}?page=2`, [commit('c1')]);
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.commits).toEqual([
      {
        sha: 'c2',
        parents: ['c1'],
        message: 'Commit c2\n\nWhy.',
        author: 'Ada',
        authoredAt: '2026-11-23T08:00:00.000+00:00',
        url: `https://${FakeGitlab.HOST}/${SLUG}/-/commit/c2`,
      },
      expect.objectContaining({ sha: 'c1' }),
    ]);
    gitlab.answers.set(commits, [commit('c3', 'c2'), commit('c2', 'c1')]);
    await until(() => sink.commits.some(({ sha }) => sha === 'c3'));
    expect(gitlab.count(/commits\?page=2/)).toBe(1);
  });

  it('takes an empty project for what it is, until it has a commit', async () => {
    gitlab.answers.set(PROJECT, { id: 7, default_branch: null });
    gitlab.answers.delete(`${PROJECT}/repository/commits`);
    observe(service('checkout-api'));
    await rounds(1);
    expect(sink.failures.size).toBe(0);
    gitlab.addProject(SLUG);
    await until(() => gitlab.count(/repository\/commits/) > 0);
  });

  it('replaces the open merge requests', async () => {
    // https://docs.gitlab.com/api/merge_requests/#list-project-merge-requests
    const open = (iid: number, extra: object = {}) => ({
      id: 900 + iid,
      iid,
      project_id: 7,
      title: 'Add refunds',
      state: 'opened',
      author: { id: 2, username: 'ben', name: 'Ben' },
      source_branch: 'refunds',
      target_branch: 'main',
      sha: SHA,
      draft: true,
      labels: ['preview'],
      web_url: `https://${FakeGitlab.HOST}/${SLUG}/-/merge_requests/${iid}`,
      created_at: '2026-11-22T09:00:00.000Z',
      updated_at: '2026-11-23T09:00:00.000Z',
      ...extra,
    });
    gitlab.answers.set(`${PROJECT}/merge_requests`, [
      open(13, { sha: null }),
      open(12),
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
        url: `https://${FakeGitlab.HOST}/${SLUG}/-/merge_requests/12`,
        createdAt: '2026-11-22T09:00:00.000Z',
        updatedAt: '2026-11-23T09:00:00.000Z',
      },
    ]);
    gitlab.answers.set(`${PROJECT}/merge_requests`, []);
    await until(() => sink.pullRequests.get(REF)?.length === 0);
  });

  it('greys out only the service whose project fails', async () => {
    const at = (name: string) => FakeGitlab.pathOf(`acme/payments/${name}`);
    gitlab.failures.set(at('gone'), {
      status: 404,
      body: { message: '404 Project Not Found' },
    });
    gitlab.failures.set(at('secret'), {
      status: 403,
      body: { error: 'insufficient_scope', error_description: 'api' },
    });
    gitlab.failures.set(at('odd'), { status: 200, body: '<html>' });
    gitlab.failures.set(at('other'), { status: 200, body: { id: 'seven' } });
    observe(
      service('checkout-api'),
      service('gone'),
      service('secret'),
      service('odd'),
      service('other'),
      service('wrong', 'wrong'),
      { name: 'elsewhere', annotations: {} },
    );
    await until(() => sink.failures.size === 5);
    expect(Object.fromEntries(sink.failures)).toEqual({
      'component:default/gone': {
        state: 'unreachable',
        message: expect.stringContaining('404 Project Not Found'),
      },
      'component:default/secret': {
        state: 'denied',
        message: expect.stringContaining('answered with 403'),
      },
      'component:default/odd': {
        state: 'unreachable',
        message: expect.stringContaining('something else than JSON'),
      },
      'component:default/other': {
        state: 'unreachable',
        message: expect.stringContaining("unexpected content at 'id'"),
      },
      'component:default/wrong': {
        state: 'unreachable',
        message: expect.stringContaining('must be <group>/<project>'),
      },
    });
    expect(sink.confirmed).toContain(REF);
  });

  it('is denied when the token is wrong, and does not tell the token', async () => {
    gitlab.failures.set('*', {
      status: 401,
      body: { message: `401 Unauthorized: ${FakeGitlab.TOKEN}` },
    });
    const { ended } = observe(service('checkout-api'));
    await expect(ended).resolves.toMatchObject({
      name: 'AuthenticationError',
      message: expect.not.stringContaining(FakeGitlab.TOKEN),
    });
  });

  it('is unreachable when GitLab does not answer', async () => {
    gitlab.failures.set('*', { status: 502, body: 'GitLab is not responding' });
    const { ended } = observe(service('checkout-api'));
    await expect(ended).resolves.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('GitLab (gitlab.example.com)'),
    });
    expect(sink.failures.size).toBe(0);
  });

  it('waits as long as GitLab asks when there were too many requests', async () => {
    gitlab.failures.set('*', {
      status: 429,
      body: 'Retry later\n',
      headers: { 'retry-after': '1' },
    });
    const { logger } = observe(service('checkout-api'));
    await until(() => logger.warn.mock.calls.length > 0);
    gitlab.failures.clear();
    await rounds(1);
    expect(sink.failures.size).toBe(0);
    expect(gitlab.count(/^429/)).toBe(1);
  });
});
