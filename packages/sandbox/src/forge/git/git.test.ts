import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ADA,
  ADA_TOKEN,
  BEN,
  BEN_TOKEN,
  ForgeFixture,
} from '../__testUtils__/ForgeFixture';
import { SANDBOX_TOKEN } from '../ForgeOptions';

describe('git over HTTP', () => {
  let fixture: ForgeFixture;
  let head: string;
  const shop = { owner: 'acme', repo: 'shop' };

  beforeEach(async () => {
    fixture = await ForgeFixture.start();
    head = (await fixture.repository('shop')).head;
    await fixture.git('', 'clone', '-q', fixture.gitUrl('shop'), 'shop');
  });
  afterEach(() => fixture.stop());

  const git = (...args: string[]) => fixture.git('shop', ...args);
  const write = async (path: string, content: string | Buffer) => {
    const file = join(fixture.folder, 'shop', path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, content);
  };
  const commit = async (path: string, content: string | Buffer = path) => {
    await write(path, content);
    await git('add', '-A');
    await git('commit', '-q', '-m', `Write ${path}`);
  };
  const pushAs = (token: string, ...args: string[]) =>
    git('push', '-q', fixture.gitUrl('shop', token), ...args);
  const headOf = async (branch: string) =>
    (await fixture.octokit.rest.repos.getBranch({ ...shop, branch })).data
      .commit.sha;
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

  it('clones, fetches and pushes, and REST sees the same', async () => {
    expect(await git('rev-parse', 'HEAD')).toBe(head);
    await commit('a.txt');
    await git('push', '-q', 'origin', 'main');
    expect(await headOf('main')).toBe(await git('rev-parse', 'HEAD'));

    const { sha } = await fixture.forge.actions.commitFiles({
      ...shop,
      branch: 'main',
      message: 'By REST',
      author: ADA,
      files: { 'b.txt': 'b\n' },
    });
    await git('fetch', '-q', 'origin');
    expect(await git('rev-parse', 'origin/main')).toBe(sha);

    await git('clone', '-q', '--depth=1', fixture.gitUrl('shop'), 'shallow');
    expect(
      await fixture.git('shop/shallow', 'rev-list', '--count', 'HEAD'),
    ).toBe('1');
  });

  it('pushes new branches and tags, moves and deletes them', async () => {
    await git('tag', '-a', 'v1.0.0', '-m', 'First');
    await git('push', '-q', 'origin', 'main:feature/a', 'v1.0.0');
    const { data } = await fixture.octokit.rest.git.listMatchingRefs({
      ...shop,
      ref: 'tags/',
    });
    expect(data.map(({ ref, object }) => [ref, object.type])).toEqual([
      ['refs/tags/v1.0.0', 'tag'],
    ]);
    expect(await headOf('feature/a')).toBe(head);
    await git('push', '-q', 'origin', ':feature/a', ':v1.0.0');
    await expect(headOf('feature/a')).rejects.toMatchObject({ status: 404 });
  });

  it('refuses what is no fast-forward, until forced', async () => {
    await commit('a.txt');
    await git('push', '-q', 'origin', 'main');
    await git('reset', '-q', '--hard', head);
    await commit('b.txt');
    await expect(git('push', 'origin', 'main')).rejects.toThrow(
      /non-fast-forward|fetch first/,
    );
    await git('push', '-q', '--force', 'origin', 'main');
    expect(await headOf('main')).toBe(await git('rev-parse', 'HEAD'));
  });

  it('takes one of two pushes that race', async () => {
    await git('clone', '-q', fixture.gitUrl('shop'), 'other');
    await commit('a.txt');
    await fixture.git('shop/other', 'commit', '-q', '--allow-empty', '-m', 'B');
    const results = await Promise.allSettled([
      git('push', '-q', 'origin', 'main'),
      fixture.git('shop/other', 'push', '-q', 'origin', 'main'),
    ]);
    expect(results.map(each => each.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const winner = results[0].status === 'fulfilled' ? 'shop' : 'shop/other';
    expect(await headOf('main')).toBe(
      await fixture.git(winner, 'rev-parse', 'HEAD'),
    );
  });

  it('refuses wrong and missing passwords, and who may only read', async () => {
    await commit('a.txt');
    await expect(pushAs('wrong', 'main')).rejects.toThrow(
      /Authentication failed/,
    );
    await expect(
      git('push', '-q', `${fixture.url}/acme/shop.git`, 'main'),
    ).rejects.toThrow(/could not read Username|terminal prompts disabled/);
    await expect(git('ls-remote', fixture.gitUrl('nowhere'))).rejects.toThrow(
      /not found/,
    );
    // A public repository may be read by anybody, a private one not.
    expect(await git('ls-remote', `${fixture.url}/acme/shop.git`)).toContain(
      'refs/heads/main',
    );
    await fixture.octokit.rest.repos.update({ ...shop, private: true });
    await expect(
      git('ls-remote', `${fixture.url}/acme/shop.git`),
    ).rejects.toThrow(/could not read Username|terminal prompts disabled/);
    await expect(
      git('ls-remote', fixture.gitUrl('shop', 'wrong')),
    ).rejects.toThrow(/Authentication failed/);
    expect(await headOf('main')).toBe(head);
  });

  it('refuses pushes to archived repositories', async () => {
    await fixture.octokit.rest.repos.update({ ...shop, archived: true });
    await commit('a.txt');
    await expect(git('push', 'origin', 'main')).rejects.toThrow(/403/);
  });

  it('carries large files and names with odd characters', async () => {
    const large = randomBytes(6 * 1024 * 1024);
    const names = [
      'folder with spaces/ä ö 漢字.txt',
      'quote"and\'tick.txt',
      'a#b?c&d%20.txt',
      '-dash',
      '<script>.html',
    ];
    await write('large.bin', large);
    for (const name of names) {
      await write(name, name);
    }
    await commit('last.txt');
    const branch = 'fix/ä#1+2=3,%40';
    await git('push', '-q', 'origin', `main:${branch}`);
    await git('clone', '-q', '-b', branch, fixture.gitUrl('shop'), 'again');
    const again = (path: string) =>
      readFile(join(fixture.folder, 'shop', 'again', path));
    expect((await again('large.bin')).equals(large)).toBe(true);
    for (const name of names) {
      expect((await again(name)).toString()).toBe(name);
      const { data } = await fixture.octokit.rest.repos.getContent({
        ...shop,
        path: name,
        ref: branch,
      });
      expect(data).toMatchObject({ path: name });
    }
    expect(await headOf(branch)).toBe(await git('rev-parse', 'HEAD'));
  });

  describe('into a protected branch', () => {
    it('wants a pull request, also from administrators if so', async () => {
      await protect({
        required_pull_request_reviews: { required_approving_review_count: 1 },
      });
      await commit('a.txt');
      const refusal =
        /GH006: Protected branch update failed for refs\/heads\/main\.[^]*Changes must be made through a pull request\./;
      await expect(pushAs(ADA_TOKEN, 'main')).rejects.toThrow(refusal);
      // The same push may bring what is not protected.
      await expect(pushAs(ADA_TOKEN, 'main', 'main:topic')).rejects.toThrow(
        refusal,
      );
      await pushAs(ADA_TOKEN, 'main:topic');
      await pushAs(SANDBOX_TOKEN, 'main');
      expect(await headOf('main')).toBe(await git('rev-parse', 'HEAD'));

      await protect({
        required_pull_request_reviews: { required_approving_review_count: 1 },
        enforce_admins: true,
      });
      await commit('b.txt');
      await expect(pushAs(SANDBOX_TOKEN, 'main')).rejects.toThrow(refusal);
    });

    it('lets those pass who need no pull request', async () => {
      await protect({
        required_pull_request_reviews: {
          bypass_pull_request_allowances: { users: [BEN.login] },
        },
      });
      await commit('a.txt');
      await expect(pushAs(ADA_TOKEN, 'main')).rejects.toThrow(/GH006/);
      await pushAs(BEN_TOKEN, 'main');
    });

    it('never lets it be rewritten or deleted, unless that is allowed', async () => {
      await protect();
      await commit('a.txt');
      await pushAs(ADA_TOKEN, 'main');
      await git('commit', '-q', '--amend', '-m', 'Rewritten');
      for (const token of [ADA_TOKEN, SANDBOX_TOKEN]) {
        await expect(pushAs(token, '--force', 'main')).rejects.toThrow(
          /Cannot force-push to this branch/,
        );
        await expect(pushAs(token, ':main')).rejects.toThrow(
          /Cannot delete this branch|deletion of the current branch/,
        );
      }
      await protect({ allow_force_pushes: true });
      await pushAs(ADA_TOKEN, '--force', 'main');
    });

    it('wants the required checks to have passed on what arrives', async () => {
      await protect({
        required_status_checks: { strict: false, contexts: ['build'] },
      });
      await commit('a.txt');
      await expect(pushAs(ADA_TOKEN, 'main')).rejects.toThrow(
        /Required status check "build" is expected\./,
      );
      await pushAs(ADA_TOKEN, 'main:topic');
      await fixture.octokit.rest.repos.createCommitStatus({
        ...shop,
        sha: await git('rev-parse', 'HEAD'),
        state: 'success',
        context: 'build',
      });
      await pushAs(ADA_TOKEN, 'main');
    });

    it('wants linear history, signatures and the right people', async () => {
      await protect({ required_linear_history: true });
      await git('checkout', '-q', '-b', 'side');
      await commit('side.txt');
      await git('checkout', '-q', 'main');
      await commit('a.txt');
      await git('merge', '-q', '--no-ff', '-m', 'Merge', 'side');
      await expect(pushAs(ADA_TOKEN, 'main')).rejects.toThrow(
        /must not contain merge commits/,
      );
      await git('reset', '-q', '--hard', 'HEAD~1');
      await pushAs(ADA_TOKEN, 'main');

      await fixture.octokit.rest.repos.createCommitSignatureProtection({
        ...shop,
        branch: 'main',
      });
      await commit('b.txt');
      await expect(pushAs(ADA_TOKEN, 'main')).rejects.toThrow(
        /Commits must have verified signatures/,
      );
      await fixture.octokit.rest.repos.deleteCommitSignatureProtection({
        ...shop,
        branch: 'main',
      });

      await protect({ restrictions: { users: [], teams: ['payments'] } });
      await expect(pushAs(BEN_TOKEN, 'main')).rejects.toThrow(
        /not authorized to push to this branch/,
      );
      await pushAs(ADA_TOKEN, 'main');
    });

    it('judges a branch whose name is full of signs', async () => {
      const branch = 'a|b;$(touch${IFS}x)\'"&<c>';
      await git('push', '-q', 'origin', `main:${branch}`);
      await protect({
        branch,
        required_pull_request_reviews: { required_approving_review_count: 1 },
      });
      await commit('a.txt');
      await expect(pushAs(ADA_TOKEN, `main:${branch}`)).rejects.toThrow(
        /Changes must be made through a pull request/,
      );
      await pushAs(ADA_TOKEN, 'main');
    });
  });

  it('shows and takes no refs of pull requests', async () => {
    await commit('a.txt');
    await expect(
      git('push', 'origin', 'main:refs/pull/1/head'),
    ).rejects.toThrow(/deny updating a hidden ref/);
  });
});
