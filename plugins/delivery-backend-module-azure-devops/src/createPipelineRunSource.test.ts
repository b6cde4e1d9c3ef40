import { registerMswTestHooks } from '@backstage/backend-test-utils';
import {
  RecordingSink,
  StaticServiceDirectory,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import { setupServer } from 'msw/node';
import { FakeAzure, list } from './__testUtils__/FakeAzure';
import {
  ANNOTATIONS,
  API,
  BUILDS,
  GIT,
  NAME,
  PROJECT,
  REF,
  SHA,
  build,
  record,
  report,
} from './__testUtils__/fixtures';
import { sourceOptions, start } from './__testUtils__/startSources';
import { createPipelineRunSource } from './createPipelineRunSource';

const RUN_URL = `${FakeAzure.ORGANIZATION}/${FakeAzure.PROJECT_ID}/_build/results?buildId=70`;

function service(name: string, annotations: Record<string, string> = {}) {
  return {
    name,
    annotations: {
      ...ANNOTATIONS,
      'dev.azure.com/project-repo': `${PROJECT}/${name}`,
      'dev.azure.com/build-definition': name,
      ...annotations,
    },
  };
}

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('createPipelineRunSource', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let azure: FakeAzure;
  let sink: RecordingSink;
  let options: ReturnType<typeof sourceOptions>;
  let started: ReturnType<typeof start> | undefined;

  beforeEach(() => {
    azure = new FakeAzure();
    server.use(...azure.handlers());
    sink = new RecordingSink();
    options = sourceOptions(0.05);
    azure.addRepository(PROJECT, NAME);
  });

  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  function observe(...services: ReturnType<typeof service>[]) {
    const directory = new StaticServiceDirectory(...services);
    started = start(createPipelineRunSource(options), directory, sink);
    return started;
  }

  const rounds = (count: number) =>
    until(() => sink.confirmed.filter(ref => ref === 'all').length >= count);

  it('stores builds with their stages in order', async () => {
    azure.setBuilds(PROJECT, {
      ...build(70, { status: 'inProgress', result: null, finishTime: null }),
      records: [
        record('Stage', 'Image', 3, 'pending'),
        record('Stage', 'Quality', 1, 'completed', 'succeeded'),
        record('Job', 'Tests', 1, 'completed', 'succeeded'),
        record('Stage', 'Security', 2, 'inProgress'),
        record('Task', 'Checkout', 1, 'completed', 'succeeded'),
      ],
    });
    observe(service(NAME));
    await rounds(1);
    expect(sink.runs.get('70')).toEqual({
      id: '70',
      number: 70,
      name: NAME,
      title: 'Add refunds',
      state: 'running',
      result: 'Security running',
      commit: SHA,
      branch: 'main',
      actor: 'Ada',
      url: RUN_URL,
      createdAt: '2026-11-23T09:00:00.1234567Z',
      startedAt: '2026-11-23T09:00:01.1234567Z',
      stages: [
        {
          name: 'Quality',
          state: 'succeeded',
          url: `${RUN_URL}&view=logs&s=stage-1`,
          startedAt: '2026-11-23T09:00:02Z',
          finishedAt: '2026-11-23T09:01:00Z',
        },
        expect.objectContaining({ name: 'Security', state: 'running' }),
        expect.objectContaining({ name: 'Image', state: 'queued' }),
      ],
    });
    const basic = Buffer.from(`:${FakeAzure.TOKEN}`).toString('base64');
    expect(azure.authorizations).toEqual(new Set([`Basic ${basic}`]));
    expect(
      azure.queries.every(query => query.get('api-version') === '7.1'),
    ).toBe(true);
  });

  it('shows the jobs of a pipeline without stages', async () => {
    azure.setBuilds(PROJECT, {
      ...build(70),
      records: [
        record('Stage', '__default', 1, 'completed', 'succeeded'),
        record('Job', 'Image', 2, 'completed', 'skipped'),
        record('Job', 'Tests', 1, 'completed', 'succeededWithIssues'),
      ],
    });
    observe(service(NAME));
    await rounds(1);
    expect(
      sink.runs.get('70')?.stages.map(({ name, state }) => [name, state]),
    ).toEqual([
      ['Tests', 'succeeded'],
      ['Image', 'skipped'],
    ]);
  });

  it('asks for no stages of a build that never began, and survives one without', async () => {
    azure.setBuilds(
      PROJECT,
      build(71, { result: 'canceled', startTime: null }),
      build(70, { result: 'failed' }),
    );
    azure.answers.delete(`${BUILDS}/71/timeline`);
    azure.answers.set(`${BUILDS}/70/timeline`, null);
    observe(service(NAME));
    await rounds(1);
    expect(sink.runs.get('71')).toMatchObject({
      state: 'cancelled',
      stages: [],
    });
    expect(sink.runs.get('70')).toMatchObject({ state: 'failed', stages: [] });
    expect(azure.count(/71\/timeline/)).toBe(0);
  });

  it('follows a running build to its end', async () => {
    const running = build(70, { status: 'inProgress', finishTime: null });
    azure.setBuilds(PROJECT, {
      ...running,
      records: [record('Stage', 'Quality', 1, 'inProgress')],
    });
    observe(service(NAME));
    await until(() => sink.runs.get('70')?.result === 'Quality running');
    azure.setBuilds(PROJECT, {
      ...running,
      records: [record('Stage', 'Image', 1, 'inProgress')],
    });
    await until(() => sink.runs.get('70')?.result === 'Image running');
    azure.setBuilds(PROJECT, build(70));
    await until(() => sink.runs.get('70')?.state === 'succeeded');
    expect(sink.runs.get('70')?.result).toBe('Succeeded');
  });

  it('reads only the pipeline that the annotation names, or all of the repository', async () => {
    azure.answers.set(
      `${API}/build/definitions`,
      list({ id: 3, name: 'Checkout-API' }, { id: 4, name: 'nightly' }),
    );
    observe(service(NAME));
    await rounds(1);
    const asked = () =>
      azure.queries.flatMap(query => query.get('definitions') ?? []).at(-1);
    expect(asked()).toBe('3');
    await started?.stop();
    observe(service(NAME, { 'dev.azure.com/build-definition': '' }));
    await rounds(sink.confirmed.length + 1);
    expect(asked()).toBe('3,4');
  });

  it('says which pipelines there are if none has the name', async () => {
    observe(service(NAME, { 'dev.azure.com/build-definition': 'checkout' }));
    await until(() => sink.failures.size === 1);
    expect(sink.failures.get(REF)?.message).toBe(
      `No pipeline 'checkout' builds ${PROJECT}/${NAME}; there are: ${NAME}. Correct the annotation dev.azure.com/build-definition`,
    );
  });

  it('reports releases of the default branch, oldest first, without giving the token to the store', async () => {
    azure.setBuilds(PROJECT, build(80), build(70));
    await azure.addArtifact(PROJECT, 70, 'fairway-release', {
      'release.json': JSON.stringify(report('1.14.4', { quarantined: true })),
    });
    await azure.addArtifact(PROJECT, 80, 'logs', { 'a.txt': 'a' });
    await azure.addArtifact(PROJECT, 80, 'fairway-release', {
      'release.json': JSON.stringify(report('1.15.0')),
    });
    observe(service(NAME));
    await rounds(1);
    expect(
      sink.releases.map(each => [each.runId, each.report.version]),
    ).toEqual([
      ['70', '1.14.4'],
      ['80', '1.15.0'],
    ]);
    expect(sink.runs.get('80')).toMatchObject({
      result: '1.15.0 released',
      finishedAt: '2026-11-23T09:10:00.1234567Z',
    });
    expect(azure.count(/^store/)).toBe(2);
    expect(azure.count(/WITH TOKEN/)).toBe(0);
  });

  it('looks for the release of a build that goes on only once it has reported', async () => {
    azure.setBuilds(
      PROJECT,
      build(70, { status: 'inProgress', result: null, finishTime: null }),
    );
    await azure.addArtifact(PROJECT, 70, 'fairway-release', {
      'release.json': JSON.stringify(report('1.15.0')),
    });
    observe(service(NAME));
    await rounds(2);
    expect(azure.count(/artifacts/)).toBe(0);
    options.reported.add('70');
    await until(() => sink.runs.get('70')?.release === '1.15.0');
    expect(sink.releases[0]).toMatchObject({ runId: '70' });
    expect(sink.runs.get('70')?.state).toBe('running');
  });

  it('looks for no release in builds of pull requests and other branches', async () => {
    azure.setBuilds(
      PROJECT,
      build(71, { sourceBranch: 'refs/heads/topic' }),
      build(70, {
        reason: 'pullRequest',
        sourceBranch: 'refs/pull/12/merge',
        sourceVersion: 'c'.repeat(40),
        triggerInfo: {
          'pr.number': '12',
          'pr.sourceBranch': 'refs/heads/refunds',
          'pr.sourceSha': SHA,
          'pr.title': 'Add refunds',
        },
      }),
    );
    observe(service(NAME));
    await rounds(1);
    expect(sink.runs.get('70')).toMatchObject({
      pullRequest: 12,
      branch: 'refunds',
      commit: SHA,
      title: 'Add refunds',
      result: 'Checks passed',
    });
    expect(azure.count(/artifacts/)).toBe(0);
  });

  it.each([
    ['another commit', report('1', { commit: 'c'.repeat(40) }), /names commit/],
    [
      'the image of another service',
      report('1', { image: 'x' }),
      /names image/,
    ],
    ['no digest', { ...report('1'), digest: 'latest' }, /'digest'/],
  ])('believes no report that names %s', async (_name, content, why) => {
    azure.setBuilds(PROJECT, build(70));
    await azure.addArtifact(PROJECT, 70, 'fairway-release', {
      'release.json': JSON.stringify(content),
    });
    const { logger } = observe(service(NAME));
    await rounds(1);
    expect(sink.releases).toEqual([]);
    expect(sink.runs.get('70')?.result).toBe('Succeeded');
    expect(logger.warn).toHaveBeenCalledWith(expect.stringMatching(why));
  });

  it.each(['http://169.254.169.254/latest', 'https://evil.example/x.zip', ''])(
    'downloads nothing from %j, wherever a step says that its artifact is',
    async address => {
      azure.setBuilds(PROJECT, build(70));
      azure.addForeignArtifact(PROJECT, 70, 'fairway-release', address);
      const { logger } = observe(service(NAME));
      await rounds(1);
      expect(sink.releases).toEqual([]);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('where nothing is downloaded from'),
      );
    },
  );

  it('reads finished builds once', async () => {
    sink.stored = {
      finished: new Map([['60', '2026-11-23T09:10:00.1234567Z']]),
      unfinished: [],
    };
    azure.setBuilds(PROJECT, build(70), build(60));
    observe(service(NAME));
    await rounds(3);
    expect([...sink.runs.keys()]).toEqual(['70']);
    expect(azure.count(/timeline/)).toBe(1);
  });

  it('reads back page by page, and only while half of the rate limit is left', async () => {
    const limit = (remaining: number) => ({
      'x-ratelimit-limit': '200',
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 60),
    });
    const now = new Date().toISOString();
    const past = (id: number) => build(id, { queueTime: now, finishTime: now });
    azure.setBuilds(PROJECT, past(80), past(20));
    azure.answers.set(BUILDS, list(past(80)));
    azure.answers.set(`${BUILDS}?next`, list(past(20)));
    azure.headers = limit(90);
    observe(service(NAME));
    await rounds(2);
    expect(azure.count(/\?next/)).toBe(0);
    azure.headers = limit(190);
    await until(() => sink.runs.has('20'));
    await rounds(sink.confirmed.length + 2);
    expect(azure.count(/\?next/)).toBe(1);
  });

  it('calls a running build cancelled that was deleted', async () => {
    azure.setBuilds(PROJECT, build(70, { status: 'inProgress' }));
    observe(service(NAME));
    await until(() => sink.runs.get('70')?.state === 'running');
    azure.answers.set(BUILDS, list());
    azure.answers.delete(`${BUILDS}/70`);
    await until(() => sink.runs.get('70')?.state === 'cancelled');
    expect(sink.runs.get('70')?.result).toBe('Deleted on Azure DevOps');
  });

  it('reads commits with their parents, each once', async () => {
    // https://learn.microsoft.com/rest/api/azure/devops/git/commits/get-commits
    const commit = (sha: string) => ({
      commitId: sha,
      author: {
        name: 'Ada',
        email: 'ada@acme.com',
        date: '2026-11-23T08:00:00Z',
      },
      comment: `Commit ${sha}`,
      changeCounts: { Add: 1, Edit: 0, Delete: 0 },
      remoteUrl: `${FakeAzure.ORGANIZATION}/${PROJECT}/_git/${NAME}/commit/${sha}`,
    });
    const single = (sha: string, ...parents: string[]) =>
      azure.answers.set(`${GIT}/commits/${sha}`, { ...commit(sha), parents });
    azure.answers.set(`${GIT}/commits`, list(commit('c2'), commit('c1')));
    single('c1');
    single('c2', 'c1');
    observe(service(NAME));
    await rounds(2);
    expect(sink.commits).toEqual([
      {
        sha: 'c2',
        parents: ['c1'],
        message: 'Commit c2',
        author: 'Ada',
        authoredAt: '2026-11-23T08:00:00Z',
        url: `${FakeAzure.ORGANIZATION}/${PROJECT}/_git/${NAME}/commit/c2`,
      },
      expect.objectContaining({ sha: 'c1', parents: [] }),
    ]);
    single('c3', 'c2');
    azure.answers.set(
      `${GIT}/commits`,
      list(commit('c3'), commit('c2'), commit('c1')),
    );
    await until(() => sink.commits.some(({ sha }) => sha === 'c3'));
    await rounds(sink.confirmed.length + 2);
    expect(sink.commits.map(({ sha }) => sha)).toEqual(['c2', 'c1', 'c3']);
    expect(azure.count(/commits\/c2/)).toBe(1);
  });

  it('takes an empty repository without a pipeline for what it is, until it has both', async () => {
    azure.answers.set(`${API}/git/repositories/${NAME}`, {
      id: FakeAzure.REPOSITORY_ID,
      project: { id: FakeAzure.PROJECT_ID },
    });
    azure.answers.set(`${API}/build/definitions`, list());
    azure.answers.delete(`${GIT}/commits`);
    azure.answers.delete(BUILDS);
    observe(service(NAME, { 'dev.azure.com/build-definition': '' }));
    await rounds(1);
    expect(sink.failures.size).toBe(0);
    azure.addRepository(PROJECT, NAME);
    azure.setBuilds(PROJECT, build(70));
    await until(() => sink.runs.has('70'));
  });

  it('replaces the open pull requests', async () => {
    // https://learn.microsoft.com/rest/api/azure/devops/git/pull-requests/get-pull-requests
    const open = (pullRequestId: number, extra: object = {}) => ({
      pullRequestId,
      status: 'active',
      title: 'Add refunds',
      createdBy: { displayName: 'Ben', uniqueName: 'ben@acme.com' },
      creationDate: '2026-11-22T09:00:00Z',
      sourceRefName: 'refs/heads/refunds',
      targetRefName: 'refs/heads/main',
      lastMergeSourceCommit: { commitId: SHA },
      isDraft: true,
      labels: [
        { id: '1', name: 'preview', active: true },
        { id: '2', name: 'old', active: false },
      ],
      ...extra,
    });
    azure.answers.set(
      `${GIT}/pullrequests`,
      list(open(12), open(13, { lastMergeSourceCommit: undefined })),
    );
    observe(service(NAME));
    await rounds(1);
    expect(sink.pullRequests.get(REF)).toEqual([
      {
        number: 12,
        title: 'Add refunds',
        author: 'Ben',
        branch: 'refunds',
        commit: SHA,
        draft: true,
        labels: ['preview'],
        url: `${FakeAzure.ORGANIZATION}/${PROJECT}/_git/${NAME}/pullrequest/12`,
        createdAt: '2026-11-22T09:00:00Z',
        updatedAt: '2026-11-22T09:00:00Z',
      },
    ]);
    azure.answers.set(`${GIT}/pullrequests`, list());
    await until(() => sink.pullRequests.get(REF)?.length === 0);
  });

  it('greys out only the service whose repository fails', async () => {
    const at = (name: string) => `${API}/git/repositories/${name}`;
    azure.failures.set(at('secret'), {
      status: 403,
      body: { message: 'TF401027: You need the Git GenericRead permission.' },
    });
    azure.failures.set(at('odd'), { status: 200, body: 'nonsense' });
    azure.answers.set(at('other'), { id: 7 });
    observe(
      service(NAME),
      service('gone'),
      service('secret'),
      service('odd'),
      service('other'),
    );
    await until(() => sink.failures.size === 4);
    expect(Object.fromEntries(sink.failures)).toEqual({
      'component:default/gone': {
        state: 'unreachable',
        message: expect.stringContaining('TF200016'),
      },
      'component:default/secret': {
        state: 'denied',
        message: expect.stringContaining('TF401027'),
      },
      'component:default/odd': {
        state: 'unreachable',
        message: expect.stringContaining('something else than JSON'),
      },
      'component:default/other': {
        state: 'unreachable',
        message: expect.stringContaining("unexpected content at 'id'"),
      },
    });
    expect(sink.confirmed).toContain(REF);
  });

  it.each([
    ['401', { status: 401 }],
    ['the page of its login', { status: 203, body: '<html>Sign in' }],
    [
      'that page as if it were fine',
      {
        status: 200,
        body: '<html>Sign in',
        headers: { 'content-type': 'text/html; charset=utf-8' },
      },
    ],
  ])('is denied when the token is answered with %s', async (_name, failure) => {
    azure.failures.set('*', failure);
    const { ended } = observe(service(NAME));
    await expect(ended).resolves.toMatchObject({
      name: 'AuthenticationError',
      message: expect.not.stringContaining(FakeAzure.TOKEN),
    });
  });

  it('is unreachable when Azure DevOps does not answer', async () => {
    azure.failures.set('*', { status: 503 });
    const { ended } = observe(service(NAME));
    await expect(ended).resolves.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('Azure DevOps (dev.azure.com/acme)'),
    });
    expect(sink.failures.size).toBe(0);
  });

  it('waits as long as Azure DevOps asks, also when it asks with a good answer', async () => {
    azure.headers = { 'retry-after': '1' };
    const { logger } = observe(service(NAME));
    await until(() => logger.warn.mock.calls.length > 0);
    expect(azure.requests).toHaveLength(1);
    azure.headers = {};
    await rounds(1);
    expect(sink.failures.size).toBe(0);
  });
});
