import { ADA_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

describe('git data', () => {
  let fixture: ForgeFixture;
  let head: string;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    head = (await fixture.repository('shop')).head;
  });
  afterAll(() => fixture.stop());

  it('writes blob, tree, commit and branch, as clients that change several files do', async () => {
    const { git } = fixture.checked.rest;
    const blob = await git.createBlob({
      ...repo,
      content: Buffer.from([0, 255, 10]).toString('base64'),
      encoding: 'base64',
    });
    const read = await git.getBlob({ ...repo, file_sha: blob.data.sha });
    expect(Buffer.from(read.data.content, 'base64')).toEqual(
      Buffer.from([0, 255, 10]),
    );
    const parent = await git.getCommit({ ...repo, commit_sha: head });
    const tree = await git.createTree({
      ...repo,
      base_tree: parent.data.tree.sha,
      tree: [
        { path: 'bin/a', mode: '100755', type: 'blob', sha: blob.data.sha },
        { path: 'b.txt', mode: '100644', type: 'blob', content: 'b\n' },
      ],
    });
    const commit = await git.createCommit({
      ...repo,
      message: 'Add two files',
      tree: tree.data.sha,
      parents: [head],
      author: {
        name: 'Ben Okonjo',
        email: 'ben@acme.example',
        date: '2026-01-02T03:04:05Z',
      },
    });
    expect(commit.data).toMatchObject({
      message: expect.stringMatching(/^Add two files\n?$/),
      author: { name: 'Ben Okonjo', date: '2026-01-02T03:04:05Z' },
      parents: [{ sha: head }],
    });
    const ref = await git.createRef({
      ...repo,
      ref: 'refs/heads/two',
      sha: commit.data.sha,
    });
    expect(ref.data.object.sha).toBe(commit.data.sha);
    const whole = await git.getTree({
      ...repo,
      tree_sha: 'two',
      recursive: 'true',
    });
    expect(whole.data.tree.map(({ path, type }) => [path, type])).toEqual([
      ['README.md', 'blob'],
      ['b.txt', 'blob'],
      ['bin', 'tree'],
      ['bin/a', 'blob'],
    ]);
    const removed = await git.createTree({
      ...repo,
      base_tree: tree.data.sha,
      tree: [{ path: 'b.txt', mode: '100644', type: 'blob', sha: null }],
    });
    expect(removed.data.tree.map(({ path }) => path)).toEqual([
      'README.md',
      'bin',
    ]);
  });

  it('moves refs forward, or anywhere by force, and removes them', async () => {
    const { git } = fixture.checked.rest;
    const two = await git.getRef({ ...repo, ref: 'heads/two' });
    const tip = two.data.object.sha;
    await git.createRef({ ...repo, ref: 'refs/heads/moving', sha: head });
    const ref = { ...repo, ref: 'heads/moving' };
    const forward = await git.updateRef({ ...ref, sha: tip });
    expect(forward.data.object.sha).toBe(tip);
    await expect(git.updateRef({ ...ref, sha: head })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('not a fast forward'),
    });
    await git.updateRef({ ...ref, sha: head, force: true });
    const matching = await git.listMatchingRefs({ ...repo, ref: 'heads/mov' });
    expect(matching.data.map(known => [known.ref, known.object.sha])).toEqual([
      ['refs/heads/moving', head],
    ]);
    expect((await git.deleteRef(ref)).status).toBe(204);
    await expect(git.getRef(ref)).rejects.toMatchObject({ status: 404 });
    await expect(git.deleteRef(ref)).rejects.toMatchObject({ status: 422 });
  });

  it('makes annotated tags', async () => {
    const { git } = fixture.checked.rest;
    const { data: tag } = await git.createTag({
      ...repo,
      tag: 'v1.0.0',
      message: 'First',
      object: head,
      type: 'commit',
    });
    await git.createRef({ ...repo, ref: 'refs/tags/v1.0.0', sha: tag.sha });
    const ref = await git.getRef({ ...repo, ref: 'tags/v1.0.0' });
    expect(ref.data.object).toMatchObject({ type: 'tag', sha: tag.sha });
    const { data } = await git.getTag({ ...repo, tag_sha: tag.sha });
    expect(data).toEqual(tag);
    expect(data).toMatchObject({
      tag: 'v1.0.0',
      message: 'First',
      object: { type: 'commit', sha: head },
    });
    const byTag = await fixture.checked.rest.repos.getCommit({
      ...repo,
      ref: 'v1.0.0',
    });
    expect(byTag.data.sha).toBe(head);
  });

  it('refuses what is not there, what is malformed, and who may not', async () => {
    const { git } = fixture.checked.rest;
    const unknown = 'f'.repeat(40);
    const expectStatus = async (asked: Promise<unknown>, status: number) =>
      expect(asked).rejects.toMatchObject({ status });
    await expectStatus(git.getCommit({ ...repo, commit_sha: unknown }), 404);
    await expectStatus(git.getBlob({ ...repo, file_sha: unknown }), 404);
    await expectStatus(git.getTree({ ...repo, tree_sha: unknown }), 404);
    await expectStatus(git.getTag({ ...repo, tag_sha: unknown }), 404);
    await expectStatus(
      git.createRef({ ...repo, ref: 'refs/heads/x', sha: unknown }),
      422,
    );
    await expectStatus(
      git.createRef({ ...repo, ref: 'refs/heads/main', sha: head }),
      422,
    );
    await expectStatus(
      git.createRef({ ...repo, ref: 'refs/heads/a..b', sha: head }),
      422,
    );
    await expectStatus(
      git.createCommit({ ...repo, message: 'x', tree: unknown }),
      422,
    );
    await expectStatus(
      git.createTag({
        ...repo,
        tag: 'x',
        message: 'x',
        object: unknown,
        type: 'commit',
      }),
      422,
    );
    await expect(
      git.createTree({
        ...repo,
        tree: [{ path: '../x', mode: '100644', type: 'blob', content: '' }],
      }),
    ).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field: 'tree.0.path' }] } },
    });
    const reader = await ForgeFixture.start({
      organizations: [
        { login: 'acme', name: 'Acme', memberPermission: 'read' },
      ],
    });
    try {
      await reader.repository('shop');
      await expectStatus(
        reader.octokitOf(ADA_TOKEN).rest.git.createBlob({
          ...repo,
          content: 'x',
        }),
        403,
      );
    } finally {
      await reader.stop();
    }
  });
});
