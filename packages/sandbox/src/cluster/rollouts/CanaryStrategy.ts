import { ControllerContext, sooner } from '../controllers/Controller';
import { replicasOf, scaleReplicaSet } from '../controllers/replicaSets';
import { Stopwatch } from '../controllers/Stopwatch';
import {
  isObject,
  JsonObject,
  numberAt,
  objectsAt,
  textAt,
  valueAt,
} from '../json/Json';
import { formatTime } from '../objects/KubernetesObject';
import { parseDuration } from '../analysis/parseDuration';
import { RolloutAnalysis } from './RolloutAnalysis';
import {
  carriedOver,
  ROLLOUT_HASH_LABEL,
  RolloutOutcome,
  RolloutView,
  setOfHash,
} from './RolloutView';
import { missingService, pointServices } from './canaryServices';

/** Canary by replica weight: the steps `setWeight`, `pause` and `analysis`, and a Service for each side if it is named. */
export class CanaryStrategy {
  readonly #context: ControllerContext;
  readonly #analysis: RolloutAnalysis;
  readonly #pauses: Stopwatch;

  constructor(context: ControllerContext, analysis: RolloutAnalysis) {
    this.#context = context;
    this.#analysis = analysis;
    this.#pauses = new Stopwatch(context.clock);
  }

  apply(key: string, view: RolloutView, spec: JsonObject): RolloutOutcome {
    const outcome = carriedOver(view);
    const missing = missingService(this.#context.api, view, spec);
    if (missing) {
      return { ...outcome, invalid: missing };
    }
    if (view.startsOver) {
      this.#pauses.forgetAll(`${key} `);
    }
    const steps = objectsAt(spec, 'steps');
    const isUpdate = view.stable !== '' && view.stable !== view.hash;
    let step = view.startsOver
      ? 0
      : numberAt(view.status, 'currentStepIndex') ?? 0;
    if (!isUpdate || outcome.promoteFull) {
      step = steps.length;
    }
    outcome.fields = {
      canary: view.startsOver ? {} : valueAt(view.status, 'canary') ?? {},
    };
    if (
      !outcome.abort &&
      step < steps.length &&
      this.#stepDone(key, view, steps, step, outcome)
    ) {
      step += 1;
      outcome.controllerPause = false;
      outcome.pauseConditions = [];
      outcome.again = 0;
    }
    if (outcome.abort || step >= steps.length) {
      outcome.controllerPause = false;
      outcome.pauseConditions = [];
    }
    const weight = weightAt(steps, step);
    const next = outcome.abort ? 0 : Math.ceil((view.desired * weight) / 100);
    const stable = setOfHash(view, view.stable);
    if (!isUpdate) {
      scaleReplicaSet(this.#context.api, view.current, view.desired);
    } else {
      scaleReplicaSet(this.#context.api, view.current, next);
      const ready = replicasOf(view.current).ready;
      if (stable) {
        const kept = outcome.abort
          ? view.desired
          : view.desired - Math.min(ready, next);
        scaleReplicaSet(this.#context.api, stable, kept);
      }
    }
    for (const set of view.sets) {
      const hash = set.metadata.labels?.[ROLLOUT_HASH_LABEL];
      if (hash !== view.hash && hash !== view.stable) {
        scaleReplicaSet(this.#context.api, set, 0);
      }
    }
    const allReady = replicasOf(view.current).ready >= view.desired;
    if (!outcome.abort && step >= steps.length && allReady) {
      outcome.stableRS = view.hash;
      outcome.promoteFull = false;
      outcome.complete = true;
    } else {
      outcome.waitingFor = 'more replicas need to be updated';
    }
    pointServices(this.#context.api, view, spec, outcome);
    outcome.fields = {
      ...outcome.fields,
      currentStepIndex: outcome.abort ? 0 : step,
      HPAReplicas: view.desired,
      availableReplicas: view.sets.reduce(
        (sum, set) => sum + replicasOf(set).ready,
        0,
      ),
    };
    return outcome;
  }

  forget(key: string): void {
    this.#pauses.forgetAll(`${key} `);
  }

  #stepDone(
    key: string,
    view: RolloutView,
    steps: JsonObject[],
    index: number,
    outcome: RolloutOutcome,
  ): boolean {
    const step = steps[index];
    if (numberAt(step, 'setWeight') !== undefined) {
      const wanted = Math.ceil((view.desired * weightAt(steps, index)) / 100);
      return replicasOf(view.current).ready >= wanted;
    }
    if (isObject(step.analysis)) {
      const known = textAt(
        view.status,
        'canary',
        'currentStepAnalysisRunStatus',
        'name',
      );
      const run = this.#analysis.ensure(
        view,
        'step',
        step.analysis,
        known?.includes(`-${index}-step`) ? known : undefined,
        `-${index}`,
      );
      if (run.kind === 'invalid') {
        outcome.invalid = run.message;
        return false;
      }
      outcome.fields = { canary: { currentStepAnalysisRunStatus: run.status } };
      if (run.kind === 'failed') {
        outcome.abort = true;
        outcome.abortReason = run.message;
      }
      return run.kind === 'passed';
    }
    if (step.pause === undefined) {
      return true;
    }
    const [pause] = outcome.pauseConditions;
    if (!pause && outcome.controllerPause) {
      return true;
    }
    if (!pause) {
      outcome.controllerPause = true;
      outcome.pauseConditions = [
        {
          reason: 'CanaryPauseStep',
          startTime: formatTime(this.#context.clock.now()),
        },
      ];
    }
    const duration = valueAt(step, 'pause', 'duration');
    if (duration === undefined) {
      return false;
    }
    const seconds =
      typeof duration === 'number' ? duration : parseDuration(String(duration));
    const held = this.#pauses.elapsed(
      `${key} ${view.hash} ${index}`,
      textAt(pause, 'startTime'),
    );
    if (held < seconds) {
      outcome.again = sooner(outcome.again, seconds - held);
      return false;
    }
    return true;
  }
}

function weightAt(steps: JsonObject[], index: number): number {
  if (index >= steps.length) {
    return 100;
  }
  const weights = steps
    .slice(0, index + 1)
    .map(step => numberAt(step, 'setWeight'))
    .filter(weight => weight !== undefined);
  return weights[weights.length - 1] ?? 0;
}
