import { ADA, BEN_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';

describe('branches and their protection', () => {
  let fixture: ForgeFixture;
  const shop = { owner: 'acme', repo: 'shop' };
  const main = { ...shop, branch: 'main' };
  const path = '/branches/{branch}/protection';

  beforeEach(async () => {
    fixture = await ForgeFixture.start();
    const { head } = await fixture.repository('shop');
    await fixture.octokit.rest.git.createRef({
      ...shop,
      ref: 'refs/heads/feature/a#1',
      sha: head,
    });
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
  const protect = (
    changes: Partial<
      Parameters<typeof fixture.octokit.rest.repos.updateBranchProtection>[0]
    > = {},
  ) =>
    repos().updateBranchProtection({
      ...main,
      required_status_checks: { strict: true, contexts: ['build'] },
      enforce_admins: true,
      required_pull_request_reviews: {
        required_approving_review_count: 2,
        dismiss_stale_reviews: true,
      },
      restrictions: null,
      ...changes,
    });

  it('lists branches and shows one', async () => {
    await protect();
    const listed = await repos().listBranches(shop);
    expectContract('GET', '/branches', listed);
    expect(listed.data.map(each => [each.name, each.protected])).toEqual([
      ['feature/a#1', false],
      ['main', true],
    ]);
    const { data } = await repos().listBranches({ ...shop, protected: true });
    expect(data.map(each => each.name)).toEqual(['main']);

    const one = await repos().getBranch({ ...shop, branch: 'feature/a#1' });
    expectContract('GET', '/branches/{branch}', one);
    const protectedOne = await repos().getBranch(main);
    expectContract('GET', '/branches/{branch}', protectedOne);
    expect(protectedOne.data.protection).toMatchObject({
      enabled: true,
      required_status_checks: {
        enforcement_level: 'everyone',
        contexts: ['build'],
      },
    });
    await expect(
      repos().getBranch({ ...shop, branch: 'gone' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('protects, shows and frees a branch', async () => {
    await expect(repos().getBranchProtection(main)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Branch not protected'),
    });
    const put = await protect({
      restrictions: { users: [ADA.login], teams: ['payments'], apps: [] },
    });
    expectContract('PUT', path, put);
    const got = await repos().getBranchProtection(main);
    expectContract('GET', path, got);
    expect(got.data).toMatchObject({
      required_status_checks: { strict: true, contexts: ['build'] },
      enforce_admins: { enabled: true },
      required_pull_request_reviews: {
        required_approving_review_count: 2,
        dismiss_stale_reviews: true,
      },
      restrictions: {
        users: [{ login: ADA.login }],
        teams: [{ slug: 'payments' }],
      },
      allow_force_pushes: { enabled: false },
    });
    const removed = await repos().deleteBranchProtection(main);
    expectContract('DELETE', path, removed);
    await expect(repos().getBranchProtection(main)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('protects a branch whose name has slashes and signs', async () => {
    await protect({ branch: 'feature/a#1' });
    const { data } = await repos().getBranchProtection({
      ...shop,
      branch: 'feature/a#1',
    });
    expect(data.url).toMatch(/branches\/feature%2Fa%231\/protection$/);
  });

  it('is for administrators, and wants what GitHub wants', async () => {
    const ben = fixture.octokitOf(BEN_TOKEN).rest.repos;
    await expect(ben.getBranchProtection(main)).rejects.toMatchObject({
      status: 403,
    });
    await expect(protect({ branch: 'gone' })).rejects.toMatchObject({
      status: 404,
    });
    const answer = await fixture.fetch(
      '/repos/acme/shop/branches/main/protection',
      { method: 'PUT', body: '{"enforce_admins":true}', headers: json },
    );
    expect(answer.status).toBe(422);
  });

  it('asks for signatures', async () => {
    await protect();
    const below = `${path}/required_signatures`;
    const created = await repos().createCommitSignatureProtection(main);
    expectContract('POST', below, created);
    expect(created.data.enabled).toBe(true);
    // A new protection does not touch it.
    await protect();
    const got = await repos().getCommitSignatureProtection(main);
    expectContract('GET', below, got);
    expect(got.data.enabled).toBe(true);
    const removed = await repos().deleteCommitSignatureProtection(main);
    expectContract('DELETE', below, removed);
    const { data } = await repos().getCommitSignatureProtection(main);
    expect(data.enabled).toBe(false);
  });

  it('changes required checks', async () => {
    await protect();
    const below = `${path}/required_status_checks`;
    const checks = await repos().getStatusChecksProtection(main);
    expectContract('GET', below, checks);
    const updated = await repos().updateStatusCheckProtection({
      ...main,
      strict: false,
    });
    expectContract('PATCH', below, updated);
    expect(updated.data).toMatchObject({ strict: false, contexts: ['build'] });

    const added = await repos().addStatusCheckContexts({
      ...main,
      contexts: ['test', 'build'],
    });
    expectContract('POST', `${below}/contexts`, added);
    expect(added.data).toEqual(['build', 'test']);
    const rest = await repos().removeStatusCheckContexts({
      ...main,
      contexts: ['build'],
    });
    expectContract('DELETE', `${below}/contexts`, rest);
    const set = await repos().setStatusCheckContexts({
      ...main,
      contexts: ['lint'],
    });
    expectContract('PUT', `${below}/contexts`, set);
    const all = await repos().getAllStatusCheckContexts(main);
    expectContract('GET', `${below}/contexts`, all);
    expect(all.data).toEqual(['lint']);

    expectContract(
      'DELETE',
      below,
      await repos().removeStatusCheckProtection(main),
    );
    await expect(repos().getStatusChecksProtection(main)).rejects.toMatchObject(
      { status: 404 },
    );
  });

  it('changes required reviews and whether administrators are bound', async () => {
    await protect();
    const reviews = `${path}/required_pull_request_reviews`;
    expectContract(
      'GET',
      reviews,
      await repos().getPullRequestReviewProtection(main),
    );
    const updated = await repos().updatePullRequestReviewProtection({
      ...main,
      required_approving_review_count: 1,
    });
    expectContract('PATCH', reviews, updated);
    expect(updated.data).toMatchObject({
      required_approving_review_count: 1,
      dismiss_stale_reviews: true,
    });
    expectContract(
      'DELETE',
      reviews,
      await repos().deletePullRequestReviewProtection(main),
    );
    await expect(
      repos().getPullRequestReviewProtection(main),
    ).rejects.toMatchObject({ status: 404 });

    const admins = `${path}/enforce_admins`;
    expectContract(
      'DELETE',
      admins,
      await repos().deleteAdminBranchProtection(main),
    );
    const off = await repos().getAdminBranchProtection(main);
    expectContract('GET', admins, off);
    expect(off.data.enabled).toBe(false);
    const on = await repos().setAdminBranchProtection(main);
    expectContract('POST', admins, on);
    expect(on.data.enabled).toBe(true);
  });

  it('holds for REST as for git', async () => {
    await protect();
    const { data } = await repos().getContent({ ...shop, path: 'README.md' });
    await expect(
      repos().createOrUpdateFileContents({
        ...shop,
        path: 'README.md',
        message: 'Change',
        content: Buffer.from('x').toString('base64'),
        sha: 'sha' in data ? data.sha : '',
      }),
    ).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining(
        'Changes must be made through a pull request.',
      ),
    });
    await expect(
      fixture.octokit.rest.git.deleteRef({ ...shop, ref: 'heads/main' }),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Cannot delete this branch'),
    });
  });
});

const json = { 'Content-Type': 'application/json' };
