import {
  ADA_TOKEN,
  BEN_TOKEN,
  ForgeFixture,
} from '../__testUtils__/ForgeFixture';
import { matchesRefPattern } from './matchesRefPattern';

describe('rulesets', () => {
  let fixture: ForgeFixture;
  let head: string;
  const shop = { owner: 'acme', repo: 'shop' };

  beforeEach(async () => {
    fixture = await ForgeFixture.start();
    head = (await fixture.repository('shop')).head;
  });
  afterEach(() => fixture.stop());

  const repos = () => fixture.octokit.rest.repos;
  const expectContract = (
    method: string,
    below: string,
    { status, data }: { status: number; data: unknown },
  ) =>
    fixture.expectContract(
      method,
      `/repos/{owner}/{repo}${below}`,
      status,
      data,
    );
  const create = (
    changes: Partial<
      Parameters<typeof fixture.octokit.rest.repos.createRepoRuleset>[0]
    > = {},
  ) =>
    repos().createRepoRuleset({
      ...shop,
      name: 'releases',
      target: 'branch',
      enforcement: 'active',
      conditions: {
        ref_name: { include: ['refs/heads/release/**'], exclude: [] },
      },
      rules: [{ type: 'creation' }, { type: 'deletion' }],
      ...changes,
    });
  const branch = (name: string, token: string) =>
    fixture.octokitOf(token).rest.git.createRef({
      ...shop,
      ref: `refs/heads/${name}`,
      sha: head,
    });

  it('are created, listed, shown, changed and deleted', async () => {
    const created = await create({
      rules: [
        { type: 'creation' },
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: true,
            required_status_checks: [{ context: 'build' }],
          },
        },
        {
          type: 'pull_request',
          parameters: {
            dismiss_stale_reviews_on_push: true,
            require_code_owner_review: false,
            require_last_push_approval: false,
            required_approving_review_count: 1,
            required_review_thread_resolution: false,
          },
        },
      ],
    });
    expectContract('POST', '/rulesets', created);
    const ruleset_id = created.data.id;
    const got = await repos().getRepoRuleset({ ...shop, ruleset_id });
    expectContract('GET', '/rulesets/{ruleset_id}', got);
    expect(got.data).toMatchObject({
      name: 'releases',
      source: 'acme/shop',
      enforcement: 'active',
      current_user_can_bypass: 'never',
      rules: [
        { type: 'creation' },
        { type: 'required_status_checks' },
        { type: 'pull_request' },
      ],
    });
    const listed = await repos().getRepoRulesets(shop);
    expectContract('GET', '/rulesets', listed);
    expect(listed.data).toHaveLength(1);

    const rules = await repos().getBranchRules({
      ...shop,
      branch: 'release/1/x',
    });
    expectContract('GET', '/rules/branches/{branch}', rules);
    expect(rules.data.map(rule => rule.type)).toEqual([
      'creation',
      'required_status_checks',
      'pull_request',
    ]);

    const updated = await repos().updateRepoRuleset({
      ...shop,
      ruleset_id,
      enforcement: 'disabled',
    });
    expectContract('PUT', '/rulesets/{ruleset_id}', updated);
    expect(updated.data).toMatchObject({
      name: 'releases',
      enforcement: 'disabled',
    });
    const none = await repos().getBranchRules({ ...shop, branch: 'release/1' });
    expect(none.data).toEqual([]);

    const removed = await repos().deleteRepoRuleset({ ...shop, ruleset_id });
    expectContract('DELETE', '/rulesets/{ruleset_id}', removed);
    await expect(
      repos().getRepoRuleset({ ...shop, ruleset_id }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('are for administrators, with names of their own and known rules', async () => {
    await expect(
      fixture.octokitOf(BEN_TOKEN).rest.repos.createRepoRuleset({
        ...shop,
        name: 'mine',
        enforcement: 'active',
      }),
    ).rejects.toMatchObject({ status: 403 });
    await create();
    await expect(create()).rejects.toMatchObject({ status: 422 });
    const answer = await fixture.fetch('/repos/acme/shop/rulesets', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        name: 'odd',
        enforcement: 'active',
        rules: [{ type: 'be_nice' }],
      }),
    });
    expect(answer.status).toBe(422);
  });

  it('bind everybody, unless they name who may pass', async () => {
    await create();
    await expect(branch('release/1', ADA_TOKEN)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('creations being restricted'),
    });
    expect((await branch('topic', ADA_TOKEN)).status).toBe(201);

    const { data } = await repos().getRepoRulesets(shop);
    await repos().updateRepoRuleset({
      ...shop,
      ruleset_id: data[0].id,
      bypass_actors: [
        { actor_id: 1, actor_type: 'Team', bypass_mode: 'always' },
      ],
    });
    expect((await branch('release/1', ADA_TOKEN)).status).toBe(201);
    await expect(branch('release/2', BEN_TOKEN)).rejects.toMatchObject({
      status: 422,
    });
    await expect(
      fixture.octokitOf(BEN_TOKEN).rest.git.deleteRef({
        ...shop,
        ref: 'heads/release/1',
      }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('hold for git, and say so as GitHub does', async () => {
    await create({
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      rules: [{ type: 'pull_request' }],
    });
    await fixture.git('', 'clone', '-q', fixture.gitUrl('shop'), 'shop');
    await fixture.git('shop', 'commit', '-q', '--allow-empty', '-m', 'Direct');
    await expect(fixture.git('shop', 'push', 'origin', 'main')).rejects.toThrow(
      /GH013: Repository rule violations found for refs\/heads\/main\.[^]*Changes must be made through a pull request/,
    );
    await fixture.git('shop', 'push', '-q', 'origin', 'main:topic');
  });
});

describe('matchesRefPattern', () => {
  it.each([
    ['refs/heads/release/*', 'refs/heads/release/1', true],
    ['refs/heads/release/*', 'refs/heads/release/1/2', false],
    ['refs/heads/release/**', 'refs/heads/release/1/2', true],
    ['refs/heads/**/fix', 'refs/heads/a/b/fix', true],
    ['refs/heads/**/fix', 'refs/heads/fix', true],
    ['refs/heads/v?', 'refs/heads/v1', true],
    ['refs/heads/v?', 'refs/heads/v/', false],
    ['refs/heads/a.b', 'refs/heads/axb', false],
    ['refs/heads/a+(b)', 'refs/heads/a+(b)', true],
  ])('%s and %s: %s', (pattern, ref, expected) => {
    expect(matchesRefPattern(pattern, ref)).toBe(expected);
  });
});
