import { valueAt } from '../json/Json';
import { DISRUPTION_BUDGET, POD } from '../knownTypes';
import { ObjectChange } from '../objects/ObjectStore';
import { isPodReady } from '../pods/podPhase';
import { matcherOf } from '../selectors/labelSelector';
import { Controller, ControllerContext, keyOf, splitKey } from './Controller';

/** Keeps the status of disruption budgets. */
export class DisruptionBudgetController implements Controller {
  readonly name = 'disruptionbudget';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(DISRUPTION_BUDGET).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case DISRUPTION_BUDGET:
        return [keyOf(change.object)];
      case POD:
        return this.#context.api.objects
          .list(DISRUPTION_BUDGET, change.object.metadata.namespace)
          .map(keyOf);
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api } = this.#context;
    const { namespace, name } = splitKey(key);
    const budget = api.find(DISRUPTION_BUDGET, namespace, name);
    if (!budget) {
      return undefined;
    }
    const matches = matcherOf(valueAt(budget, 'spec', 'selector'));
    const pods = api.objects
      .list(POD, namespace)
      .filter(pod => matches(pod.metadata.labels));
    const healthy = pods.filter(isPodReady).length;
    const minimum = amount(
      valueAt(budget, 'spec', 'minAvailable'),
      pods.length,
    );
    const maximum = amount(
      valueAt(budget, 'spec', 'maxUnavailable'),
      pods.length,
    );
    const desired =
      minimum ?? Math.max(0, pods.length - (maximum ?? pods.length));
    api.setStatus(DISRUPTION_BUDGET, budget, {
      observedGeneration: budget.metadata.generation,
      expectedPods: pods.length,
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: Math.max(0, healthy - desired),
    });
    return undefined;
  }
}

function amount(value: unknown, total: number): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'string'
    ? Math.ceil((total * parseFloat(value)) / 100)
    : undefined;
}
