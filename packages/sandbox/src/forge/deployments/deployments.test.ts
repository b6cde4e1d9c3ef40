import { ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

describe('deployments', () => {
  let fixture: ForgeFixture;
  let head: string;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    head = (await fixture.repository('shop')).head;
  });
  afterAll(() => fixture.stop());

  async function deploy(environment: string, extra: object = {}) {
    const { data } = await fixture.checked.rest.repos.createDeployment({
      ...repo,
      ref: 'main',
      environment,
      ...extra,
    });
    if (!('id' in data)) {
      throw new Error(`Nothing to deploy: ${data.message}`);
    }
    return data;
  }

  const report = (
    id: number,
    state: 'success' | 'failure' | 'in_progress' | 'inactive',
  ) =>
    fixture.checked.rest.repos.createDeploymentStatus({
      ...repo,
      deployment_id: id,
      state,
      log_url: 'https://ci.example/log',
      environment_url: 'https://shop.example',
      description: `It is ${state}`,
    });
  const statesOf = async (id: number) => {
    const { data } = await fixture.checked.rest.repos.listDeploymentStatuses({
      ...repo,
      deployment_id: id,
    });
    return data.map(({ state }) => state);
  };

  it('are created and listed by every filter', async () => {
    const { repos } = fixture.checked.rest;
    const deployment = await deploy('test', {
      task: 'migrate',
      payload: { version: '1.0.0' },
      description: 'Try it',
    });
    expect(deployment).toMatchObject({
      sha: head,
      ref: 'main',
      task: 'migrate',
      environment: 'test',
      payload: { version: '1.0.0' },
      description: 'Try it',
      creator: { login: 'fairway-bot' },
      production_environment: false,
    });
    const ids = async (query: object) =>
      (await repos.listDeployments({ ...repo, ...query })).data.map(d => d.id);
    expect(await ids({ environment: 'test' })).toEqual([deployment.id]);
    expect(await ids({ task: 'deploy' })).toEqual([]);
    expect(await ids({ sha: head, ref: 'main' })).toEqual([deployment.id]);
    const id = { ...repo, deployment_id: deployment.id };
    expect((await repos.getDeployment(id)).data).toEqual(deployment);
  });

  it('follow their statuses, and a success retires those before', async () => {
    const first = await deploy('dev');
    await report(first.id, 'in_progress');
    const { data } = await report(first.id, 'success');
    expect(data).toMatchObject({
      state: 'success',
      environment: 'dev',
      log_url: 'https://ci.example/log',
      environment_url: 'https://shop.example',
      description: 'It is success',
    });
    const one = await fixture.checked.rest.repos.getDeploymentStatus({
      ...repo,
      deployment_id: first.id,
      status_id: data.id,
    });
    expect(one.data).toEqual(data);
    const second = await deploy('dev');
    await report(second.id, 'success');
    expect(await statesOf(first.id)).toEqual([
      'inactive',
      'success',
      'in_progress',
    ]);
    expect(await statesOf(second.id)).toEqual(['success']);
  });

  it('are removed only when they are inactive', async () => {
    const { repos } = fixture.checked.rest;
    const { id } = await deploy('temp');
    await deploy('temp');
    await report(id, 'success');
    const of = { ...repo, deployment_id: id };
    await expect(repos.deleteDeployment(of)).rejects.toMatchObject({
      status: 422,
    });
    await report(id, 'inactive');
    expect((await repos.deleteDeployment(of)).status).toBe(204);
    await expect(repos.getDeployment(of)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('wait for the checks of their commit', async () => {
    await fixture.octokit.rest.repos.createCommitStatus({
      ...repo,
      sha: head,
      state: 'failure',
      context: 'ci',
    });
    await expect(deploy('dev')).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Commit status checks failed for main'),
    });
    expect(await deploy('dev', { required_contexts: [] })).toHaveProperty('id');
    await fixture.octokit.rest.repos.createCommitStatus({
      ...repo,
      sha: head,
      state: 'success',
      context: 'ci',
    });
    expect(await deploy('dev', { required_contexts: ['ci'] })).toHaveProperty(
      'id',
    );
  });

  it('of a branch that lacks commits bring it up to date first', async () => {
    const { repos, git } = fixture.checked.rest;
    await git.createRef({ ...repo, ref: 'refs/heads/topic', sha: head });
    const { sha } = await fixture.forge.actions.commitFiles({
      ...repo,
      branch: 'main',
      message: 'Go on',
      author: { name: 'Ada', email: 'ada@acme.example' },
      files: { 'more.txt': 'more\n' },
    });
    const ask = () =>
      repos.createDeployment({ ...repo, ref: 'topic', required_contexts: [] });
    const merged = await ask();
    expect(merged.status).toBe(202);
    expect(merged.data).toEqual({
      message: 'Auto-merged main into topic on deployment.',
    });
    const { data } = await repos.getCommit({ ...repo, ref: 'topic' });
    expect(data.parents.map(parent => parent.sha)).toEqual([head, sha]);
    expect((await ask()).status).toBe(201);
  });

  it('are refused for an unknown ref and an unknown state', async () => {
    await expect(deploy('dev', { ref: 'none' })).rejects.toMatchObject({
      status: 422,
    });
    const { id } = await deploy('dev', { required_contexts: [] });
    const response = await fixture.fetch(
      `/repos/acme/shop/deployments/${id}/statuses`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ state: 'fine' }),
      },
    );
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [{ field: 'state' }],
    });
  });

  describe('environments', () => {
    const production = { ...repo, environment_name: 'eu/production' };

    it('are protected as asked', async () => {
      const { repos, users } = fixture.checked.rest;
      const { data: ada } = await users.getByUsername({ username: 'ada' });
      const { data } = await repos.createOrUpdateEnvironment({
        ...production,
        wait_timer: 30,
        prevent_self_review: true,
        reviewers: [{ type: 'User', id: ada.id }],
        deployment_branch_policy: {
          protected_branches: false,
          custom_branch_policies: true,
        },
      });
      expect(data.protection_rules).toMatchObject([
        { type: 'wait_timer', wait_timer: 30 },
        {
          type: 'required_reviewers',
          prevent_self_review: true,
          reviewers: [{ type: 'User', reviewer: { login: 'ada' } }],
        },
        { type: 'branch_policy' },
      ]);
      const one = await repos.getEnvironment(production);
      expect(one.data).toEqual(data);
      const all = await repos.getAllEnvironments(repo);
      expect(all.data.environments?.map(({ name }) => name)).toContain(
        'eu/production',
      );
    });

    it('name the branches that may be deployed', async () => {
      const { repos } = fixture.checked.rest;
      const policy = await repos.createDeploymentBranchPolicy({
        ...production,
        name: 'release/*',
      });
      const id = { ...production, branch_policy_id: policy.data.id ?? 0 };
      await repos.updateDeploymentBranchPolicy({ ...id, name: 'main' });
      expect((await repos.getDeploymentBranchPolicy(id)).data).toMatchObject({
        name: 'main',
        type: 'branch',
      });
      const list = () => repos.listDeploymentBranchPolicies(production);
      expect((await list()).data.total_count).toBe(1);
      await repos.deleteDeploymentBranchPolicy(id);
      expect((await list()).data.total_count).toBe(0);
    });

    it('are refused with reviewers and policies that cannot be', async () => {
      const { repos } = fixture.checked.rest;
      await expect(
        repos.createOrUpdateEnvironment({
          ...production,
          reviewers: [{ type: 'User', id: 4711 }],
        }),
      ).rejects.toMatchObject({ status: 422 });
      await expect(
        repos.createOrUpdateEnvironment({
          ...production,
          deployment_branch_policy: {
            protected_branches: true,
            custom_branch_policies: true,
          },
        }),
      ).rejects.toMatchObject({ status: 422 });
    });

    it('go away', async () => {
      const { repos } = fixture.checked.rest;
      expect((await repos.deleteAnEnvironment(production)).status).toBe(204);
      await expect(repos.getEnvironment(production)).rejects.toMatchObject({
        status: 404,
      });
    });
  });
});
