import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  createGithubActionsDispatchAction,
  createGithubEnvironmentAction,
} from '@backstage/plugin-scaffolder-backend-module-github';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { ForgeFixture } from '../__testUtils__/ForgeFixture';
import { WorkflowRequestEvent } from '../events/ForgeEvents';
import { SANDBOX_TOKEN } from '../ForgeOptions';

const repo = { owner: 'acme', repo: 'shop' };

describe("Backstage's own actions for GitHub Actions", () => {
  let fixture: ForgeFixture;

  beforeAll(async () => {
    fixture = await ForgeFixture.start();
    await fixture.repository('shop', {
      '.github/workflows/deploy.yml':
        'name: Deploy\non: { workflow_dispatch: { inputs: { to: {} } } }\njobs: {}\n',
    });
  });
  afterAll(() => fixture.stop());

  const integrations = () =>
    ScmIntegrations.fromConfig(
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
      }),
    );
  const repoUrl = () => `${new URL(fixture.url).host}?owner=acme&repo=shop`;

  it('github:actions:dispatch asks for a run', async () => {
    const events: WorkflowRequestEvent[] = [];
    fixture.forge.actions.onWorkflowRequest(event => {
      events.push(event);
    });
    const action = createGithubActionsDispatchAction({
      integrations: integrations(),
    });
    await action.handler(
      createMockActionContext({
        input: {
          repoUrl: repoUrl(),
          workflowId: 'deploy.yml',
          branchOrTagName: 'main',
          workflowInputs: { to: 'staging' },
          token: SANDBOX_TOKEN,
        },
      }),
    );
    expect(events).toMatchObject([
      { kind: 'dispatch', ref: 'main', inputs: { to: 'staging' } },
    ]);
  });

  it('github:environment:create makes a protected environment with variables and secrets', async () => {
    const action = createGithubEnvironmentAction({
      integrations: integrations(),
      catalog: catalogServiceMock(),
    });
    await action.handler(
      createMockActionContext({
        input: {
          repoUrl: repoUrl(),
          name: 'production',
          deploymentBranchPolicy: {
            protected_branches: false,
            custom_branch_policies: true,
          },
          customBranchPolicyNames: ['main'],
          customTagPolicyNames: ['v*'],
          environmentVariables: { REGION: 'eu' },
          secrets: { TOKEN: 'secret' },
          token: SANDBOX_TOKEN,
          waitTimer: 5,
        },
      }),
    );
    const of = { ...repo, environment_name: 'production' };
    const { actions, repos } = fixture.checked.rest;
    const policies = await repos.listDeploymentBranchPolicies(of);
    expect(policies.data.branch_policies).toMatchObject([
      { name: 'main', type: 'branch' },
      { name: 'v*', type: 'tag' },
    ]);
    const variables = await actions.listEnvironmentVariables(of);
    expect(variables.data.variables).toMatchObject([
      { name: 'REGION', value: 'eu' },
    ]);
    const secrets = await actions.listEnvironmentSecrets(of);
    expect(secrets.data.secrets).toMatchObject([{ name: 'TOKEN' }]);
  });
});
