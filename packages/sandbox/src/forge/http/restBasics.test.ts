import { ADA_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';

describe('the REST API of the forge', () => {
  let fixture: ForgeFixture;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    await fixture.repository('shop');
    for (let number = 1; number <= 6; number += 1) {
      await fixture.forge.actions.commitFiles({
        owner: 'acme',
        repo: 'shop',
        branch: 'main',
        message: `Change ${number}`,
        author: { name: 'Ada Castellan', email: 'ada@acme.example' },
        files: { 'src/app.py': `VERSION = ${number}\n` },
      });
    }
  });
  afterAll(() => fixture.stop());

  const repo = { owner: 'acme', repo: 'shop' };

  it('tells what it is', async () => {
    const { data } = await fixture.checked.rest.meta.get();
    expect(data).toHaveProperty('installed_version', '3.17.0');
    const zen = await fixture.fetch('/zen');
    expect(zen.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  describe('ETags', () => {
    it('answers 304 to who has it already, and does not count that', async () => {
      const first = await fixture.fetch('/repos/acme/shop');
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^W\/".+"$/);
      const used = Number(first.headers.get('x-ratelimit-used'));

      const second = await fixture.fetch('/repos/acme/shop', {
        headers: { 'If-None-Match': etag },
      });
      expect(second.status).toBe(304);
      expect(await second.text()).toBe('');
      expect(Number(second.headers.get('x-ratelimit-used'))).toBe(used);

      const third = await fixture.fetch('/rate_limit');
      expect((await third.json()).rate.used).toBe(used);
    });

    it('answers anew when something changed', async () => {
      const path = '/repos/acme/shop/topics';
      const before = await fixture.fetch(path);
      await fixture.octokit.rest.repos.replaceAllTopics({
        ...repo,
        names: ['payments'],
      });
      const after = await fixture.fetch(path, {
        headers: { 'If-None-Match': before.headers.get('etag') ?? '' },
      });
      expect(after.status).toBe(200);
      expect(await after.json()).toEqual({ names: ['payments'] });
    });
  });

  describe('pages', () => {
    it('are linked, so that a client can walk them all', async () => {
      const { octokit } = fixture;
      const commits = await octokit.paginate(octokit.rest.repos.listCommits, {
        ...repo,
        per_page: 3,
      });
      expect(commits.map(({ commit }) => commit.message.trim())).toEqual([
        'Change 6',
        'Change 5',
        'Change 4',
        'Change 3',
        'Change 2',
        'Change 1',
        'Initial commit',
      ]);
    });

    it('name the pages before and after, and keep the rest of the query', async () => {
      const linkOf = async (query: string) =>
        (await fixture.fetch(`/repos/acme/shop/commits?${query}`)).headers.get(
          'link',
        );
      const url = `${fixture.url}/api/v3/repos/acme/shop/commits`;
      expect(await linkOf('sha=main&per_page=3')).toBe(
        `<${url}?sha=main&per_page=3&page=2>; rel="next", ` +
          `<${url}?sha=main&per_page=3&page=3>; rel="last"`,
      );
      expect(await linkOf('per_page=3&page=2')).toBe(
        `<${url}?per_page=3&page=1>; rel="prev", ` +
          `<${url}?per_page=3&page=3>; rel="next", ` +
          `<${url}?per_page=3&page=3>; rel="last", ` +
          `<${url}?per_page=3&page=1>; rel="first"`,
      );
      expect(await linkOf('per_page=100')).toBeNull();
    });

    it('hold at most 100, whatever is asked for', async () => {
      const response = await fixture.fetch(
        '/repos/acme/shop/commits?per_page=5000&page=nonsense',
      );
      expect(response.status).toBe(200);
      expect(await response.json()).toHaveLength(7);
    });
  });

  describe('the rate limit', () => {
    it('is told with every answer and by itself', async () => {
      const { headers } = await fixture.fetch('/repos/acme/shop');
      const limit = Number(headers.get('x-ratelimit-limit'));
      const used = Number(headers.get('x-ratelimit-used'));
      expect(limit).toBe(60_000);
      expect(used).toBeGreaterThan(0);
      expect(Number(headers.get('x-ratelimit-remaining'))).toBe(limit - used);
      expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(
        Date.now() / 1000,
      );
      expect(headers.get('x-ratelimit-resource')).toBe('core');
      const { data } = await fixture.checked.rest.rateLimit.get();
      expect(data.rate).toMatchObject({ limit, used });
    });

    it('counts each caller alone', async () => {
      const usedBy = async (token: string) => {
        const { headers } = await fixture.fetch('/repos/acme/shop', {
          headers: { Authorization: `token ${token}` },
        });
        return Number(headers.get('x-ratelimit-used'));
      };
      expect(await usedBy(ADA_TOKEN)).toBe(1);
      expect(await usedBy(ADA_TOKEN)).toBe(2);
    });

    it('refuses who is over it', async () => {
      const strict = await ForgeFixture.start({ rateLimit: 2 });
      try {
        await strict.fetch('/zen');
        const last = await strict.fetch('/zen');
        expect(last.status).toBe(200);
        expect(last.headers.get('x-ratelimit-remaining')).toBe('0');
        const refused = await strict.fetch('/zen');
        expect(refused.status).toBe(403);
        expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
        expect(await refused.json()).toMatchObject({
          message: expect.stringContaining('API rate limit exceeded'),
          documentation_url: expect.any(String),
        });
      } finally {
        await strict.stop();
      }
    });
  });

  describe('refusals', () => {
    it('answer a wrong token as GitHub does, also where none is needed', async () => {
      for (const path of ['/repos/acme/shop', '/user', '/zen']) {
        const response = await fixture.fetch(path, {
          headers: { Authorization: 'token nonsense' },
        });
        expect(response.status).toBe(401);
        expect(await response.json()).toEqual({
          message: 'Bad credentials',
          documentation_url: 'https://docs.github.com/rest',
          status: '401',
        });
      }
    });

    it('answer 404 for what is not there and for what is not a path', async () => {
      for (const path of ['/repos/acme/none', '/nothing', '/repos/acme']) {
        const response = await fixture.fetch(path);
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ message: 'Not Found' });
      }
    });

    it('hide a private repository from who may not see it', async () => {
      await fixture.forge.actions.createRepository({
        owner: 'acme',
        name: 'secret',
        private: true,
      });
      const nobody = fixture.checkedOctokitOf(undefined);
      await expect(
        nobody.rest.repos.get({ owner: 'acme', repo: 'secret' }),
      ).rejects.toMatchObject({ status: 404 });
    });

    it('name the field that is missing or wrong', async () => {
      const post = async (body: unknown) => {
        const { head } = await mainOf('shop');
        const response = await fixture.fetch(
          `/repos/acme/shop/statuses/${head}`,
          {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
          },
        );
        expect(response.status).toBe(422);
        return response.json();
      };
      expect(await post({})).toMatchObject({
        message: 'Validation Failed',
        errors: [{ field: 'state', code: 'missing_field' }],
        documentation_url: expect.any(String),
      });
      expect(await post({ state: 'splendid' })).toMatchObject({
        errors: [{ field: 'state', code: 'invalid' }],
      });
    });

    it('answer 400 to what is not JSON', async () => {
      const response = await fixture.fetch('/repos/acme/shop/check-runs', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"name":',
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        message: 'Problems parsing JSON',
      });
    });
  });

  async function mainOf(name: string): Promise<{ head: string }> {
    const { data } = await fixture.octokit.rest.git.getRef({
      owner: 'acme',
      repo: name,
      ref: 'heads/main',
    });
    return { head: data.object.sha };
  }
});
