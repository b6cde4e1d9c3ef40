import { ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

describe('checks', () => {
  let fixture: ForgeFixture;
  let head: string;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    head = (await fixture.repository('shop')).head;
  });
  afterAll(() => fixture.stop());

  it('go from queued to completed, with annotations that add up', async () => {
    const { checks } = fixture.checked.rest;
    const created = await checks.create({
      ...repo,
      name: 'review',
      head_sha: head,
      details_url: 'https://review.example/1',
      external_id: '42',
    });
    expect(created.status).toBe(201);
    expect(created.data).toMatchObject({
      status: 'queued',
      conclusion: null,
      completed_at: null,
      external_id: '42',
      details_url: 'https://review.example/1',
    });
    const annotation = (line: number) => ({
      path: 'README.md',
      start_line: line,
      end_line: line,
      annotation_level: 'warning' as const,
      message: `Line ${line}`,
    });
    const id = { ...repo, check_run_id: created.data.id };
    await checks.update({
      ...id,
      status: 'in_progress',
      output: { title: 'Half', summary: 'Half', annotations: [annotation(1)] },
    });
    const done = await checks.update({
      ...id,
      conclusion: 'failure',
      output: { title: 'All', summary: 'All', annotations: [annotation(2)] },
    });
    expect(done.data).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      completed_at: expect.any(String),
      output: { title: 'All', annotations_count: 2 },
    });
    const { data } = await checks.get(id);
    expect(data).toEqual(done.data);
    const annotations = await checks.listAnnotations(id);
    expect(annotations.data.map(({ message }) => message)).toEqual([
      'Line 1',
      'Line 2',
    ]);
  });

  it('of a commit are the newest of each name, unless all are asked for', async () => {
    const { checks } = fixture.checked.rest;
    for (const conclusion of ['failure', 'success'] as const) {
      await checks.create({
        ...repo,
        name: 'lint',
        head_sha: head,
        status: 'completed',
        conclusion,
      });
    }
    const of = async (query: object) => {
      const { data } = await checks.listForRef({
        ...repo,
        ref: 'main',
        check_name: 'lint',
        ...query,
      });
      return data.check_runs.map(check => check.conclusion);
    };
    expect(await of({})).toEqual(['success']);
    expect(await of({ filter: 'all' })).toEqual(['failure', 'success']);
    expect(await of({ status: 'queued' })).toEqual([]);
    expect(await of({ app_id: 99_999 })).toEqual([]);
  });

  it('make up the suite of their app', async () => {
    const { checks } = fixture.checked.rest;
    const { data } = await checks.listSuitesForRef({ ...repo, ref: 'main' });
    expect(data.total_count).toBe(1);
    const [suite] = data.check_suites;
    expect(suite).toMatchObject({
      head_sha: head,
      status: 'completed',
      conclusion: 'failure',
      latest_check_runs_count: 2,
    });
    const id = { ...repo, check_suite_id: suite.id };
    expect((await checks.getSuite(id)).data).toEqual(suite);
    const runs = await checks.listForSuite(id);
    expect(runs.data.check_runs.map(({ name }) => name)).toEqual([
      'review',
      'lint',
    ]);
    const again = await checks.createSuite({ ...repo, head_sha: head });
    expect(again.status).toBe(200);
    expect(again.data.id).toBe(suite.id);
  });

  it('of a workflow run are its jobs, and the run is their suite', async () => {
    const { actions } = fixture.forge;
    const run = actions.createWorkflowRun({
      ...repo,
      workflowPath: '.github/workflows/ci.yml',
      name: 'CI',
      displayTitle: 'Initial commit',
      event: 'push',
      headBranch: 'main',
      headSha: head,
      actor: 'ada',
      status: 'in_progress',
    });
    const job = actions.createJob({ runId: run.id, name: 'test' });
    const { checks } = fixture.checked.rest;
    const { data } = await checks.get({ ...repo, check_run_id: job.id });
    expect(data).toMatchObject({
      name: 'test',
      app: { slug: 'github-actions' },
      check_suite: { id: run.id },
    });
    const suite = await checks.getSuite({ ...repo, check_suite_id: run.id });
    expect(suite.data).toMatchObject({
      app: { slug: 'github-actions' },
      head_branch: 'main',
      status: 'in_progress',
      latest_check_runs_count: 1,
    });
    await expect(
      checks.update({ ...repo, check_run_id: job.id, conclusion: 'success' }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it('are refused without a name, a commit or a conclusion', async () => {
    const { checks } = fixture.octokit.rest;
    const refusal = (body: {
      name: string;
      head_sha: string;
      status?: 'completed';
    }) =>
      checks.create({ ...repo, ...body }).then(
        () => undefined,
        error => error.response.data,
      );
    expect(await refusal({ name: '', head_sha: head })).toMatchObject({
      errors: [{ field: 'name' }],
    });
    expect(
      await refusal({ name: 'lint', head_sha: 'f'.repeat(40) }),
    ).toMatchObject({ message: `No commit found for SHA: ${'f'.repeat(40)}` });
    expect(
      await refusal({ name: 'lint', head_sha: head, status: 'completed' }),
    ).toMatchObject({ errors: [{ field: 'conclusion' }] });
  });
});
