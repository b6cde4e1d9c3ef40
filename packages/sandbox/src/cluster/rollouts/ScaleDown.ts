import { ControllerContext, sooner } from '../controllers/Controller';
import { replicasOf, scaleReplicaSet } from '../controllers/replicaSets';
import { Stopwatch } from '../controllers/Stopwatch';
import { JsonObject, numberAt } from '../json/Json';
import { ROLLOUT_HASH_LABEL, RolloutOutcome, RolloutView } from './RolloutView';

const DEFAULT_DELAY = 30;

/** Ends the ReplicaSets of a blue-green Rollout that nobody uses any more, after their delay. */
export class ScaleDown {
  readonly #context: ControllerContext;
  readonly #delays: Stopwatch;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#delays = new Stopwatch(context.clock);
  }

  forget(key: string): void {
    this.#delays.forgetAll(`${key} `);
  }

  /** Old ReplicaSets stay up for a while after the switch, so that an abort is instant. */
  apply(
    key: string,
    view: RolloutView,
    spec: JsonObject,
    activeHash: string,
    outcome: RolloutOutcome,
  ): void {
    for (const set of view.sets) {
      const hash = set.metadata.labels?.[ROLLOUT_HASH_LABEL] ?? '';
      const isNew = hash === view.hash && !outcome.abort;
      const timer = `${key} down ${hash}`;
      if (isNew || hash === activeHash || hash === outcome.stableRS) {
        this.#delays.forget(timer);
        if (hash === outcome.stableRS && !isNew) {
          scaleReplicaSet(this.#context.api, set, view.desired);
        }
      } else if (replicasOf(set).desired > 0) {
        const aborted = hash === view.hash;
        const delay =
          numberAt(
            spec,
            aborted ? 'abortScaleDownDelaySeconds' : 'scaleDownDelaySeconds',
          ) ?? DEFAULT_DELAY;
        const waited = this.#delays.elapsed(timer);
        if (aborted && delay === 0) {
          continue;
        }
        if (waited >= delay) {
          scaleReplicaSet(this.#context.api, set, 0);
          this.#delays.forget(timer);
        } else {
          outcome.again = sooner(outcome.again, delay - waited);
        }
      }
    }
  }
}
