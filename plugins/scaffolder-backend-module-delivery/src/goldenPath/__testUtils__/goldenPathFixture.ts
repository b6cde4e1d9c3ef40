import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { ScmIntegrations } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { scaffolderServiceMock } from '@backstage/plugin-scaffolder-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { JsonObject } from '@backstage/types';
import { GitRemotes } from '@fairway/backstage-plugin-delivery-node';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { GoldenPathRenderer } from '../GoldenPathRenderer';
import { GoldenPathRepositories } from '../GoldenPathRepositories';
import { GitRepository } from './GitRepository';

/** What the REST API of the forge answers below. */
export const FORGE = 'https://forge.example';

/** The template of services, in a folder of its own. */
export function templateEntity(folder: string, version?: string): Entity {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name: 'create-service',
      annotations: {
        'backstage.io/managed-by-location': `file:${folder}/template.yaml`,
        ...(version && { 'fairway.dev/golden-path-version': version }),
      },
    },
    spec: {
      type: 'service',
      parameters: [
        {
          properties: {
            imageScanning: { type: 'string', default: 'grype' },
            language: { type: 'string', default: 'typescript' },
            name: { type: 'string' },
          },
        },
      ],
      steps: [],
    },
  };
}

/** The component checkout-api, as its repository describes it. */
export function componentEntity(
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'checkout-api',
      description: 'Takes the money',
      annotations: {
        'backstage.io/managed-by-location': `url:${FORGE}/acme/checkout-api/tree/main/catalog-info.yaml`,
        'backstage.io/source-location': `url:${FORGE}/acme/checkout-api/tree/main/`,
        'fairway.dev/manifests': `${FORGE}/acme/checkout-api-manifests`,
        ...annotations,
      },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/payments',
    },
  };
}

/** Everything that the actions of the golden path need; the template's dry run answers with `rendered`. */
export function createGoldenPath(options: {
  entities: Entity[];
  /** Only the portal itself may see it. */
  hidden?: Entity;
  rendered: Record<string, string>;
  repositories: Record<string, GitRepository>;
}) {
  const config = mockServices.rootConfig({
    data: {
      integrations: {
        github: [{ host: 'forge.example', apiBaseUrl: `${FORGE}/api/v3` }],
      },
    },
  });
  const integrations = ScmIntegrations.fromConfig(config);
  const { entities, hidden } = options;
  const all = catalogServiceMock({
    entities: [...entities, ...(hidden ? [hidden] : [])],
  });
  const auth = mockServices.auth();
  const seenBy = (credentials: BackstageCredentials) =>
    auth.isPrincipal(credentials, 'service')
      ? all
      : catalogServiceMock({ entities });
  const catalog: CatalogService = {
    ...catalogServiceMock.mock(),
    getEntityByRef: (ref, call) =>
      seenBy(call.credentials).getEntityByRef(ref, call),
    getEntities: (request, call) =>
      seenBy(call.credentials).getEntities(request, call),
  };
  const scaffolder = scaffolderServiceMock.mock();
  scaffolder.dryRun.mockResolvedValue({
    directoryContents: Object.entries(options.rendered).map(
      ([file, content]) => ({
        path: file,
        base64Content: Buffer.from(content).toString('base64'),
        executable: false,
      }),
    ),
    log: [],
    steps: [],
    output: {},
  });
  const remotes: GitRemotes = {
    find: async url => {
      const repository =
        options.repositories[url.slice(`${FORGE}/acme/`.length)];
      return repository.remotes.find(url);
    },
    commitUrl: () => undefined,
  };
  return {
    auth,
    scaffolder,
    catalog,
    integrations,
    renderer: GoldenPathRenderer.create({
      catalog,
      scaffolder,
      urlReader: mockServices.urlReader.mock(),
    }),
    repositories: GoldenPathRepositories.create({ integrations, remotes }),
  };
}

/** A run of an action whose temporary folders are below `folder`. */
export function createRun<TInput extends JsonObject>(options: {
  folder: string;
  input: TInput;
}) {
  const { folder, input } = options;
  const workspacePath = path.join(folder, 'workspace');
  return {
    ...createMockActionContext({ input, workspacePath }),
    createTemporaryDirectory: () => mkdtemp(path.join(folder, 'temporary-')),
  };
}
