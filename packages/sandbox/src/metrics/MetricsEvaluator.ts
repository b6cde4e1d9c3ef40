import { textAt } from '../cluster/json/Json';
import { POD, ROLLOUT } from '../cluster/knownTypes';
import { KubernetesApi } from '../cluster/KubernetesApi';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { ContainerBehaviours } from '../cluster/pods/ContainerBehaviours';
import { ROLLOUT_HASH_LABEL } from '../cluster/rollouts/RolloutView';
import { podSeries } from './podSeries';
import { evaluate } from './promql/evaluate';
import { parseQuery } from './promql/parseQuery';
import { Value } from './promql/Value';
import { Series } from './Series';

/** Answers queries from what runs in the cluster at the moment: there is no store of samples. */
export class MetricsEvaluator {
  readonly #api: KubernetesApi;
  readonly #behaviours: ContainerBehaviours;

  static create(options: {
    api: KubernetesApi;
    behaviours: ContainerBehaviours;
  }): MetricsEvaluator {
    return new MetricsEvaluator(options.api, options.behaviours);
  }

  private constructor(api: KubernetesApi, behaviours: ContainerBehaviours) {
    this.#api = api;
    this.#behaviours = behaviours;
  }

  /** Evaluates a query at one time; throws a `QueryError` for one that it does not understand. */
  query(query: string, at: Date): Value {
    return evaluate(parseQuery(query), at.getTime() / 1000, this.#named());
  }

  /** Evaluates a query at every step of a range. */
  queryRange(query: string, times: number[]): { time: number; value: Value }[] {
    const expression = parseQuery(query);
    const named = this.#named();
    return times.map(time => ({
      time,
      value: evaluate(expression, time, named),
    }));
  }

  allSeries(): Series[] {
    return this.#api.objects
      .list(POD)
      .filter(pod => textAt(pod, 'spec', 'restartPolicy') === 'Always')
      .flatMap(pod =>
        podSeries({
          pod,
          behaviour: this.#behaviours.ofPod(pod),
          environment: this.#behaviours.environmentOf(pod),
          active: this.#isActive(pod),
        }),
      );
  }

  #named(): (name: string | undefined) => Series[] {
    const all = this.allSeries();
    return name =>
      name === undefined ? all : all.filter(series => series.name === name);
  }

  /** A pod of a blue-green preview gets hardly any traffic. */
  #isActive(pod: KubernetesObject): boolean {
    const hash = pod.metadata.labels?.[ROLLOUT_HASH_LABEL];
    if (hash === undefined) {
      return true;
    }
    return this.#api.objects
      .list(ROLLOUT, pod.metadata.namespace)
      .some(rollout => {
        const active = textAt(rollout, 'status', 'blueGreen', 'activeSelector');
        return active === undefined || active === hash;
      });
  }
}
