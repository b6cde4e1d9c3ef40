import {
  ADA,
  ADA_TOKEN,
  BEN,
  BEN_TOKEN,
  ForgeFixture,
} from '../__testUtils__/ForgeFixture';

describe('repositories and their settings', () => {
  let fixture: ForgeFixture;
  const shop = { owner: 'acme', repo: 'shop' };

  beforeEach(async () => {
    fixture = await ForgeFixture.start();
    await fixture.repository('shop');
  });
  afterEach(() => fixture.stop());

  const repos = () => fixture.octokit.rest.repos;
  const expectContract = (
    method: string,
    path: string,
    { status, data }: { status: number; data: unknown },
  ) => fixture.expectContract(method, path, status, data);

  it('are created in organisations and for people, empty or not', async () => {
    const made = await repos().createInOrg({
      org: 'acme',
      name: 'made',
      description: 'Made',
      private: true,
      auto_init: true,
    });
    expectContract('POST', '/orgs/{org}/repos', made);
    expect(made.headers.location).toBe(made.data.url);
    expect(made.data).toMatchObject({
      full_name: 'acme/made',
      private: true,
      visibility: 'private',
      default_branch: 'main',
    });
    const mine = await fixture
      .octokitOf(ADA_TOKEN)
      .rest.repos.createForAuthenticatedUser({ name: 'mine' });
    expectContract('POST', '/user/repos', mine);
    expect(mine.data.full_name).toBe('ada/mine');
    // Who owns a repository administers it.
    const { status } = await fixture
      .octokitOf(ADA_TOKEN)
      .rest.repos.update({ owner: 'ada', repo: 'mine', has_wiki: false });
    expect(status).toBe(200);
  });

  it('refuse names that are taken or no names', async () => {
    const refused = async (name: string, message: RegExp) =>
      expect(repos().createInOrg({ org: 'acme', name })).rejects.toMatchObject({
        status: 422,
        message: expect.stringMatching(message),
      });
    await refused('shop', /name already exists on this account/);
    await refused('SHOP', /name already exists on this account/);
    await refused('../etc', /cannot name a repository/);
    await refused('.git', /cannot name a repository/);
    await expect(
      repos().createInOrg({ org: 'nobody', name: 'x' }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(
      fixture.octokitOf(undefined).rest.repos.createInOrg({
        org: 'acme',
        name: 'x',
      }),
    ).rejects.toMatchObject({ status: 401 });
  });

  it('are read, changed and listed', async () => {
    const read = await repos().get(shop);
    expectContract('GET', '/repos/{owner}/{repo}', read);
    const changed = await repos().update({
      ...shop,
      description: 'The shop',
      homepage: 'https://shop.example',
      has_wiki: false,
      allow_rebase_merge: false,
    });
    expectContract('PATCH', '/repos/{owner}/{repo}', changed);
    expect(changed.data).toMatchObject({
      description: 'The shop',
      has_wiki: false,
      allow_rebase_merge: false,
    });
    await expect(
      repos().update({ ...shop, default_branch: 'gone' }),
    ).rejects.toMatchObject({ status: 422 });

    const ofOrg = await repos().listForOrg({ org: 'acme' });
    expectContract('GET', '/orgs/{org}/repos', ofOrg);
    const ofUser = await repos().listForUser({ username: 'acme' });
    expectContract('GET', '/users/{username}/repos', ofUser);
    const mine = await repos().listForAuthenticatedUser();
    expectContract('GET', '/user/repos', mine);
    expect(mine.data.map(each => each.full_name)).toEqual(['acme/shop']);
  });

  it('are forgotten as a whole when deleted', async () => {
    const issues = fixture.octokit.rest.issues;
    await issues.create({ ...shop, title: 'Old' });
    await repos().createWebhook({
      ...shop,
      config: { url: 'http://127.0.0.1:9/' },
    });
    const removed = await repos().delete(shop);
    expectContract('DELETE', '/repos/{owner}/{repo}', removed);
    await expect(repos().get(shop)).rejects.toMatchObject({ status: 404 });
    await fixture.repository('shop');
    expect((await issues.listForRepo(shop)).data).toEqual([]);
    expect((await repos().listWebhooks(shop)).data).toEqual([]);
  });

  it('have topics, collaborators, teams and subscribers', async () => {
    const topics = await repos().replaceAllTopics({
      ...shop,
      names: ['python', 'api'],
    });
    expectContract('PUT', '/repos/{owner}/{repo}/topics', topics);
    const read = await repos().getAllTopics(shop);
    expectContract('GET', '/repos/{owner}/{repo}/topics', read);
    expect(read.data.names).toEqual(['python', 'api']);
    await expect(
      repos().replaceAllTopics({ ...shop, names: ['No Topic'] }),
    ).rejects.toMatchObject({ status: 422 });

    const added = await repos().addCollaborator({
      ...shop,
      username: BEN.login,
      permission: 'admin',
    });
    expectContract(
      'PUT',
      '/repos/{owner}/{repo}/collaborators/{username}',
      added,
    );
    const people = await repos().listCollaborators(shop);
    expectContract('GET', '/repos/{owner}/{repo}/collaborators', people);
    expect(people.data).toMatchObject([{ login: 'ben', role_name: 'admin' }]);
    const asBen = fixture.octokitOf(BEN_TOKEN).rest.repos;
    expect((await asBen.update({ ...shop, has_wiki: false })).status).toBe(200);
    await expect(
      repos().addCollaborator({ ...shop, username: 'nobody' }),
    ).rejects.toMatchObject({ status: 404 });

    const granted =
      await fixture.octokit.rest.teams.addOrUpdateRepoPermissionsInOrg({
        ...shop,
        org: 'acme',
        team_slug: 'payments',
        permission: 'maintain',
      });
    expectContract(
      'PUT',
      '/orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}',
      granted,
    );
    const teams = await repos().listTeams(shop);
    expectContract('GET', '/repos/{owner}/{repo}/teams', teams);
    expect(teams.data).toMatchObject([{ slug: 'payments' }]);

    const subscribed = await fixture.octokit.rest.activity.setRepoSubscription({
      ...shop,
      subscribed: true,
    });
    expectContract('PUT', '/repos/{owner}/{repo}/subscription', subscribed);
  });
});

describe('accounts', () => {
  let fixture: ForgeFixture;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    await fixture.repository('shop');
  });
  afterAll(() => fixture.stop());

  it('are as GitHub describes them', async () => {
    const { users, orgs, teams } = fixture.octokit.rest;
    const org = 'acme';
    const team = { org, team_slug: 'payments' };
    const answers: [string, { status: number; data: unknown }][] = [
      ['/user', await users.getAuthenticated()],
      ['/user/orgs', await orgs.listForAuthenticatedUser()],
      ['/users/{username}', await users.getByUsername({ username: 'ada' })],
      ['/orgs/{org}', await orgs.get({ org })],
      ['/orgs/{org}/members', await orgs.listMembers({ org })],
      ['/orgs/{org}/teams', await teams.list({ org })],
      ['/orgs/{org}/teams/{team_slug}', await teams.getByName(team)],
      [
        '/orgs/{org}/teams/{team_slug}/members',
        await teams.listMembersInOrg(team),
      ],
    ];
    for (const [path, { status, data }] of answers) {
      fixture.expectContract('GET', path, status, data);
    }
    const { data } = await teams.listMembersInOrg(team);
    expect(data.map(each => each.login)).toEqual([ADA.login]);
  });

  it('are not made up', async () => {
    const { users, orgs, teams } = fixture.octokit.rest;
    const missing = { status: 404 };
    await expect(
      users.getByUsername({ username: 'nobody' }),
    ).rejects.toMatchObject(missing);
    await expect(orgs.get({ org: 'ada' })).rejects.toMatchObject(missing);
    await expect(
      teams.getByName({ org: 'acme', team_slug: 'nobody' }),
    ).rejects.toMatchObject(missing);
    await expect(
      fixture.octokitOf(undefined).rest.users.getAuthenticated(),
    ).rejects.toMatchObject({ status: 401 });
    await expect(
      fixture.octokitOf('wrong').rest.users.getByUsername({ username: 'ada' }),
    ).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('Bad credentials'),
    });
  });
});
