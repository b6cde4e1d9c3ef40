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
import { ApplicationObject } from './ApplicationObject';
import { applicationObservation } from './applicationObservation';
import { readApplication } from './readApplication';

/** @public */
export interface ArgocdDeploymentSourceOptions {
  clusters: KubernetesClusters;
  /** Namespace of the Applications; all namespaces unless given. */
  namespace?: string;
  /** Address of Argo CD's user interface, for links. */
  baseUrl?: string;
  timing?: Partial<WatchTiming>;
}

/**
 * Observes Argo CD Applications through the Kubernetes API: no Argo CD account is needed.
 *
 * @public
 */
export class ArgocdDeploymentSource implements DeploymentSource {
  readonly id = 'argocd';
  readonly title = 'Argo CD';
  readonly staleAfterSeconds = 60;
  readonly #options: ArgocdDeploymentSourceOptions;

  static create(
    options: ArgocdDeploymentSourceOptions,
  ): ArgocdDeploymentSource {
    return new ArgocdDeploymentSource(options);
  }

  private constructor(options: ArgocdDeploymentSourceOptions) {
    this.#options = options;
  }

  async run(context: SourceContext<DeploymentSink>): Promise<void> {
    const { clusters, namespace, baseUrl, timing } = this.#options;
    const applications: WatchedResource<ApplicationObject> = {
      segments: [
        'apis',
        'argoproj.io',
        'v1alpha1',
        ...(namespace ? ['namespaces', namespace] : []),
        'applications',
      ],
      labelSelector: SERVICE_LABEL,
      // Argo CD usually runs in one of the clusters only.
      optional: true,
      read: readApplication,
    };
    await observeClusters<ApplicationObject>({
      context,
      clusters,
      timing,
      resources: [applications],
      derive: ([first, ...others]) => {
        const observation = applicationObservation(first, baseUrl);
        return others.length === 0
          ? observation
          : {
              ...observation,
              health: 'unknown',
              message: `several Applications claim this environment: ${[
                first,
                ...others,
              ]
                .map(({ name }) => name)
                .sort()
                .join(', ')}`,
            };
      },
    });
  }
}
