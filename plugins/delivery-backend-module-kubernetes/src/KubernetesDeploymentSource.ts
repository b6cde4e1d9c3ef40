import {
  DeploymentSink,
  DeploymentSource,
  KubernetesClusters,
  SourceContext,
  WatchTiming,
  WatchedResource,
  observeClusters,
} from '@fairway/backstage-plugin-delivery-node';
import {
  ENVIRONMENT_LABEL,
  SERVICE_LABEL,
} from '@fairway/backstage-plugin-delivery-common';
import { WorkloadObject } from './WorkloadObject';
import {
  readAnalysisRun,
  readDeployment,
  readPod,
  readReplicaSet,
  readRollout,
} from './readWorkloadObject';
import { workloadObservation } from './workloadObservation';

const labelSelector = `${SERVICE_LABEL},${ENVIRONMENT_LABEL}`;

const resources: WatchedResource<WorkloadObject>[] = [
  {
    segments: ['apis', 'apps', 'v1', 'deployments'],
    labelSelector,
    optional: false,
    read: readDeployment,
  },
  {
    segments: ['apis', 'apps', 'v1', 'replicasets'],
    labelSelector,
    optional: false,
    read: readReplicaSet,
  },
  {
    segments: ['api', 'v1', 'pods'],
    labelSelector,
    optional: false,
    read: readPod,
  },
  {
    segments: ['apis', 'argoproj.io', 'v1alpha1', 'rollouts'],
    labelSelector,
    optional: true,
    read: readRollout,
  },
  {
    // Argo Rollouts does not pass labels on to AnalysisRuns; they are found by their owner.
    segments: ['apis', 'argoproj.io', 'v1alpha1', 'analysisruns'],
    optional: true,
    read: readAnalysisRun,
  },
];

/**
 * Observes Deployments and Argo Rollouts in the clusters of Backstage's Kubernetes plugin.
 *
 * @public
 */
export class KubernetesDeploymentSource implements DeploymentSource {
  readonly id = 'kubernetes';
  readonly title = 'Kubernetes';
  readonly staleAfterSeconds = 60;
  readonly #clusters: KubernetesClusters;
  readonly #timing: Partial<WatchTiming> | undefined;

  static create(options: {
    clusters: KubernetesClusters;
    timing?: Partial<WatchTiming>;
  }): KubernetesDeploymentSource {
    return new KubernetesDeploymentSource(options);
  }

  private constructor(options: {
    clusters: KubernetesClusters;
    timing?: Partial<WatchTiming>;
  }) {
    this.#clusters = options.clusters;
    this.#timing = options.timing;
  }

  async run(context: SourceContext<DeploymentSink>): Promise<void> {
    await observeClusters<WorkloadObject>({
      context,
      clusters: this.#clusters,
      resources,
      derive: workloadObservation,
      timing: this.#timing,
    });
  }
}
