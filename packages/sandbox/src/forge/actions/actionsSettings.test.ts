import { ADA_TOKEN, ForgeFixture } from '../__testUtils__/ForgeFixture';

const repo = { owner: 'acme', repo: 'shop' };
const production = { ...repo, environment_name: 'production' };

describe('settings of Actions', () => {
  let fixture: ForgeFixture;

  beforeAll(async () => {
    fixture = await ForgeFixture.start({
      organizations: [
        { login: 'acme', name: 'Acme', memberPermission: 'read' },
      ],
    });
    await fixture.repository('shop');
    await fixture.octokit.rest.repos.createOrUpdateEnvironment(production);
  });
  afterAll(() => fixture.stop());

  describe('secrets', () => {
    it('are taken in, listed by name, and never told', async () => {
      const { actions } = fixture.checked.rest;
      const key = (await actions.getRepoPublicKey(repo)).data;
      expect(Buffer.from(key.key, 'base64')).toHaveLength(32);
      const put = (name: string, keyId = key.key_id) =>
        actions.createOrUpdateRepoSecret({
          ...repo,
          secret_name: name,
          encrypted_value: Buffer.from('c2VhbGVk').toString('base64'),
          key_id: keyId,
        });
      expect((await put('deploy_token')).status).toBe(201);
      expect((await put('DEPLOY_TOKEN')).status).toBe(204);
      const { data } = await actions.listRepoSecrets(repo);
      expect(data.secrets).toEqual([
        {
          name: 'DEPLOY_TOKEN',
          created_at: expect.any(String),
          updated_at: expect.any(String),
        },
      ]);
      const one = await actions.getRepoSecret({
        ...repo,
        secret_name: 'DEPLOY_TOKEN',
      });
      expect(one.data).toEqual(data.secrets[0]);
      await expect(put('GITHUB_X')).rejects.toMatchObject({
        status: 422,
        response: { data: { errors: [{ field: 'name' }] } },
      });
      await expect(put('OTHER', 'old')).rejects.toMatchObject({
        status: 422,
        response: { data: { errors: [{ field: 'key_id' }] } },
      });
      await actions.deleteRepoSecret({ ...repo, secret_name: 'DEPLOY_TOKEN' });
      expect((await actions.listRepoSecrets(repo)).data.total_count).toBe(0);
    });

    it('of an environment are its own', async () => {
      const { actions } = fixture.checked.rest;
      const key = (await actions.getEnvironmentPublicKey(production)).data;
      await actions.createOrUpdateEnvironmentSecret({
        ...production,
        secret_name: 'TOKEN',
        encrypted_value: 'c2VhbGVk',
        key_id: key.key_id,
      });
      const { data } = await actions.listEnvironmentSecrets(production);
      expect(data.secrets.map(({ name }) => name)).toEqual(['TOKEN']);
      expect((await actions.listRepoSecrets(repo)).data.total_count).toBe(0);
      await expect(
        actions.listEnvironmentSecrets({ ...repo, environment_name: 'none' }),
      ).rejects.toMatchObject({ status: 404 });
    });

    it('are shown to nobody who may only read', async () => {
      await expect(
        fixture.octokitOf(ADA_TOKEN).rest.actions.listRepoSecrets(repo),
      ).rejects.toMatchObject({ status: 403 });
    });
  });

  describe('variables', () => {
    it('are created, changed, renamed and removed', async () => {
      const { actions } = fixture.checked.rest;
      const created = await actions.createRepoVariable({
        ...repo,
        name: 'region',
        value: 'eu',
      });
      expect(created.status).toBe(201);
      await expect(
        actions.createRepoVariable({ ...repo, name: 'REGION', value: 'us' }),
      ).rejects.toMatchObject({ status: 409 });
      await actions.updateRepoVariable({
        ...repo,
        name: 'REGION',
        value: 'us',
      });
      const { data } = await actions.getRepoVariable({
        ...repo,
        name: 'region',
      });
      expect(data).toMatchObject({ name: 'REGION', value: 'us' });
      const renamed = await fixture.fetch(
        '/repos/acme/shop/actions/variables/REGION',
        {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ name: 'ZONE' }),
        },
      );
      expect(renamed.status).toBe(204);
      const list = await actions.listRepoVariables(repo);
      expect(list.data.variables).toMatchObject([
        { name: 'ZONE', value: 'us' },
      ]);
      await actions.deleteRepoVariable({ ...repo, name: 'ZONE' });
      await expect(
        actions.getRepoVariable({ ...repo, name: 'ZONE' }),
      ).rejects.toMatchObject({ status: 404 });
      await expect(
        actions.createRepoVariable({ ...repo, name: '1ST', value: 'x' }),
      ).rejects.toMatchObject({
        status: 422,
        response: { data: { errors: [{ field: 'name', code: 'invalid' }] } },
      });
    });

    it('of an environment go away with it', async () => {
      const { actions, repos } = fixture.checked.rest;
      const staging = { ...repo, environment_name: 'staging' };
      await repos.createOrUpdateEnvironment(staging);
      await actions.createEnvironmentVariable({
        ...staging,
        name: 'REPLICAS',
        value: '2',
      });
      await repos.deleteAnEnvironment(staging);
      await repos.createOrUpdateEnvironment(staging);
      const { data } = await actions.listEnvironmentVariables(staging);
      expect(data.total_count).toBe(0);
    });
  });

  it('say what workflows may do', async () => {
    const { actions } = fixture.checked.rest;
    const before = await actions.getGithubActionsPermissionsRepository(repo);
    expect(before.data).toMatchObject({
      enabled: true,
      allowed_actions: 'all',
    });
    await expect(
      actions.setAllowedActionsRepository({
        ...repo,
        github_owned_allowed: true,
      }),
    ).rejects.toMatchObject({ status: 409 });
    await actions.setGithubActionsPermissionsRepository({
      ...repo,
      enabled: true,
      allowed_actions: 'selected',
    });
    await actions.setAllowedActionsRepository({
      ...repo,
      github_owned_allowed: true,
      patterns_allowed: ['acme/*'],
    });
    const selected = await actions.getAllowedActionsRepository(repo);
    expect(selected.data.patterns_allowed).toEqual(['acme/*']);

    await actions.setGithubActionsDefaultWorkflowPermissionsRepository({
      ...repo,
      default_workflow_permissions: 'write',
    });
    const workflow =
      await actions.getGithubActionsDefaultWorkflowPermissionsRepository(repo);
    expect(workflow.data).toEqual({
      default_workflow_permissions: 'write',
      can_approve_pull_request_reviews: false,
    });

    await actions.setWorkflowAccessToRepository({
      ...repo,
      access_level: 'organization',
    });
    const access = await actions.getWorkflowAccessToRepository(repo);
    expect(access.data.access_level).toBe('organization');

    await actions.setCustomOidcSubClaimForRepo({
      ...repo,
      use_default: false,
      include_claim_keys: ['repo', 'context'],
    });
    const claims = await actions.getCustomOidcSubClaimForRepo(repo);
    expect(claims.data).toEqual({
      use_default: false,
      include_claim_keys: ['repo', 'context'],
    });
  });
});
