import { V1Service } from '@kubernetes/client-node';
import { z } from 'zod';
import { ClusterFixture } from './ClusterFixture';
import { KubeClient } from './KubeClient';

const HASH = 'rollouts-pod-template-hash';

const rolloutSchema = z.looseObject({
  metadata: z.looseObject({ generation: z.number() }),
  spec: z.looseObject({}),
  status: z
    .looseObject({
      phase: z.string().default(''),
      message: z.string().default(''),
      stableRS: z.string().default(''),
      currentPodHash: z.string().default(''),
      observedGeneration: z.string().default(''),
      currentStepIndex: z.number().optional(),
      abort: z.boolean().default(false),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      pauseConditions: z
        .array(z.looseObject({ reason: z.string() }))
        .default([]),
      blueGreen: z
        .looseObject({
          activeSelector: z.string().default(''),
          previewSelector: z.string().default(''),
        })
        .default({ activeSelector: '', previewSelector: '' }),
    })
    .prefault({}),
});

/** A Rollout as the API gives it. */
export type RolloutState = z.infer<typeof rolloutSchema>;

const runsSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      status: z
        .looseObject({
          phase: z.string().default('Pending'),
          message: z.string().optional(),
          metricResults: z
            .array(z.looseObject({ count: z.number() }))
            .default([]),
        })
        .prefault({}),
    }),
  ),
});

/** The Rollout `shop` of the namespace `shop`, in production, driven through the API as people and pipelines do. */
export class RolloutUnderTest {
  readonly namespace = 'shop';
  readonly #client: KubeClient;

  /** Creates the Rollout, its services and the analysis template `errors`, and waits until it is healthy. */
  static async create(options: {
    fixture: ClusterFixture;
    client: KubeClient;
    image: string;
    strategy: string;
    replicas?: number;
    more?: string;
  }): Promise<RolloutUnderTest> {
    const { client, image, strategy, replicas = 2, more = '' } = options;
    await client.create(`
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { fairway.dev/environment: production } }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop-preview, namespace: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: errors, namespace: shop }
spec:
  args: [{ name: hash }]
  metrics:
    - name: error-rate
      interval: 5s
      count: 3
      failureLimit: 1
      successCondition: isNaN(result[0]) || result[0] < 0.05
      provider:
        prometheus:
          query: |
            sum(rate(http_requests_total{rollouts_pod_template_hash="{{args.hash}}",code=~"5.."}[1m]))
            / sum(rate(http_requests_total{rollouts_pod_template_hash="{{args.hash}}"}[1m]))
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: shop, namespace: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: shop } }
  ${more}
  strategy: ${strategy}
  template:
    metadata: { labels: { app: shop, fairway.dev/service: shop } }
    spec: { containers: [{ name: app, image: '${image}' }] }
`);
    const rollout = new RolloutUnderTest(client);
    await rollout.until(({ status }) => status.phase === 'Healthy');
    return rollout;
  }

  private constructor(client: KubeClient) {
    this.#client = client;
  }

  get #address() {
    return {
      group: 'argoproj.io',
      version: 'v1alpha1',
      namespace: this.namespace,
      plural: 'rollouts',
      name: 'shop',
    };
  }

  async read(): Promise<RolloutState> {
    return rolloutSchema.parse(
      await this.#client.custom.getNamespacedCustomObject(this.#address),
    );
  }

  /** Waits for a state that the controller wrote after it saw the newest spec. */
  async until(
    condition: (rollout: RolloutState) => boolean,
  ): Promise<RolloutState> {
    return this.#client.until(
      () => this.read(),
      rollout =>
        rollout.status.observedGeneration ===
          String(rollout.metadata.generation) && condition(rollout),
    );
  }

  async untilPhase(phase: string): Promise<RolloutState> {
    return this.until(({ status }) => status.phase === phase);
  }

  async setImage(image: string): Promise<void> {
    await this.#client.custom.patchNamespacedCustomObject(
      {
        ...this.#address,
        body: [
          {
            op: 'replace',
            path: '/spec/template/spec/containers/0/image',
            value: image,
          },
        ],
      },
      this.#client.jsonPatch,
    );
  }

  async patchSpec(spec: object): Promise<void> {
    await this.#client.custom.patchNamespacedCustomObject(
      { ...this.#address, body: { spec } },
      this.#client.mergePatch,
    );
  }

  /** What `kubectl argo rollouts` does for promote, abort and retry. */
  async patchStatus(status: object): Promise<void> {
    await this.#client.custom.patchNamespacedCustomObjectStatus(
      { ...this.#address, body: { status } },
      this.#client.mergePatch,
    );
  }

  async promote(): Promise<void> {
    await this.patchStatus({ pauseConditions: null });
  }

  async selectedBy(service: 'shop' | 'shop-preview'): Promise<string> {
    const found = await this.#client.core.readNamespacedService({
      name: service,
      namespace: this.namespace,
    });
    return hashSelectedBy(found);
  }

  /** The replicas that the ReplicaSets are asked for, by the hash of their template. */
  async replicas(): Promise<Record<string, number>> {
    const { items } = await this.#client.apps.listNamespacedReplicaSet({
      namespace: this.namespace,
    });
    return Object.fromEntries(
      items.map(set => [
        set.metadata?.labels?.[HASH] ?? '',
        set.spec?.replicas ?? 0,
      ]),
    );
  }

  async untilReplicas(expected: Record<string, number>): Promise<void> {
    await this.#client.until(
      () => this.replicas(),
      found =>
        Object.entries(expected).every(
          ([hash, replicas]) => found[hash] === replicas,
        ),
    );
  }

  async analysisRuns() {
    const list = await this.#client.custom.listNamespacedCustomObject({
      ...this.#address,
      plural: 'analysisruns',
    });
    return runsSchema.parse(list).items;
  }

  /** The images of the pods that the service sends its users to. */
  async imagesServed(service: 'shop' | 'shop-preview'): Promise<string[]> {
    const endpoints = await this.#client.core.readNamespacedEndpoints({
      name: service,
      namespace: this.namespace,
    });
    const ready = (endpoints.subsets ?? []).flatMap(subset =>
      (subset.addresses ?? []).map(address => address.targetRef?.name),
    );
    const pods = await this.#client.pods(this.namespace);
    return pods
      .filter(pod => ready.includes(pod.metadata?.name))
      .map(pod => pod.spec?.containers[0].image ?? '');
  }
}

/** The template hash that a service selects. */
export function hashSelectedBy(service: V1Service): string {
  return service.spec?.selector?.[HASH] ?? '';
}
