import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parseHostedRepository } from '../HostedRepository';
import { createPullRequests } from './createPullRequests';

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      github: [{ host: 'github.com', token: 'github-token' }],
      gitlab: [
        {
          host: 'gitlab.example',
          apiBaseUrl: 'https://gitlab.example/api/v4',
          token: 'gitlab-token',
        },
      ],
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [
            { organizations: ['acme'], personalAccessToken: 'azure-token' },
          ],
        },
      ],
    },
  }),
);

const AZURE =
  'https://dev.azure.com/acme/web/_apis/git/repositories/shop/pullrequests';

/** How each code host lists, opens and changes; what it was asked ends up in `seen`. */
const hosts = [
  {
    address: 'https://github.com/acme/shop',
    list: 'https://api.github.com/repos/acme/shop/pulls',
    item: 'https://api.github.com/repos/acme/shop/pulls/7',
    change: 'patch' as const,
    listed: [
      {
        number: 7,
        html_url: 'https://github.com/acme/shop/pull/7',
        head: { repo: { id: 1 } },
        base: { repo: { id: 1 } },
      },
    ],
    forked: [{ id: 2 }, null].map((repo, index) => ({
      number: 5 + index,
      html_url: 'https://github.com/acme/shop/pull/5',
      head: { repo },
      base: { repo: { id: 1 } },
    })),
    none: [],
    query: 'state=open&head=acme%3Afeature',
    authorization: ['authorization', 'Bearer github-token'],
    opened: { title: 'T', body: 'B', head: 'feature', base: 'main' },
    changed: { title: 'T2', body: 'B2' },
    url: 'https://github.com/acme/shop/pull/7',
  },
  {
    address: 'https://gitlab.example/acme/shop',
    list: 'https://gitlab.example/api/v4/projects/acme%2Fshop/merge_requests',
    item: 'https://gitlab.example/api/v4/projects/acme%2Fshop/merge_requests/7',
    change: 'put' as const,
    listed: [
      {
        iid: 7,
        web_url: 'https://gitlab.example/mr/7',
        source_project_id: 1,
        target_project_id: 1,
      },
    ],
    forked: [2, null].map((id, index) => ({
      iid: 5 + index,
      web_url: 'https://gitlab.example/mr/5',
      source_project_id: id,
      target_project_id: 1,
    })),
    none: [],
    query: 'state=opened&source_branch=feature&per_page=100',
    authorization: ['authorization', 'Bearer gitlab-token'],
    opened: {
      title: 'T',
      description: 'B',
      source_branch: 'feature',
      target_branch: 'main',
      remove_source_branch: true,
    },
    changed: { title: 'T2', description: 'B2' },
    url: 'https://gitlab.example/mr/7',
  },
  {
    address: 'https://dev.azure.com/acme/web/_git/shop',
    list: AZURE,
    item: `${AZURE}/7`,
    change: 'patch' as const,
    listed: { value: [{ pullRequestId: 7 }] },
    forked: [{ pullRequestId: 5, forkSource: { repository: { id: 'fork' } } }],
    none: { value: [] },
    query:
      'searchCriteria.status=active&searchCriteria.sourceRefName=refs%2Fheads%2Ffeature&api-version=7.1',
    authorization: [
      'authorization',
      `Basic ${Buffer.from(':azure-token').toString('base64')}`,
    ],
    opened: {
      title: 'T',
      description: 'B',
      sourceRefName: 'refs/heads/feature',
      targetRefName: 'refs/heads/main',
    },
    changed: { title: 'T2', description: 'B2' },
    url: 'https://dev.azure.com/acme/web/_git/shop/pullrequest/7',
  },
];

describe.each(hosts)('pull requests of $address', host => {
  const server = setupServer();
  registerMswTestHooks(server);
  const pullRequests = () =>
    createPullRequests(
      parseHostedRepository(host.address, integrations),
      integrations,
    );
  const item = (answer: object | object[]) => {
    const [first] = 'value' in answer ? [answer.value].flat() : [answer].flat();
    return Object(first);
  };

  it('finds the open one of a branch, with the credentials of the integration', async () => {
    let asked: URL | undefined;
    let sent: string | null = null;
    server.use(
      http.get(host.list, ({ request }) => {
        asked = new URL(request.url);
        sent = request.headers.get(host.authorization[0]);
        return HttpResponse.json(host.listed);
      }),
    );

    expect(await pullRequests().findOpen('feature')).toEqual({
      number: 7,
      url: host.url,
    });
    expect(asked?.search).toBe(`?${host.query}`);
    expect(sent).toBe(host.authorization[1]);
  });

  it('passes over what forks would merge from a branch of the same name', async () => {
    const { listed, forked } = host;
    let all: object = [];
    server.use(http.get(host.list, () => HttpResponse.json(all)));
    const of = (pulls: object[]) =>
      Array.isArray(listed) ? pulls : { value: pulls };

    all = of(forked);
    expect(await pullRequests().findOpen('feature')).toBeUndefined();

    all = of([...forked, item(listed)]);
    expect(await pullRequests().findOpen('feature')).toEqual({
      number: 7,
      url: host.url,
    });
  });

  it('finds none', async () => {
    server.use(http.get(host.list, () => HttpResponse.json(host.none)));

    expect(await pullRequests().findOpen('feature')).toBeUndefined();
  });

  it('opens one and changes it', async () => {
    const seen: unknown[] = [];
    const answer = async ({ request }: { request: Request }) => {
      seen.push(await request.json());
      return HttpResponse.json(item(host.listed));
    };
    server.use(
      http.post(host.list, answer),
      http[host.change](host.item, answer),
    );

    const opened = await pullRequests().open({
      branch: 'feature',
      into: 'main',
      title: 'T',
      body: 'B',
    });
    await pullRequests().update(opened, { title: 'T2', body: 'B2' });

    expect(opened).toEqual({ number: 7, url: host.url });
    expect(seen).toEqual([host.opened, host.changed]);
  });

  it.each([
    [401, 'NotAllowedError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [422, 'InputError'],
    [502, 'ServiceUnavailableError'],
  ])('tells a %s from others, without a secret', async (status, name) => {
    server.use(
      http.get(host.list, () =>
        HttpResponse.json({ message: 'it says why' }, { status }),
      ),
    );

    await expect(pullRequests().findOpen('feature')).rejects.toMatchObject({
      name,
      message: expect.stringContaining('it says why'),
    });
    await expect(pullRequests().findOpen('feature')).rejects.not.toMatchObject({
      message: expect.stringMatching(/token/),
    });
  });
});

describe('pull requests of Azure DevOps', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  it('have no longer text than it takes, and say so', async () => {
    let description = '';
    server.use(
      http.post(AZURE, async ({ request }) => {
        const body = await request.json();
        description = Object(body).description;
        return HttpResponse.json({ pullRequestId: 7 });
      }),
    );

    await createPullRequests(
      parseHostedRepository(hosts[2].address, integrations),
      integrations,
    ).open({
      branch: 'feature',
      into: 'main',
      title: 'T',
      body: 'B'.repeat(5_000),
    });

    expect(description).toHaveLength(4_000);
    expect(description).toContain('longer than Azure DevOps allows');
  });
});
