import { ADA_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

describe('commits', () => {
  let fixture: ForgeFixture;
  let first: string;
  let second: string;
  const author = { name: 'Ada Castellan', email: 'ada@acme.example' };

  beforeAll(async () => {
    fixture = await ForgeFixture.start({
      organizations: [
        { login: 'acme', name: 'Acme', memberPermission: 'read' },
      ],
    });
    first = (await fixture.repository('shop')).head;
    const committed = await fixture.forge.actions.commitFiles({
      ...repo,
      branch: 'main',
      message: 'Say more',
      author,
      files: { 'README.md': '# shop\n\nSells things.\n', 'a/b.txt': 'b\n' },
    });
    second = committed.sha;
    await fixture.octokit.rest.git.createRef({
      ...repo,
      ref: 'refs/heads/feature/one',
      sha: first,
    });
  });
  afterAll(() => fixture.stop());

  it('are listed, with their filters', async () => {
    const { repos } = fixture.checked.rest;
    const shas = async (query: object) =>
      (await repos.listCommits({ ...repo, ...query })).data.map(c => c.sha);
    expect(await shas({})).toEqual([second, first]);
    expect(await shas({ sha: 'feature/one' })).toEqual([first]);
    expect(await shas({ path: 'a/b.txt' })).toEqual([second]);
    expect(await shas({ author: 'ben@acme.example' })).toEqual([]);
    expect(await shas({ author: 'ada' })).toEqual([second, first]);
    expect(await shas({ author: 'ben' })).toEqual([]);
    expect(await shas({ since: '2099-12-31T00:00:00Z' })).toEqual([]);
  });

  it('are found by sha, branch and tag, with what they changed', async () => {
    const { repos } = fixture.checked.rest;
    const { data } = await repos.getCommit({ ...repo, ref: 'main' });
    expect(data.sha).toBe(second);
    expect(data.author).toMatchObject({ login: 'ada' });
    expect(data.stats).toEqual({ additions: 3, deletions: 0, total: 3 });
    expect(data.files).toMatchObject([
      { filename: 'README.md', status: 'modified', additions: 2 },
      { filename: 'a/b.txt', status: 'added', additions: 1 },
    ]);
    const branch = await repos.getCommit({ ...repo, ref: 'feature/one' });
    expect(branch.data.sha).toBe(first);
    const short = await repos.getCommit({ ...repo, ref: second.slice(0, 9) });
    expect(short.data.sha).toBe(second);
  });

  it('are refused where there is none', async () => {
    await expect(
      fixture.checked.rest.repos.getCommit({ ...repo, ref: 'f'.repeat(40) }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(
      fixture.checked.rest.repos.listCommits({ ...repo, sha: 'none' }),
    ).rejects.toMatchObject({ status: 404 });
    await fixture.forge.actions.createRepository({
      owner: 'acme',
      name: 'empty',
    });
    await expect(
      fixture.checked.rest.repos.listCommits({ owner: 'acme', repo: 'empty' }),
    ).rejects.toMatchObject({ status: 409 });
  });

  it('are compared', async () => {
    const { data } =
      await fixture.checked.rest.repos.compareCommitsWithBasehead({
        ...repo,
        basehead: 'feature/one...main',
      });
    expect(data).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
      behind_by: 0,
      total_commits: 1,
      base_commit: { sha: first },
      commits: [{ sha: second }],
    });
    await expect(
      fixture.checked.rest.repos.compareCommitsWithBasehead({
        ...repo,
        basehead: 'main...none',
      }),
    ).rejects.toMatchObject({ status: 404 });
  });

  describe('statuses', () => {
    const report = (
      state: 'success' | 'failure' | 'pending',
      context: string,
    ) =>
      fixture.checked.rest.repos.createCommitStatus({
        ...repo,
        sha: second,
        state,
        context,
        description: `${context} is ${state}`,
        target_url: 'https://ci.example/1',
      });

    it('add up to one state: the newest of each context counts', async () => {
      const stateOf = async () => {
        const { data } =
          await fixture.checked.rest.repos.getCombinedStatusForRef({
            ...repo,
            ref: 'main',
          });
        expect(data.sha).toBe(second);
        return [data.state, data.total_count];
      };
      expect(await stateOf()).toEqual(['pending', 0]);
      const { data } = await report('success', 'lint');
      expect(data).toMatchObject({
        state: 'success',
        context: 'lint',
        creator: { login: 'fairway-bot' },
      });
      expect(await stateOf()).toEqual(['success', 1]);
      await report('failure', 'build/linux');
      expect(await stateOf()).toEqual(['failure', 2]);
      await report('pending', 'build/linux');
      expect(await stateOf()).toEqual(['pending', 2]);
      await report('success', 'build/linux');
      expect(await stateOf()).toEqual(['success', 2]);

      const all = await fixture.checked.rest.repos.listCommitStatusesForRef({
        ...repo,
        ref: 'main',
      });
      expect(all.data.map(({ context, state }) => [context, state])).toEqual([
        ['build/linux', 'success'],
        ['build/linux', 'pending'],
        ['build/linux', 'failure'],
        ['lint', 'success'],
      ]);
      // Where `statuses_url` of a repository leads.
      const older = await fixture.fetch(`/repos/acme/shop/statuses/${second}`);
      expect(await older.json()).toEqual(all.data);
    });

    it('of a branch whose name has slashes are found', async () => {
      const { data } = await fixture.checked.rest.repos.getCombinedStatusForRef(
        {
          ...repo,
          ref: 'feature/one',
        },
      );
      expect(data.sha).toBe(first);
    });

    it('are refused for an unknown commit, a long description, and without the right', async () => {
      const { repos } = fixture.checked.rest;
      await expect(
        repos.createCommitStatus({
          ...repo,
          sha: 'f'.repeat(40),
          state: 'success',
        }),
      ).rejects.toMatchObject({ status: 422 });
      await expect(
        repos.createCommitStatus({
          ...repo,
          sha: second,
          state: 'success',
          description: 'x'.repeat(141),
        }),
      ).rejects.toMatchObject({
        status: 422,
        response: { data: { errors: [{ field: 'description' }] } },
      });
      await expect(
        fixture.octokitOf(ADA_TOKEN).rest.repos.createCommitStatus({
          ...repo,
          sha: second,
          state: 'success',
        }),
      ).rejects.toMatchObject({ status: 403 });
    });
  });
});
