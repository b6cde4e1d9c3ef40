import { SERVICE_LABEL } from '@fairway/backstage-plugin-delivery-common';
import {
  DeploymentSink,
  DeploymentSource,
  KubernetesClusters,
  SourceContext,
  WatchTiming,
  WatchedResource,
  observeClusters,
} from '@fairway/backstage-plugin-delivery-node';
import { KustomizationObject } from './KustomizationObject';
import { kustomizationObservation } from './kustomizationObservation';
import { readKustomization } from './readKustomization';

/** @public */
export interface FluxDeploymentSourceOptions {
  clusters: KubernetesClusters;
  /** Namespace of the Kustomizations; all namespaces unless given. */
  namespace?: string;
  timing?: Partial<WatchTiming>;
}

/**
 * Observes Kustomizations of Flux through the Kubernetes API.
 *
 * @public
 */
export class FluxDeploymentSource implements DeploymentSource {
  readonly id = 'flux';
  readonly title = 'Flux';
  readonly staleAfterSeconds = 60;
  readonly #options: FluxDeploymentSourceOptions;

  static create(options: FluxDeploymentSourceOptions): FluxDeploymentSource {
    return new FluxDeploymentSource(options);
  }

  private constructor(options: FluxDeploymentSourceOptions) {
    this.#options = options;
  }

  async run(context: SourceContext<DeploymentSink>): Promise<void> {
    const { clusters, namespace, timing } = this.#options;
    const kustomizations: WatchedResource<KustomizationObject> = {
      segments: [
        'apis',
        'kustomize.toolkit.fluxcd.io',
        'v1',
        ...(namespace ? ['namespaces', namespace] : []),
        'kustomizations',
      ],
      labelSelector: SERVICE_LABEL,
      // A cluster without Flux has no such kind.
      optional: true,
      read: readKustomization,
    };
    await observeClusters<KustomizationObject>({
      context,
      clusters,
      timing,
      resources: [kustomizations],
      derive: kustomizationObservation,
    });
  }
}
