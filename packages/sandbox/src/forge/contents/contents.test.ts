import { ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };

describe('contents', () => {
  let fixture: ForgeFixture;
  let head: string;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    const created = await fixture.repository('shop', {
      'README.md': '# shop\n',
      'src/app.py': 'print("hello")\n',
      'src/größe & mehr.txt': 'ü\n',
      'large.bin': 'x'.repeat(1024 * 1024 + 1),
    });
    head = created.head;
  });
  afterAll(() => fixture.stop());

  const read = async (file: string, accept?: string) =>
    fixture.fetch(
      `/repos/acme/shop/contents/${file
        .split('/')
        .map(encodeURIComponent)
        .join('/')}`,
      accept ? { headers: { Accept: accept } } : {},
    );

  it('show a file with its content', async () => {
    const { data } = await fixture.checked.rest.repos.getContent({
      ...repo,
      path: 'src/app.py',
    });
    expect(data).toMatchObject({
      type: 'file',
      name: 'app.py',
      path: 'src/app.py',
      size: 15,
      encoding: 'base64',
      content: `${Buffer.from('print("hello")\n').toString('base64')}\n`,
    });
    const named = await read('src/größe & mehr.txt');
    expect(await named.json()).toMatchObject({ name: 'größe & mehr.txt' });
  });

  it('show a folder', async () => {
    const { data } = await fixture.checked.rest.repos.getContent({
      ...repo,
      path: '',
      ref: head,
    });
    expect(data).toMatchObject([
      { name: 'README.md', type: 'file' },
      { name: 'large.bin', type: 'file' },
      { name: 'src', type: 'dir', size: 0, download_url: null },
    ]);
  });

  it('come raw and as an object when that is asked for', async () => {
    const raw = await read('README.md', 'application/vnd.github.raw+json');
    expect(await raw.text()).toBe('# shop\n');
    const folder = await read('src', 'application/vnd.github.object+json');
    const body = await folder.json();
    expect(body).toMatchObject({
      type: 'dir',
      entries: [{ name: 'app.py' }, { name: 'größe & mehr.txt' }],
    });
    fixture.expectContract(
      'GET',
      '/repos/{owner}/{repo}/contents/{path}',
      folder.status,
      body,
      'application/vnd.github.object',
    );
  });

  it('leave out what is larger than a megabyte, but not raw', async () => {
    const { data } = await fixture.checked.rest.repos.getContent({
      ...repo,
      path: 'large.bin',
    });
    expect(data).toMatchObject({ content: '', encoding: 'none' });
    const raw = await read('large.bin', 'application/vnd.github.raw+json');
    expect((await raw.arrayBuffer()).byteLength).toBe(1024 * 1024 + 1);
  });

  it('find the readme', async () => {
    const { data } = await fixture.checked.rest.repos.getReadme(repo);
    expect(data.path).toBe('README.md');
  });

  it('are created, changed and removed, each with its commit', async () => {
    const { repos } = fixture.checked.rest;
    const file = { ...repo, path: 'docs/a.md', branch: 'main' };
    const created = await repos.createOrUpdateFileContents({
      ...file,
      message: 'Write a',
      content: Buffer.from('one\n').toString('base64'),
    });
    expect(created.status).toBe(201);
    const sha = created.data.content?.sha;
    const changed = await repos.createOrUpdateFileContents({
      ...file,
      message: 'Change a',
      content: Buffer.from('two\n').toString('base64'),
      sha,
      committer: { name: 'Ben Okonjo', email: 'ben@acme.example' },
    });
    expect(changed.status).toBe(200);
    expect(changed.data.commit).toMatchObject({
      message: expect.stringMatching(/^Change a/),
      parents: [{ sha: created.data.commit.sha }],
      committer: { name: 'Ben Okonjo' },
    });
    await expect(
      repos.createOrUpdateFileContents({
        ...file,
        message: 'Change a',
        content: '',
        sha,
      }),
    ).rejects.toMatchObject({ status: 409 });
    await expect(
      repos.createOrUpdateFileContents({
        ...file,
        message: 'Change a',
        content: '',
      }),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(`"sha" wasn't supplied`),
    });
    const removed = await repos.deleteFile({
      ...file,
      message: 'Remove a',
      sha: changed.data.content?.sha ?? '',
    });
    expect(removed.data.content).toBeNull();
    await expect(
      repos.getContent({ ...repo, path: 'docs/a.md' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('are refused at a path outside, on an unknown branch and without Base64', async () => {
    const { repos } = fixture.checked.rest;
    const write = (file: string, extra: object = {}) =>
      repos.createOrUpdateFileContents({
        ...repo,
        path: file,
        message: 'x',
        content: '',
        ...extra,
      });
    await expect(write('.git/config')).rejects.toMatchObject({ status: 422 });
    await expect(write('x', { branch: 'none' })).rejects.toMatchObject({
      status: 404,
    });
    await expect(write('x', { content: '%' })).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field: 'content' }] } },
    });
    await expect(
      repos.getContent({ ...repo, path: 'x', ref: 'none' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('come as a whole, by an address that needs no token', async () => {
    for (const path of ['tarball/main', 'zipball/main', 'tarball']) {
      const response = await fixture.fetch(`/repos/acme/shop/${path}`, {
        redirect: 'manual',
      });
      expect(response.status).toBe(302);
      const archive = await fetch(response.headers.get('location') ?? '');
      expect(archive.headers.get('content-disposition')).toMatch(
        /acme-shop-[0-9a-f]{7}\.(tar\.gz|zip)/,
      );
      expect((await archive.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  });
});
