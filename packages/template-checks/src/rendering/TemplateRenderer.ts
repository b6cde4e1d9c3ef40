import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import scaffolderModuleAzure from '@backstage/plugin-scaffolder-backend-module-azure';
import scaffolderModuleGithub from '@backstage/plugin-scaffolder-backend-module-github';
import scaffolderModuleGitlab from '@backstage/plugin-scaffolder-backend-module-gitlab';
import { JsonObject } from '@backstage/types';
import scaffolderModuleDelivery from '@fairway/backstage-plugin-scaffolder-backend-module-delivery';
import { z } from 'zod';
import { PIPELINES } from '../environments/pipelines';
import { Files } from '../Files';
import { post } from './post';
import { Template } from './readTemplate';

const dryRunSchema = z.object({
  directoryContents: z.array(
    z.object({
      path: z.string(),
      executable: z.boolean().optional(),
      base64Content: z.string(),
    }),
  ),
});

/** The entities that sample parameters may name. */
export const CATALOG: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'payments' },
    spec: { type: 'team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: { name: 'checkout' },
    spec: { owner: 'group:default/payments' },
  },
];

const PORTAL = 'https://portal.acme.example';

const CONFIG: JsonObject = {
  integrations: {},
  scaffolder: {
    delivery: {
      codeHosts: {
        github: { host: 'github.com', organization: 'acme' },
        gitlab: { host: 'gitlab.com', group: 'acme/shop' },
        azure: {
          host: 'dev.azure.com',
          organization: 'acme',
          project: 'Shop',
        },
      },
      registries: {
        ghcr: 'ghcr.io/acme',
        harbor: 'harbor.acme.example/shop',
        'docker-hub': 'docker.io/acme',
        ecr: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme',
        acr: 'acme.azurecr.io',
        'artifact-registry': 'europe-docker.pkg.dev/acme/services',
      },
      domain: 'acme.example',
      argocdCluster: 'main',
      fluxCluster: 'main',
      reports: true,
    },
  },
  delivery: {
    pipelines: Object.fromEntries(
      Object.entries(PIPELINES).map(([name, environments]) => [
        name,
        {
          title: name,
          environments: environments.map(each => ({ name: each })),
        },
      ]),
    ),
  },
};

/**
 * Renders a template through the scaffolder's own dry run, so that the result is what the wizard would push. Nothing
 * outside is asked.
 */
export class TemplateRenderer {
  readonly #backend: TestBackend;

  static async start(): Promise<TemplateRenderer> {
    const backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleAzure,
        scaffolderModuleGithub,
        scaffolderModuleGitlab,
        scaffolderModuleDelivery,
        catalogServiceMock.factory({ entities: CATALOG }),
        mockServices.rootConfig.factory({ data: CONFIG }),
        createServiceFactory({
          service: coreServices.discovery,
          deps: {},
          factory: () => ({
            getBaseUrl: async id => `${PORTAL}/api/${id}`,
            getExternalBaseUrl: async id => `${PORTAL}/api/${id}`,
          }),
        }),
        mockServices.rootLogger.factory({ level: 'error' }),
      ],
    });
    return new TemplateRenderer(backend);
  }

  private constructor(backend: TestBackend) {
    this.#backend = backend;
  }

  /** Renders every file that the wizard would make with these parameters; throws with the scaffolder's own message. */
  async render(template: Template, parameters: JsonObject): Promise<Files> {
    const { status, body } = await post({
      port: this.#backend.server.port(),
      path: '/api/scaffolder/v2/dry-run',
      authorization: mockCredentials.user.header(),
      body: {
        template: template.entity,
        values: parameters,
        directoryContents: template.files,
      },
    });
    if (status !== 200) {
      throw new Error(
        `The scaffolder refused ${JSON.stringify(parameters)}: ${body}`,
      );
    }
    const { directoryContents } = dryRunSchema.parse(JSON.parse(body));
    return new Map(
      directoryContents
        .map(
          file =>
            [
              file.path,
              Buffer.from(file.base64Content, 'base64').toString('utf8'),
            ] as const,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  async stop(): Promise<void> {
    await this.#backend.stop();
  }
}
