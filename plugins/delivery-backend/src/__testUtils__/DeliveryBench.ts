import {
  createBackendModule,
  createServiceFactory,
  coreServices,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  deliveryDeploymentSourcesExtensionPoint,
  deliveryFindingSourcesExtensionPoint,
  deliveryPipelineRunSourcesExtensionPoint,
  deliveryReportIssuersExtensionPoint,
  DeploymentSink,
  FindingSink,
  PipelineRunSink,
  ReportIssuer,
} from '@fairway/backstage-plugin-delivery-node';
import { JsonObject } from '@backstage/types';
import request from 'supertest';
import { deliveryPlugin } from '../plugin';
import { ApiContract } from './ApiContract';
import { SteeredSource } from './SteeredSource';

const contract = new ApiContract();

export const digestOf = (n: number) => `sha256:${String(n).repeat(64)}`;
export const commitOf = (n: number) => String(n).repeat(40);

export const standardPipelines = {
  standard: {
    title: 'Standard',
    environments: [
      { name: 'development', entry: 'pipeline' },
      { name: 'staging', entry: 'automatic' },
      {
        name: 'production',
        approvals: { count: 1, from: ['group:default/operations'] },
      },
    ],
  },
};

export function component(
  name: string,
  options: { pipeline?: string; owner?: string } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'fairway.dev/pipeline': options.pipeline ?? 'standard' },
    },
    spec: { type: 'service', owner: options.owner ?? 'payments' },
    relations: [
      {
        type: 'ownedBy',
        targetRef: `group:default/${options.owner ?? 'payments'}`,
      },
    ],
  };
}

type Decide = (
  permission: Permission,
  resourceRef: string | undefined,
) => PolicyDecision;

/** A delivery backend with sources that a test steers. */
export class DeliveryBench {
  readonly runs = new SteeredSource<PipelineRunSink>('github', 'GitHub');
  readonly cluster = new SteeredSource<DeploymentSink>(
    'kubernetes',
    'Kubernetes',
  );
  readonly gitOps = new SteeredSource<DeploymentSink>('argocd', 'Argo CD');
  readonly scans = new SteeredSource<FindingSink>('code-scanning', 'Scans');
  readonly signals: unknown[] = [];
  readonly entities: Entity[];
  /** Of the API, as others reach it. */
  address = '';
  readonly events = mockServices.events.mock();
  readonly #issuers: ReportIssuer[];
  #decide: Decide = () => ({ result: AuthorizeResult.ALLOW });
  #backend: TestBackend | undefined;

  static async start(
    options: {
      entities?: Entity[];
      delivery?: JsonObject;
      issuers?: ReportIssuer[];
    } = {},
  ): Promise<DeliveryBench> {
    const bench = new DeliveryBench(
      options.entities ?? [component('checkout-api')],
      options.issuers ?? [],
    );
    await bench.#start(options.delivery ?? { pipelines: standardPipelines });
    return bench;
  }

  private constructor(entities: Entity[], issuers: ReportIssuer[]) {
    this.entities = entities;
    this.#issuers = issuers;
  }

  /** Decides from now on what people may do. */
  allow(decide: Decide): void {
    this.#decide = decide;
  }

  /** Every successful answer is held against the served description. */
  async get(path: string, headers: Record<string, string> = {}) {
    const response = await request(this.#server)
      .get(`/api/delivery/v1${path}`)
      .set(headers);
    contract.check('get', path, response);
    return response;
  }

  async post(path: string, body: object, headers: Record<string, string> = {}) {
    const response = await request(this.#server)
      .post(`/api/delivery/v1${path}`)
      .set(headers)
      .send(body);
    contract.check('post', path, response);
    return response;
  }

  async stop(): Promise<void> {
    await this.#backend?.stop();
  }

  get #server() {
    if (!this.#backend) {
      throw new Error('The backend is not running');
    }
    return this.#backend.server;
  }

  async #start(delivery: JsonObject): Promise<void> {
    this.#backend = await startTestBackend({
      features: [
        deliveryPlugin,
        this.#sources(),
        this.#permissions(),
        catalogServiceMock.factory({ entities: this.entities }),
        this.events.factory,
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({
            publish: async ({ message }) => void this.signals.push(message),
          }),
        }),
        mockServices.rootConfig.factory({ data: { delivery } }),
      ],
    });
  }

  #sources() {
    return createBackendModule({
      pluginId: 'delivery',
      moduleId: 'steered',
      register: env =>
        env.registerInit({
          deps: {
            runs: deliveryPipelineRunSourcesExtensionPoint,
            deployments: deliveryDeploymentSourcesExtensionPoint,
            findings: deliveryFindingSourcesExtensionPoint,
            reports: deliveryReportIssuersExtensionPoint,
            discovery: coreServices.discovery,
          },
          init: async ({ runs, deployments, findings, reports, discovery }) => {
            this.address = await discovery.getExternalBaseUrl('delivery');
            runs.addPipelineRunSource(this.runs);
            deployments.addDeploymentSource(this.cluster, this.gitOps);
            findings.addFindingSource(this.scans);
            reports.addReportIssuer(...this.#issuers);
          },
        }),
    });
  }

  #permissions() {
    const decide = (permission: Permission, resourceRef?: string) =>
      this.#decide(permission, resourceRef);
    const permissions: PermissionsService = {
      authorize: async requests =>
        requests.map(each => {
          const { result } = decide(each.permission, each.resourceRef);
          return {
            result:
              result === AuthorizeResult.CONDITIONAL
                ? AuthorizeResult.DENY
                : result,
          };
        }),
      authorizeConditional: async requests =>
        requests.map(each => decide(each.permission)),
    };
    return createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () => permissions,
    });
  }
}

/** Waits until a condition holds; fails with what it saw last. */
export async function until<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const value = await read();
    if (holds(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${JSON.stringify(value)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
