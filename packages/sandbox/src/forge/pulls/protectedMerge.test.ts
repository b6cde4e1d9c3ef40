import {
  ADA,
  ADA_TOKEN,
  BEN,
  BEN_TOKEN,
  ForgeFixture,
} from '../__testUtils__/ForgeFixture';
import { SANDBOX_TOKEN } from '../ForgeOptions';

describe('reviews and merges into a protected branch', () => {
  let fixture: ForgeFixture;
  let head: string;
  const shop = { owner: 'acme', repo: 'shop' };
  const pull = { ...shop, pull_number: 1 };

  beforeEach(async () => {
    fixture = await ForgeFixture.start();
    const repository = await fixture.repository('shop');
    await fixture.octokit.rest.git.createRef({
      ...shop,
      ref: 'refs/heads/topic',
      sha: repository.head,
    });
    head = await commit('topic', 'a.txt');
    await fixture.octokitOf(ADA_TOKEN).rest.pulls.create({
      ...shop,
      title: 'Add a',
      head: 'topic',
      base: 'main',
    });
  });
  afterEach(() => fixture.stop());

  const pulls = (token: string) => fixture.octokitOf(token).rest.pulls;
  const commit = async (branch: string, path: string) => {
    const { sha } = await fixture.forge.actions.commitFiles({
      ...shop,
      branch,
      message: `Add ${path}`,
      author: ADA,
      files: { [path]: `${path}\n` },
      pusher: ADA.login,
    });
    return sha;
  };
  const protect = (changes: object = {}) =>
    fixture.octokit.rest.repos.updateBranchProtection({
      ...shop,
      branch: 'main',
      required_status_checks: null,
      enforce_admins: false,
      required_pull_request_reviews: null,
      restrictions: null,
      ...changes,
    });
  const approve = (token = BEN_TOKEN) =>
    pulls(token).createReview({ ...pull, event: 'APPROVE' });
  const stateNow = async () =>
    (await pulls(ADA_TOKEN).get(pull)).data.mergeable_state;
  const report = (state: 'success' | 'failure' | 'pending', sha = head) =>
    fixture.octokit.rest.repos.createCommitStatus({
      ...shop,
      sha,
      state,
      context: 'build',
    });
  const expectContract = (
    method: string,
    below: string,
    { status, data }: { status: number; data: unknown },
  ) =>
    fixture.expectContract(
      method,
      `/repos/{owner}/{repo}/pulls/{pull_number}${below}`,
      status,
      data,
    );
  const expectBlocked = async (message: string) => {
    expect(await stateNow()).toBe('blocked');
    await expect(pulls(ADA_TOKEN).merge(pull)).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining(message),
    });
  };

  it('writes, submits, edits and dismisses reviews', async () => {
    const ben = pulls(BEN_TOKEN);
    const pending = await ben.createReview({ ...pull, body: 'Hm' });
    expectContract('POST', '/reviews', pending);
    expect(pending.data.state).toBe('PENDING');
    const review = { ...pull, review_id: pending.data.id };
    await expect(pulls(ADA_TOKEN).getReview(review)).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      ben.createReview({ ...pull, body: 'Again' }),
    ).rejects.toMatchObject({ status: 422 });

    const submitted = await ben.submitReview({
      ...review,
      event: 'REQUEST_CHANGES',
    });
    expectContract('POST', '/reviews/{review_id}/events', submitted);
    expect(submitted.data).toMatchObject({
      state: 'CHANGES_REQUESTED',
      body: 'Hm',
      commit_id: head,
      user: { login: BEN.login },
    });
    const edited = await ben.updateReview({ ...review, body: 'Hmm' });
    expectContract('PUT', '/reviews/{review_id}', edited);
    await expect(
      pulls(ADA_TOKEN).updateReview({ ...review, body: 'x' }),
    ).rejects.toMatchObject({ status: 403 });
    const dismissed = await pulls(ADA_TOKEN).dismissReview({
      ...review,
      message: 'Done',
    });
    expectContract('PUT', '/reviews/{review_id}/dismissals', dismissed);
    expect(dismissed.data.state).toBe('DISMISSED');

    const listed = await pulls(ADA_TOKEN).listReviews(pull);
    expectContract('GET', '/reviews', listed);
    expect(listed.data).toHaveLength(1);
    expectContract(
      'GET',
      '/reviews/{review_id}',
      await pulls(ADA_TOKEN).getReview(review),
    );
    const another = await ben.createReview(pull);
    const other = { ...pull, review_id: another.data.id };
    expectContract(
      'DELETE',
      '/reviews/{review_id}',
      await ben.deletePendingReview(other),
    );
    await expect(ben.deletePendingReview(review)).rejects.toMatchObject({
      status: 422,
    });
  });

  it('lets nobody approve what they wrote, nor object without a word', async () => {
    await expect(approve(ADA_TOKEN)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Can not approve your own pull request'),
    });
    await expect(
      pulls(BEN_TOKEN).createReview({ ...pull, event: 'REQUEST_CHANGES' }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('merges after an approval, which new commits take back', async () => {
    await protect({
      required_pull_request_reviews: {
        required_approving_review_count: 1,
        dismiss_stale_reviews: true,
      },
    });
    const missing = 'At least 1 approving review is required';
    await expectBlocked(missing);
    await approve();
    expect(await stateNow()).toBe('clean');
    await commit('topic', 'b.txt');
    await expectBlocked(missing);
    const { data } = await pulls(ADA_TOKEN).listReviews(pull);
    expect(data.map(each => each.state)).toEqual(['DISMISSED']);
    await approve();
    expect((await pulls(ADA_TOKEN).merge(pull)).data.merged).toBe(true);
  });

  it('heeds an objection until its author approves', async () => {
    await protect({
      required_pull_request_reviews: { required_approving_review_count: 1 },
    });
    await approve(SANDBOX_TOKEN);
    await pulls(BEN_TOKEN).createReview({
      ...pull,
      event: 'REQUEST_CHANGES',
      body: 'No',
    });
    await pulls(BEN_TOKEN).createReview({
      ...pull,
      event: 'COMMENT',
      body: 'Really',
    });
    await expectBlocked('Changes were requested by ben.');
    await approve();
    expect((await pulls(ADA_TOKEN).merge(pull)).status).toBe(200);
  });

  it('does not count the last pusher where that is asked', async () => {
    await protect({
      required_pull_request_reviews: {
        required_approving_review_count: 1,
        require_last_push_approval: true,
      },
    });
    await fixture.forge.actions.commitFiles({
      ...shop,
      branch: 'topic',
      message: 'Help',
      author: BEN,
      files: { 'c.txt': 'c\n' },
      pusher: BEN.login,
    });
    await approve();
    await expectBlocked('someone other than the last pusher');
    await approve(SANDBOX_TOKEN);
    expect(await stateNow()).toBe('clean');
  });

  it('merges when the required checks have passed', async () => {
    await protect({
      required_status_checks: { strict: false, contexts: ['build'] },
    });
    await expectBlocked('Required status check "build" is expected.');
    await report('pending');
    await expectBlocked('Required status check "build" is pending.');
    await report('failure');
    await expectBlocked('Required status check "build" is failing.');
    await report('success');
    expect(await stateNow()).toBe('clean');
    fixture.forge.actions.createCheckRun({
      ...shop,
      headSha: head,
      name: 'optional',
      app: 'scanner',
      status: 'completed',
      conclusion: 'failure',
    });
    expect(await stateNow()).toBe('unstable');
    expect((await pulls(ADA_TOKEN).merge(pull)).status).toBe(200);
  });

  it('wants an up to date head where checks are strict', async () => {
    await protect({
      required_status_checks: { strict: true, contexts: ['build'] },
    });
    await report('success');
    await commit('main', 'm.txt');
    expect(await stateNow()).toBe('behind');
    await expect(pulls(ADA_TOKEN).merge(pull)).rejects.toMatchObject({
      status: 405,
    });
    await pulls(ADA_TOKEN).updateBranch(pull);
    const { data } = await pulls(ADA_TOKEN).get(pull);
    await report('success', data.head.sha);
    expect(await stateNow()).toBe('clean');
  });

  it('keeps history linear and merges signed commits only, where asked', async () => {
    await protect({ required_linear_history: true });
    await expect(pulls(ADA_TOKEN).merge(pull)).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('must not contain merge commits'),
    });
    await fixture.octokit.rest.repos.createCommitSignatureProtection({
      ...shop,
      branch: 'main',
    });
    await expect(
      pulls(ADA_TOKEN).merge({ ...pull, merge_method: 'rebase' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('verified signatures'),
    });
    const { status } = await pulls(ADA_TOKEN).merge({
      ...pull,
      merge_method: 'squash',
    });
    expect(status).toBe(200);
  });

  it('lets administrators merge, unless they are bound too', async () => {
    const rules = {
      required_pull_request_reviews: { required_approving_review_count: 1 },
    };
    await protect({ ...rules, enforce_admins: true });
    await expect(pulls(SANDBOX_TOKEN).merge(pull)).rejects.toMatchObject({
      status: 405,
    });
    await protect(rules);
    await expect(pulls(ADA_TOKEN).merge(pull)).rejects.toMatchObject({
      status: 405,
    });
    expect((await pulls(SANDBOX_TOKEN).merge(pull)).status).toBe(200);
  });
});
