import { numberAt, objectAt, objectsAt, textAt, valueAt } from '../json/Json';
import { AUTOSCALER, DEPLOYMENT, ROLLOUT } from '../knownTypes';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { typeOfKind } from '../ResourceTable';
import { withConditions } from './conditions';
import { Controller, ControllerContext, keyOf, splitKey } from './Controller';

/** Keeps a workload within the bounds of its autoscaler; load never asks for more than the minimum. */
export class AutoscalerController implements Controller {
  readonly name = 'autoscaler';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(AUTOSCALER).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    if (change.resource === AUTOSCALER) {
      return [keyOf(change.object)];
    }
    if (change.resource !== DEPLOYMENT && change.resource !== ROLLOUT) {
      return [];
    }
    return this.#context.api.objects
      .list(AUTOSCALER, change.object.metadata.namespace)
      .filter(autoscaler => {
        const target = objectAt(autoscaler, 'spec', 'scaleTargetRef');
        return (
          target.kind === change.object.kind &&
          target.name === change.object.metadata.name
        );
      })
      .map(keyOf);
  }

  reconcile(key: string): number | undefined {
    const { api, clock } = this.#context;
    const { namespace, name } = splitKey(key);
    const autoscaler = api.find(AUTOSCALER, namespace, name);
    if (!autoscaler) {
      return undefined;
    }
    const reference = objectAt(autoscaler, 'spec', 'scaleTargetRef');
    const type = typeOfKind(
      textAt(reference, 'apiVersion') ?? '',
      textAt(reference, 'kind') ?? '',
    );
    const targetName = textAt(reference, 'name') ?? '';
    const target =
      type?.scaleSubresource && api.find(type, namespace, targetName);
    if (!type || !target) {
      api.setStatus(AUTOSCALER, autoscaler, {
        currentReplicas: 0,
        desiredReplicas: 0,
        conditions: withConditions(
          autoscaler,
          [
            {
              type: 'AbleToScale',
              status: 'False',
              reason: 'FailedGetScale',
              message: `the HPA controller was unable to get the target's current scale: ${targetName} not found`,
            },
          ],
          clock.now(),
        ),
      });
      return undefined;
    }
    const minimum = numberAt(autoscaler, 'spec', 'minReplicas') ?? 1;
    const maximum = numberAt(autoscaler, 'spec', 'maxReplicas') ?? minimum;
    const present = numberAt(target, 'spec', 'replicas') ?? 1;
    // Zero replicas switch an autoscaler off.
    const wanted =
      present === 0 ? 0 : Math.min(maximum, Math.max(minimum, present));
    if (
      wanted !== present ||
      valueAt(target, 'spec', 'replicas') === undefined
    ) {
      api.modify(type, target, current => ({
        ...current,
        spec: { ...objectAt(current, 'spec'), replicas: wanted },
      }));
    }
    api.setStatus(AUTOSCALER, autoscaler, {
      observedGeneration: autoscaler.metadata.generation,
      currentReplicas: numberAt(target, 'status', 'replicas') ?? 0,
      desiredReplicas: wanted,
      currentMetrics: currentMetrics(autoscaler),
      conditions: withConditions(
        autoscaler,
        [
          {
            type: 'AbleToScale',
            status: 'True',
            reason: 'ReadyForNewScale',
            message: 'recommended size matches current size',
          },
          {
            type: 'ScalingActive',
            status: 'True',
            reason: 'ValidMetricFound',
            message:
              'the HPA was able to successfully calculate a replica count from cpu resource utilization',
          },
          {
            type: 'ScalingLimited',
            status: wanted === minimum ? 'True' : 'False',
            reason:
              wanted === minimum ? 'TooFewReplicas' : 'DesiredWithinRange',
            message:
              wanted === minimum
                ? 'the desired replica count is less than the minimum replica count'
                : 'the desired count is within the acceptable range',
          },
        ],
        clock.now(),
      ),
    });
    return undefined;
  }
}

function currentMetrics(autoscaler: KubernetesObject) {
  return objectsAt(autoscaler, 'spec', 'metrics')
    .filter(metric => metric.type === 'Resource')
    .map(metric => ({
      type: 'Resource',
      resource: {
        name: textAt(metric, 'resource', 'name'),
        current: { averageUtilization: 22, averageValue: '110m' },
      },
    }));
}
