import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GithubUrlReader,
  UrlReaders,
} from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { createPublishGithubAction } from '@backstage/plugin-scaffolder-backend-module-github';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { ADA, ADA_TOKEN, ForgeFixture } from './__testUtils__/ForgeFixture';
import { SANDBOX_TOKEN } from './ForgeOptions';

/** Backstage's own code, unchanged, against the forge. */
describe('Backstage', () => {
  let fixture: ForgeFixture;
  const shop = { owner: 'acme', repo: 'shop' };

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
  });
  afterAll(() => fixture.stop());

  const config = () =>
    mockServices.rootConfig({
      data: {
        integrations: {
          github: [
            {
              host: new URL(fixture.url).host,
              apiBaseUrl: `${fixture.url}/api/v3`,
              token: SANDBOX_TOKEN,
            },
          ],
        },
      },
    });

  describe('publish:github', () => {
    const publish = async (input: Record<string, unknown>) => {
      const integrations = ScmIntegrations.fromConfig(config());
      const action = createPublishGithubAction({
        integrations,
        config: config(),
        githubCredentialsProvider:
          DefaultGithubCredentialsProvider.fromIntegrations(integrations),
      });
      const workspacePath = join(fixture.folder, String(input.repo));
      await mkdir(join(workspacePath, 'src'), { recursive: true });
      await writeFile(join(workspacePath, 'README.md'), '# Made\n');
      await writeFile(join(workspacePath, 'src', 'ä b.txt'), 'x\n');
      const outputs: Record<string, unknown> = {};
      const { repo, ...rest } = input;
      await action.handler({
        ...createMockActionContext({
          input: {
            repoUrl: `${new URL(fixture.url).host}?owner=acme&repo=${repo}`,
            ...rest,
          },
          workspacePath,
        }),
        output: (name: string, value: unknown) => {
          outputs[name] = value;
        },
      });
      return outputs;
    };

    it('creates a repository with everything that can be asked for', async () => {
      const outputs = await publish({
        repo: 'made',
        description: 'Made by the wizard',
        repoVisibility: 'private',
        access: 'acme/payments',
        collaborators: [{ user: ADA.login, access: 'maintain' }],
        topics: ['python', 'fastapi'],
        repoVariables: { REGION: 'eu' },
        secrets: { TOKEN: 'hush' },
        subscribe: true,
        deleteBranchOnMerge: true,
        gitAuthorName: ADA.name,
        gitAuthorEmail: ADA.email,
        gitCommitMessage: 'feat: create made',
        requiredApprovingReviewCount: 1,
        requiredStatusCheckContexts: ['Security gate 1'],
        requireBranchesToBeUpToDate: false,
        dismissStaleReviews: true,
        protectEnforceAdmins: false,
        requiredLinearHistory: true,
        requiredCommitSigning: true,
        restrictions: { users: [ADA.login], teams: ['payments'] },
      });
      expect(outputs).toEqual({
        remoteUrl: `${fixture.url}/acme/made.git`,
        repoContentsUrl: `${fixture.url}/acme/made/blob/main`,
        commitHash: expect.stringMatching(/^[0-9a-f]{40}$/),
      });
      const made = { owner: 'acme', repo: 'made' };
      const { rest } = fixture.octokit;
      const { data: branch } = await rest.repos.getBranch({
        ...made,
        branch: 'main',
      });
      expect(branch.commit).toMatchObject({
        sha: outputs.commitHash,
        commit: { message: 'feat: create made', author: { name: ADA.name } },
      });
      expect(
        await fixture.forge.actions.listFiles('acme', 'made', 'main'),
      ).toEqual(['README.md', 'src/ä b.txt']);
      const { data: repository } = await rest.repos.get(made);
      expect(repository).toMatchObject({
        private: true,
        description: 'Made by the wizard',
        topics: ['python', 'fastapi'],
        delete_branch_on_merge: true,
      });
      const { data: protection } = await rest.repos.getBranchProtection({
        ...made,
        branch: 'main',
      });
      expect(protection).toMatchObject({
        required_status_checks: {
          strict: false,
          contexts: ['Security gate 1'],
        },
        required_pull_request_reviews: {
          required_approving_review_count: 1,
          dismiss_stale_reviews: true,
        },
        enforce_admins: { enabled: false },
        required_linear_history: { enabled: true },
        required_signatures: { enabled: true },
        restrictions: {
          users: [{ login: ADA.login }],
          teams: [{ slug: 'payments' }],
        },
      });
      const { data: variables } = await rest.actions.listRepoVariables(made);
      expect(variables.variables).toMatchObject([
        { name: 'REGION', value: 'eu' },
      ]);
      const { data: secrets } = await rest.actions.listRepoSecrets(made);
      expect(secrets.secrets.map(secret => secret.name)).toEqual(['TOKEN']);
      const { data: permission } =
        await rest.repos.getCollaboratorPermissionLevel({
          ...made,
          username: ADA.login,
        });
      expect(permission.role_name).toBe('admin');
      const { data: teams } = await rest.repos.listTeams(made);
      expect(teams).toMatchObject([{ slug: 'payments', permission: 'admin' }]);
      expect(fixture.reports).toEqual([]);
    });

    it('says which repository exists already', async () => {
      await fixture.repository('taken');
      await expect(publish({ repo: 'taken' })).rejects.toThrow(
        /Failed to create the Organization repository acme\/taken, .*name already exists on this account/,
      );
    });
  });

  describe('GithubUrlReader', () => {
    const reader = () =>
      UrlReaders.create({
        config: config(),
        logger: mockServices.logger.mock(),
        factories: [GithubUrlReader.factory],
      });
    const urlOf = (path: string, kind = 'blob', ref = 'main') =>
      `${fixture.url}/acme/shop/${kind}/${ref}${path}`;

    beforeAll(async () => {
      await fixture.repository('shop', {
        'README.md': '# Shop\n',
        'catalog-info.yaml': 'kind: Component\n',
        'docs/index.md': '# Docs\n',
        'docs/deep/ä b.md': '# Deep\n',
      });
      await fixture.octokit.rest.repos.update({ ...shop, private: true });
    });

    const change = (path: string, content: string) =>
      fixture.forge.actions.commitFiles({
        ...shop,
        branch: 'main',
        message: `Change ${path}`,
        author: ADA,
        files: { [path]: content },
      });

    it('reads a file, once as long as it stays', async () => {
      const url = urlOf('/catalog-info.yaml');
      const first = await reader().readUrl(url);
      expect((await first.buffer()).toString()).toBe('kind: Component\n');
      expect(first.etag).toBeTruthy();
      await expect(
        reader().readUrl(url, { etag: first.etag }),
      ).rejects.toMatchObject({ name: 'NotModifiedError' });
      await change('catalog-info.yaml', 'kind: API\n');
      const second = await reader().readUrl(url, { etag: first.etag });
      expect((await second.buffer()).toString()).toBe('kind: API\n');
    });

    it('names what is not there, and reads in the name of somebody else', async () => {
      await expect(
        reader().readUrl(urlOf('/nothing.yaml')),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
      const url = urlOf('/README.md');
      const mine = await reader().readUrl(url, { token: ADA_TOKEN });
      expect((await mine.buffer()).toString()).toBe('# Shop\n');
      await expect(reader().readUrl(url, { token: 'wrong' })).rejects.toThrow(
        /401/,
      );
    });

    it('reads a tree, once as long as it stays', async () => {
      const url = urlOf('/docs', 'tree');
      const tree = await reader().readTree(url);
      const files = await tree.files();
      expect(files.map(file => file.path).sort()).toEqual([
        'deep/ä b.md',
        'index.md',
      ]);
      await expect(
        reader().readTree(url, { etag: tree.etag }),
      ).rejects.toMatchObject({ name: 'NotModifiedError' });
      await change('docs/index.md', '# New\n');
      const { etag } = await reader().readTree(url, { etag: tree.etag });
      expect(etag).not.toBe(tree.etag);
    });

    it('searches', async () => {
      const { files, etag } = await reader().search(urlOf('/**/*.md'));
      const found = await Promise.all(
        files.map(async file => [
          decodeURIComponent(new URL(file.url).pathname),
          (await file.content()).toString(),
        ]),
      );
      expect(found.sort()).toEqual([
        ['/acme/shop/blob/main/README.md', '# Shop\n'],
        ['/acme/shop/blob/main/docs/deep/ä b.md', '# Deep\n'],
        ['/acme/shop/blob/main/docs/index.md', '# New\n'],
      ]);
      await expect(
        reader().search(urlOf('/**/*.md'), { etag }),
      ).rejects.toMatchObject({ name: 'NotModifiedError' });
      const one = await reader().search(urlOf('/README.md'));
      expect(one.files).toHaveLength(1);
    });
  });
});
