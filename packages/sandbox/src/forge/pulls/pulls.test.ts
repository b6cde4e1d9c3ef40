import {
  ADA,
  ADA_TOKEN,
  BEN,
  BEN_TOKEN,
  ForgeFixture,
} from '../__testUtils__/ForgeFixture';

describe('pull requests', () => {
  let fixture: ForgeFixture;
  let base: string;
  const shop = { owner: 'acme', repo: 'shop' };

  beforeEach(async () => {
    fixture = await ForgeFixture.start();
    base = (await fixture.repository('shop')).head;
  });
  afterEach(() => fixture.stop());

  const asAda = () => fixture.octokitOf(ADA_TOKEN).rest.pulls;
  const expectContract = (
    method: string,
    below: string,
    { status, data }: { status: number; data: unknown },
  ) =>
    fixture.expectContract(
      method,
      `/repos/{owner}/{repo}/pulls${below}`,
      status,
      data,
    );
  const commit = async (
    branch: string,
    files: Record<string, string>,
    message = `Change ${Object.keys(files)}`,
  ) => {
    if (!(await fixture.forge.actions.resolve('acme', 'shop', branch))) {
      await fixture.octokit.rest.git.createRef({
        ...shop,
        ref: `refs/heads/${branch}`,
        sha: base,
      });
    }
    const author = ADA;
    const input = { ...shop, branch, message, author, files };
    return (await fixture.forge.actions.commitFiles(input)).sha;
  };
  const open = async (
    head: string,
    changes: Partial<Parameters<ReturnType<typeof asAda>['create']>[0]> = {},
  ) =>
    asAda().create({
      ...shop,
      title: `From ${head}`,
      head,
      base: 'main',
      ...changes,
    });

  it('opens, shows, lists, changes and closes one', async () => {
    await commit('topic', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const opened = await open('acme:topic', { body: 'Why' });
    expectContract('POST', '', opened);
    const pull_number = opened.data.number;
    const read = await asAda().get({ ...shop, pull_number });
    expectContract('GET', '/{pull_number}', read);
    expect(read.data).toMatchObject({
      mergeable: true,
      mergeable_state: 'clean',
      commits: 1,
      changed_files: 2,
      additions: 2,
      head: { ref: 'topic', label: 'acme:topic' },
      user: { login: ADA.login },
    });

    const listed = await asAda().list({ ...shop, head: 'acme:topic' });
    expectContract('GET', '', listed);
    expect(listed.data).toHaveLength(1);
    expect((await asAda().list({ ...shop, base: 'other' })).data).toEqual([]);

    const changed = await asAda().update({
      ...shop,
      pull_number,
      title: 'Better',
      state: 'closed',
    });
    expectContract('PATCH', '/{pull_number}', changed);
    expect(changed.data).toMatchObject({
      title: 'Better',
      body: 'Why',
      state: 'closed',
      mergeable: null,
    });
    const reopened = await asAda().update({
      ...shop,
      pull_number,
      state: 'open',
    });
    expect(reopened.data).toMatchObject({ state: 'open', closed_at: null });
    await expect(
      asAda().update({ ...shop, pull_number, base: 'nowhere' }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('shows one as a difference or as mails', async () => {
    await commit('topic', { 'a.txt': 'a\n' }, 'Add a');
    const { data } = await open('topic');
    const as = async (format: string) => {
      const answer = await asAda().get({
        ...shop,
        pull_number: data.number,
        mediaType: { format },
      });
      return String(answer.data);
    };
    expect(await as('diff')).toMatch(/^diff --git a\/a\.txt[^]*\+a\n$/);
    expect(await as('patch')).toMatch(/^From [0-9a-f]{40} [^]*\[PATCH\] Add a/);
  });

  it('refuses what cannot be a pull request', async () => {
    await commit('topic', { 'a.txt': 'a\n' });
    await open('topic');
    const refused = (head: string, message: string) =>
      expect(open(head)).rejects.toMatchObject({
        status: 422,
        response: {
          data: {
            message: 'Validation Failed',
            errors: [{ resource: 'PullRequest', message }],
          },
        },
      });
    await refused('topic', 'A pull request already exists for acme:topic.');
    await refused('main', 'No commits between main and main');
    await refused('gone', "No branch 'gone' in acme/shop");
    await refused('ben:topic', 'ben has no fork of this repository');
    await expect(
      asAda().get({ ...shop, pull_number: 99 }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(
      fixture.octokitOf(undefined).rest.pulls.create({
        ...shop,
        title: 'x',
        head: 'topic',
        base: 'main',
      }),
    ).rejects.toMatchObject({ status: 401 });
  });

  it('lists its commits and files, also those with odd names', async () => {
    await commit('topic', { 'ä "b"\t<c>.txt': 'a\n' }, 'First');
    await commit('topic', { 'README.md': '# Shop\n' }, 'Second');
    const { data } = await open('topic');
    const pull = { ...shop, pull_number: data.number };
    const commits = await asAda().listCommits(pull);
    expectContract('GET', '/{pull_number}/commits', commits);
    expect(commits.data.map(each => each.commit.message)).toEqual([
      'First',
      'Second',
    ]);
    const files = await asAda().listFiles(pull);
    expectContract('GET', '/{pull_number}/files', files);
    expect(files.data).toEqual([
      expect.objectContaining({
        filename: 'README.md',
        status: 'modified',
        patch: expect.stringContaining('+# Shop'),
      }),
      expect.objectContaining({
        filename: 'ä "b"\t<c>.txt',
        status: 'added',
        additions: 1,
      }),
    ]);
    const page = await asAda().listFiles({ ...pull, per_page: 1, page: 2 });
    expect(page.data).toHaveLength(1);
    expect(page.headers.link).toContain('rel="prev"');
  });

  it('asks people and teams for reviews', async () => {
    await commit('topic', { 'a.txt': 'a\n' });
    const { data } = await open('topic');
    const pull = { ...shop, pull_number: data.number };
    const path = '/{pull_number}/requested_reviewers';
    const asked = await asAda().requestReviewers({
      ...pull,
      reviewers: [BEN.login],
      team_reviewers: ['payments'],
    });
    expectContract('POST', path, asked);
    const listed = await asAda().listRequestedReviewers(pull);
    expectContract('GET', path, listed);
    expect(listed.data).toMatchObject({
      users: [{ login: BEN.login }],
      teams: [{ slug: 'payments' }],
    });
    const refused = (reviewer: string) =>
      expect(
        asAda().requestReviewers({ ...pull, reviewers: [reviewer] }),
      ).rejects.toMatchObject({ status: 422 });
    await refused(ADA.login);
    await refused('nobody');

    // Who reviewed is no longer asked.
    await fixture
      .octokitOf(BEN_TOKEN)
      .rest.pulls.createReview({ ...pull, event: 'APPROVE' });
    const rest = await asAda().removeRequestedReviewers({
      ...pull,
      reviewers: [],
      team_reviewers: ['payments'],
    });
    expectContract('DELETE', path, rest);
    expect(rest.data).toMatchObject({
      requested_reviewers: [],
      requested_teams: [],
    });
  });

  it.each([
    ['merge', 2, 'Merge pull request #1 from acme/topic'],
    ['squash', 1, 'From topic (#1)'],
    ['rebase', 1, 'Second'],
  ] as const)('merges by %s', async (merge_method, parents, title) => {
    await commit('topic', { 'a.txt': 'a\n' }, 'First');
    await commit('topic', { 'b.txt': 'b\n' }, 'Second');
    await commit('main', { 'c.txt': 'c\n' }, 'Meanwhile');
    const { data } = await open('topic');
    const pull = { ...shop, pull_number: data.number };
    await expect(asAda().checkIfMerged(pull)).rejects.toMatchObject({
      status: 404,
    });
    const merged = await asAda().merge({ ...pull, merge_method });
    expectContract('PUT', '/{pull_number}/merge', merged);
    expect((await asAda().checkIfMerged(pull)).status).toBe(204);

    const { data: commits } = await fixture.octokit.rest.repos.listCommits(
      shop,
    );
    expect(commits[0]).toMatchObject({ sha: merged.data.sha });
    expect(commits[0].parents).toHaveLength(parents);
    expect(commits[0].commit.message.split('\n')[0]).toBe(title);
    expect(
      await fixture.forge.actions.listFiles('acme', 'shop', 'main'),
    ).toEqual(['README.md', 'a.txt', 'b.txt', 'c.txt']);
    const { data: after } = await asAda().get(pull);
    expect(after).toMatchObject({
      merged: true,
      state: 'closed',
      merged_by: { login: ADA.login },
      merge_commit_sha: merged.data.sha,
    });
    await expect(
      asAda().update({ ...pull, state: 'open' }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('names a squashed commit after its only commit, and removes the branch if asked', async () => {
    await fixture.octokit.rest.repos.update({
      ...shop,
      delete_branch_on_merge: true,
    });
    await commit('topic', { 'a.txt': 'a\n' }, 'feat: add a\n\nFor reasons');
    const { data } = await open('topic');
    const merged = await asAda().merge({
      ...shop,
      pull_number: data.number,
      merge_method: 'squash',
    });
    const { data: made } = await fixture.octokit.rest.repos.getCommit({
      ...shop,
      ref: merged.data.sha,
    });
    expect(made.commit.message).toBe('feat: add a (#1)\n\nFor reasons');
    await expect(
      fixture.octokit.rest.repos.getBranch({ ...shop, branch: 'topic' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('does not merge conflicts, drafts, old heads or by forbidden methods', async () => {
    await commit('topic', { 'README.md': 'mine\n' });
    await commit('main', { 'README.md': 'theirs\n' });
    const conflict = {
      ...shop,
      pull_number: (await open('topic')).data.number,
    };
    expect((await asAda().get(conflict)).data).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
    await expect(asAda().merge(conflict)).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('Pull Request is not mergeable'),
    });

    await commit('draft', { 'd.txt': 'd\n' });
    const draft = {
      ...shop,
      pull_number: (await open('draft', { draft: true })).data.number,
    };
    expect((await asAda().get(draft)).data.mergeable_state).toBe('draft');
    await expect(asAda().merge(draft)).rejects.toMatchObject({ status: 405 });

    await commit('old', { 'o.txt': 'o\n' });
    const old = { ...shop, pull_number: (await open('old')).data.number };
    await expect(asAda().merge({ ...old, sha: base })).rejects.toMatchObject({
      status: 409,
    });
    await fixture.octokit.rest.repos.update({
      ...shop,
      allow_squash_merge: false,
    });
    await expect(
      asAda().merge({ ...old, merge_method: 'squash' }),
    ).rejects.toMatchObject({ status: 405 });
  });

  it('brings its head up to date with the base', async () => {
    await commit('topic', { 'a.txt': 'a\n' });
    await commit('main', { 'b.txt': 'b\n' });
    const { data } = await open('topic');
    const pull = { ...shop, pull_number: data.number };
    await expect(
      asAda().updateBranch({ ...pull, expected_head_sha: base }),
    ).rejects.toMatchObject({ status: 422 });
    const updated = await asAda().updateBranch(pull);
    expectContract('PUT', '/{pull_number}/update-branch', updated);
    const { data: comparison } =
      await fixture.octokit.rest.repos.compareCommitsWithBasehead({
        ...shop,
        basehead: 'main...topic',
      });
    expect(comparison).toMatchObject({ behind_by: 0, ahead_by: 2 });
    await expect(asAda().updateBranch(pull)).rejects.toMatchObject({
      status: 422,
    });
  });
});
