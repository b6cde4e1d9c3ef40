import {
  ADA,
  BEN,
  BEN_TOKEN,
  ForgeFixture,
} from '../__testUtils__/ForgeFixture';

describe('roles in repositories', () => {
  let fixture: ForgeFixture;
  const shop = { owner: 'acme', repo: 'shop' };

  beforeAll(async () => {
    fixture = await ForgeFixture.start({
      organizations: [
        { login: 'acme', name: 'Acme', memberPermission: 'none' },
      ],
      teams: [
        {
          organization: 'acme',
          slug: 'payments',
          name: 'Payments',
          members: [BEN.login],
        },
      ],
    });
    await fixture.repository('shop');
    await fixture.octokit.rest.repos.update({ ...shop, private: true });
  });
  afterAll(() => fixture.stop());

  const writeAs = (token: string | undefined) =>
    fixture.octokitOf(token).rest.issues.createLabel({ ...shop, name: 'bug' });
  const grantTeam = (permission: string) =>
    fixture.octokit.rest.teams.addOrUpdateRepoPermissionsInOrg({
      ...shop,
      org: 'acme',
      team_slug: 'payments',
      permission,
    });

  it('hides a private repository from who has no role', async () => {
    const stranger = fixture.octokitOf(BEN_TOKEN).rest.repos;
    await expect(stranger.get(shop)).rejects.toMatchObject({ status: 404 });
    await expect(writeAs(BEN_TOKEN)).rejects.toMatchObject({ status: 404 });
    const { data } = await stranger.listForOrg({ org: 'acme' });
    expect(data).toEqual([]);
  });

  it('lets a team read, then write, then administer', async () => {
    const ben = fixture.octokitOf(BEN_TOKEN).rest.repos;
    await grantTeam('pull');
    expect((await ben.get(shop)).status).toBe(200);
    await expect(writeAs(BEN_TOKEN)).rejects.toMatchObject({ status: 403 });

    await grantTeam('push');
    expect((await writeAs(BEN_TOKEN)).status).toBe(201);
    await expect(
      ben.update({ ...shop, description: 'x' }),
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Must have admin rights to Repository.'),
    });

    await grantTeam('admin');
    expect((await ben.update({ ...shop, description: 'x' })).status).toBe(200);
  });

  it('tells the permission of a person as GitHub does', async () => {
    const { status, data } =
      await fixture.octokit.rest.repos.getCollaboratorPermissionLevel({
        ...shop,
        username: ADA.login,
      });
    fixture.expectContract(
      'GET',
      '/repos/{owner}/{repo}/collaborators/{username}/permission',
      status,
      data,
    );
    expect(data.permission).toBe('none');

    await fixture.octokit.rest.repos.addCollaborator({
      ...shop,
      username: ADA.login,
      permission: 'maintain',
    });
    const granted =
      await fixture.octokit.rest.repos.getCollaboratorPermissionLevel({
        ...shop,
        username: ADA.login,
      });
    expect(granted.data).toMatchObject({
      permission: 'write',
      role_name: 'maintain',
    });
  });
});
