import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

describe('git and REST', () => {
  let fixture: ForgeFixture;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    await fixture.repository('shop');
    await fixture.git('', 'clone', '-q', fixture.gitUrl('shop'), 'shop');
  });
  afterAll(() => fixture.stop());

  const inClone = (...args: string[]) => fixture.git('shop', ...args);

  it('show the same commit after a push', async () => {
    await writeFile(join(fixture.folder, 'shop', 'pushed.txt'), 'pushed\n');
    await inClone('add', '.');
    await inClone('commit', '-q', '-m', 'Push a file');
    await inClone('tag', 'v1');
    await inClone('push', '-q', 'origin', 'main', 'v1');
    const sha = await inClone('rev-parse', 'HEAD');

    const { repos, git } = fixture.checked.rest;
    const branch = await git.getRef({ ...repo, ref: 'heads/main' });
    expect(branch.data.object.sha).toBe(sha);
    const tag = await git.getRef({ ...repo, ref: 'tags/v1' });
    expect(tag.data.object.sha).toBe(sha);
    const commits = await repos.listCommits({ ...repo, per_page: 1 });
    expect(commits.data[0]).toMatchObject({
      sha,
      commit: { message: expect.stringMatching(/^Push a file/) },
      author: { login: 'ada' },
    });
    const { data } = await repos.getContent({ ...repo, path: 'pushed.txt' });
    expect(data).toMatchObject({
      content: `${Buffer.from('pushed\n').toString('base64')}\n`,
    });
  });

  it('show the same commit after a change by REST', async () => {
    const { data } =
      await fixture.checked.rest.repos.createOrUpdateFileContents({
        ...repo,
        path: 'written.txt',
        message: 'Write by REST',
        content: Buffer.from('written\n').toString('base64'),
      });
    await inClone('fetch', '-q');
    expect(await inClone('rev-parse', 'origin/main')).toBe(data.commit.sha);
    await inClone('merge', '-q', '--ff-only', 'origin/main');
    const file = join(fixture.folder, 'shop', 'written.txt');
    expect(await readFile(file, 'utf8')).toBe('written\n');
    expect(await inClone('log', '-1', '--format=%an <%ae>')).toBe(
      'Fairway <fairway-bot@acme.example>',
    );
  });

  it('agree about a rewritten and a removed branch', async () => {
    await inClone('checkout', '-q', '-b', 'topic');
    await inClone('commit', '-q', '--allow-empty', '-m', 'One');
    await inClone('push', '-q', 'origin', 'topic');
    await inClone('commit', '-q', '--amend', '--allow-empty', '-m', 'Two');
    await inClone('push', '-q', '--force', 'origin', 'topic');
    const { git } = fixture.checked.rest;
    const ref = { ...repo, ref: 'heads/topic' };
    const { data } = await git.getRef(ref);
    expect(data.object.sha).toBe(await inClone('rev-parse', 'HEAD'));
    await inClone('push', '-q', 'origin', '--delete', 'topic');
    await expect(git.getRef(ref)).rejects.toMatchObject({ status: 404 });
  });

  it('refuse the same wrong token', async () => {
    // Reading a public repository asks for none.
    await expect(
      inClone('push', fixture.gitUrl('shop', 'nonsense'), 'HEAD:wrong'),
    ).rejects.toThrow(/Authentication failed|could not read/);
  });
});
