import { expect, test } from '@playwright/test';
import { callApi, forge, scaffolder, wizardDefaults } from './systems';

type Service = { name: string; choices: Record<string, string> };

// Python, with the defaults of everything else, is the story of delivery.test.ts.
const services: Service[] = [
  {
    name: 'parcel-labels',
    choices: {
      language: 'typescript',
      strategy: 'canary',
      registry: 'harbor',
      codeScanning: 'semgrep',
      imageScanning: 'trivy',
      manifestsIn: 'service',
    },
  },
  {
    name: 'parcel-routes',
    choices: {
      language: 'go',
      strategy: 'rolling',
      branching: 'gitflow',
      registry: 'ecr',
      dependencyScanning: 'dependency-check',
      infrastructureScanning: 'kics',
      secrets: 'sealed-secrets',
    },
  },
];

type Deployed = {
  release?: { id: string; version: string };
  digest?: string;
  health?: string;
};

async function deployed(name: string, environment: string): Promise<Deployed> {
  const { body } = await callApi('ada', 'GET', `/services/default/${name}`);
  const { environments = [] } = body as {
    environments?: {
      name: string;
      deployment?: {
        health: string;
        digest?: string;
        release?: { id: string; version: string };
      };
    }[];
  };
  const { deployment } =
    environments.find(each => each.name === environment) ?? {};
  return {
    release: deployment?.release && {
      id: deployment.release.id,
      version: deployment.release.version,
    },
    digest: deployment?.digest,
    health: deployment?.health,
  };
}

async function requestProduction(
  name: string,
  releaseId: string | undefined,
): Promise<string> {
  let id: unknown;
  // Until staging has verified it, there is nothing to promote.
  await expect
    .poll(
      async () => {
        const { status, body } = await callApi(
          'ada',
          'POST',
          `/services/default/${name}/promotions`,
          {
            kind: 'promote',
            environment: 'production',
            releaseId,
            reason: 'First release',
          },
        );
        id = body.id;
        return status < 300 ? 'requested' : JSON.stringify(body);
      },
      { timeout: 200_000, message: `${name} is requested for production` },
    )
    .toBe('requested');
  return String(id);
}

async function deliver({ name, choices }: Service): Promise<void> {
  await scaffolder.run('ada', 'create-service', {
    ...wizardDefaults,
    ...choices,
    name,
  });
  await expect
    .poll(() => deployed(name, 'staging'), {
      timeout: 300_000,
      message: `${name} runs in staging`,
    })
    .toMatchObject({ release: { version: '0.1.0' }, health: 'healthy' });
  // With the token of the run, which the portal verified.
  expect(await forge.jobLog(name, 'Report to the portal')).toContain(
    'The portal reads the results of this run',
  );
  const staging = await deployed(name, 'staging');
  const promotion = await requestProduction(name, staging.release?.id);
  const decision = await callApi(
    'olga',
    'POST',
    `/promotions/${promotion}/decision`,
    { decision: 'approved', comment: 'Go' },
  );
  expect(decision.status).toBe(200);
  await expect
    .poll(
      async () =>
        (
          await callApi('ada', 'GET', `/promotions/${promotion}`)
        ).body,
      { timeout: 300_000, message: `${name} is promoted to production` },
    )
    .toMatchObject({ state: 'succeeded' });
  const production = await deployed(name, 'production');
  expect(production).toEqual(staging);
  const repository =
    choices.manifestsIn === 'service' ? name : `${name}-manifests`;
  const overlay = await forge.readFile(
    repository,
    'manifests/environments/production/kustomization.yaml',
  );
  expect(overlay).toContain(`digest: ${production.digest} # 0.1.0`);
}

test('TypeScript and Go services go from the wizard to production, with other choices than the defaults', async () => {
  test.setTimeout(900_000);
  await Promise.all(services.map(deliver));
});
