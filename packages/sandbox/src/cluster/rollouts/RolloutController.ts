import {
  Controller,
  ControllerContext,
  keyOf,
  ownerKeys,
  sooner,
  splitKey,
} from '../controllers/Controller';
import { withConditions } from '../controllers/conditions';
import {
  ensureReplicaSet,
  latestRevision,
  ownedReplicaSets,
  replicasOf,
  templateHash,
} from '../controllers/replicaSets';
import { Stopwatch } from '../controllers/Stopwatch';
import {
  flagAt,
  JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from '../json/Json';
import {
  ANALYSIS_RUN,
  ANALYSIS_TEMPLATE,
  REPLICA_SET,
  ROLLOUT,
  SERVICE,
} from '../knownTypes';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { BlueGreenStrategy } from './BlueGreenStrategy';
import { CanaryStrategy } from './CanaryStrategy';
import { RolloutAnalysis } from './RolloutAnalysis';
import {
  brokenBy,
  deadlineMessage,
  rolloutConditions,
} from './rolloutConditions';
import { rolloutPhase } from './rolloutPhase';
import {
  abortMessage,
  carriedOver,
  desiredReplicas,
  ROLLOUT_HASH_LABEL,
  ROLLOUT_REVISION,
  RolloutOutcome,
  RolloutView,
  strategyOf,
} from './RolloutView';

const DEFAULT_DEADLINE = 600;

/** Moves Argo Rollouts: ReplicaSets by template hash, a strategy per rollout, and the status as the real one writes it. */
export class RolloutController implements Controller {
  readonly name = 'rollout';
  readonly #context: ControllerContext;
  readonly #analysis: RolloutAnalysis;
  readonly #blueGreen: BlueGreenStrategy;
  readonly #canary: CanaryStrategy;
  readonly #progress: Stopwatch;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#analysis = new RolloutAnalysis(context);
    this.#blueGreen = new BlueGreenStrategy(context, this.#analysis);
    this.#canary = new CanaryStrategy(context, this.#analysis);
    this.#progress = new Stopwatch(context.clock);
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(ROLLOUT).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case ROLLOUT:
        return [keyOf(change.object)];
      case REPLICA_SET:
      case ANALYSIS_RUN:
        return ownerKeys(change.object, 'Rollout');
      case SERVICE:
      case ANALYSIS_TEMPLATE:
        return this.#context.api.objects
          .list(ROLLOUT, change.object.metadata.namespace)
          .map(keyOf);
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { namespace, name } = splitKey(key);
    const rollout = this.#context.api.find(ROLLOUT, namespace, name);
    if (!rollout || rollout.metadata.deletionTimestamp) {
      this.#progress.forgetAll(`${key} `);
      this.#blueGreen.forget(key);
      this.#canary.forget(key);
      return undefined;
    }
    const view = this.#view(rollout);
    if (view.startsOver) {
      this.#analysis.terminateOthers(view);
    }
    const outcome = this.#applyStrategy(key, view);
    return this.#report(key, this.#refreshed(view), outcome);
  }

  #applyStrategy(key: string, view: RolloutView): RolloutOutcome {
    const { blueGreen, canary } = strategyOf(view.rollout);
    if (blueGreen) {
      return this.#blueGreen.apply(key, view, blueGreen);
    }
    if (canary) {
      return this.#canary.apply(key, view, canary);
    }
    return {
      ...carriedOver(view),
      invalid:
        'spec.strategy: Invalid value: a rollout needs the strategy blueGreen or canary',
    };
  }

  #view(rollout: KubernetesObject): RolloutView {
    const { api } = this.#context;
    const hash = templateHash(rollout);
    const known = ownedReplicaSets(api, rollout);
    const newest = latestRevision(known, ROLLOUT_REVISION);
    const existing = known.find(
      set => set.metadata.labels?.[ROLLOUT_HASH_LABEL] === hash,
    );
    const own = Number(existing?.metadata.annotations?.[ROLLOUT_REVISION] ?? 0);
    const revision = own === newest && newest > 0 ? newest : newest + 1;
    const created = ensureReplicaSet({
      api,
      workload: rollout,
      hash,
      hashLabel: ROLLOUT_HASH_LABEL,
      replicas: 0,
      annotations: { [ROLLOUT_REVISION]: String(revision) },
    });
    const annotate = (object: KubernetesObject): KubernetesObject => ({
      ...object,
      metadata: {
        ...object.metadata,
        annotations: {
          ...object.metadata.annotations,
          [ROLLOUT_REVISION]: String(revision),
        },
      },
    });
    const current = api.modify(REPLICA_SET, created, annotate) ?? created;
    const annotated = api.modify(ROLLOUT, rollout, annotate) ?? rollout;
    const status = objectAt(annotated, 'status');
    return {
      rollout: annotated,
      desired: desiredReplicas(annotated),
      hash,
      revision,
      current,
      sets: ownedReplicaSets(api, annotated),
      status,
      stable: textAt(status, 'stableRS') ?? '',
      startsOver:
        textAt(status, 'currentPodHash') !== hash ||
        (status.abortedAt !== undefined && !flagAt(status, 'abort')),
    };
  }

  #refreshed(view: RolloutView): RolloutView {
    const sets = ownedReplicaSets(this.#context.api, view.rollout);
    const current = sets.find(
      set => set.metadata.name === view.current.metadata.name,
    );
    return { ...view, sets, current: current ?? view.current };
  }

  #report(
    key: string,
    view: RolloutView,
    outcome: RolloutOutcome,
  ): number | undefined {
    const { api, clock } = this.#context;
    const updated = replicasOf(view.current).current;
    const total = view.sets.reduce(
      (sum, set) => sum + replicasOf(set).current,
      0,
    );
    const ready = view.sets.reduce(
      (sum, set) => sum + replicasOf(set).ready,
      0,
    );
    const available = numberAt(outcome.fields, 'availableReplicas') ?? 0;
    const late = this.#deadline(key, view, outcome);
    if (
      late.exceeded &&
      flagAt(view.rollout, 'spec', 'progressDeadlineAbort') &&
      !outcome.abort
    ) {
      outcome.abort = true;
      outcome.abortReason = deadlineMessage(view);
    }
    const broken = brokenBy(view, outcome, late.exceeded);
    const { phase, message } = rolloutPhase({
      view,
      outcome,
      broken,
      updated,
      available,
    });
    const wasAborted = flagAt(view.status, 'abort') && !view.startsOver;
    const status: JsonObject = {
      ...outcome.fields,
      abort: outcome.abort,
      ...(outcome.abort
        ? {
            abortedAt:
              (wasAborted ? textAt(view.status, 'abortedAt') : undefined) ??
              formatTime(clock.now()),
          }
        : {}),
      ...(outcome.promoteFull ? { promoteFull: true } : {}),
      ...(outcome.controllerPause ? { controllerPause: true } : {}),
      ...(outcome.pauseConditions.length > 0
        ? { pauseConditions: outcome.pauseConditions }
        : {}),
      availableReplicas: available,
      currentPodHash: view.hash,
      observedGeneration: String(view.rollout.metadata.generation),
      readyReplicas: ready,
      replicas: total,
      updatedReplicas: updated,
      selector: Object.entries(
        textsAt(view.rollout, 'spec', 'selector', 'matchLabels'),
      )
        .map(([label, value]) => `${label}=${value}`)
        .join(','),
      ...(outcome.stableRS ? { stableRS: outcome.stableRS } : {}),
      phase,
      ...(message ? { message } : {}),
      conditions: withConditions(
        view.rollout,
        rolloutConditions(view, outcome, broken, phase, available),
        clock.now(),
        outcome.invalid === undefined ? ['InvalidSpec'] : [],
      ),
    };
    api.setStatus(ROLLOUT, view.rollout, status);
    if (outcome.abort && !wasAborted) {
      this.#context.events.record(view.rollout, {
        type: 'Warning',
        reason: 'RolloutAborted',
        message: abortMessage(view, outcome),
        component: 'rollouts-controller',
      });
    }
    return sooner(outcome.again, late.again);
  }

  /** Whether the new ReplicaSet made no progress for too long. */
  #deadline(
    key: string,
    view: RolloutView,
    outcome: RolloutOutcome,
  ): { exceeded: boolean; again: number | undefined } {
    const { ready } = replicasOf(view.current);
    const index = numberAt(outcome.fields, 'currentStepIndex') ?? 0;
    const waits =
      outcome.abort ||
      outcome.complete ||
      outcome.pauseConditions.length > 0 ||
      takesItsTime(view.rollout, index);
    if (waits || ready >= view.desired) {
      this.#progress.forgetAll(`${key} `);
      return { exceeded: false, again: undefined };
    }
    const limit =
      numberAt(view.rollout, 'spec', 'progressDeadlineSeconds') ??
      DEFAULT_DEADLINE;
    const stuck = this.#progress.elapsed(
      `${key} ${view.hash} ${index} ${ready}`,
    );
    return stuck >= limit
      ? { exceeded: true, again: undefined }
      : { exceeded: false, again: limit - stuck };
  }
}

/** A step of a canary that looks at the release may take longer than pods may take to come up. */
function takesItsTime(rollout: KubernetesObject, index: number): boolean {
  const { canary } = strategyOf(rollout);
  const step = objectsAt(canary, 'steps')[index];
  return step?.analysis !== undefined || step?.pause !== undefined;
}
