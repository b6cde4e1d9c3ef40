import { ControllerContext, sooner } from '../controllers/Controller';
import { replicasOf, scaleReplicaSet } from '../controllers/replicaSets';
import { Stopwatch } from '../controllers/Stopwatch';
import { flagAt, JsonObject, numberAt, objectAt, textAt } from '../json/Json';
import { SERVICE } from '../knownTypes';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';
import { RolloutAnalysis } from './RolloutAnalysis';
import {
  carriedOver,
  RolloutOutcome,
  RolloutView,
  setOfHash,
} from './RolloutView';
import { ScaleDown } from './ScaleDown';
import { findServices, selectedHash, selectHash } from './services';

/**
 * Blue-green: the new ReplicaSet comes up beside the old one behind the preview service; the active service
 * moves over only when it is ready and the analysis before promotion passed, and moves back when the analysis
 * after promotion fails.
 */
export class BlueGreenStrategy {
  readonly #context: ControllerContext;
  readonly #analysis: RolloutAnalysis;
  readonly #holds: Stopwatch;
  readonly #scaleDown: ScaleDown;

  constructor(context: ControllerContext, analysis: RolloutAnalysis) {
    this.#context = context;
    this.#analysis = analysis;
    this.#holds = new Stopwatch(context.clock);
    this.#scaleDown = new ScaleDown(context);
  }

  apply(key: string, view: RolloutView, spec: JsonObject): RolloutOutcome {
    const { api } = this.#context;
    const outcome = carriedOver(view);
    if (view.startsOver) {
      this.#holds.forgetAll(`${key} `);
    }
    const services = findServices(api, view, spec);
    if (typeof services === 'string') {
      return { ...outcome, invalid: services };
    }
    const { active, preview } = services;
    if (outcome.abort) {
      this.#abort(view, active, outcome);
    } else {
      scaleReplicaSet(api, view.current, this.#target(view, spec, active));
      if (preview) {
        selectHash(api, preview, view.hash);
      }
      this.#advance(view, spec, active, outcome);
    }
    const now =
      api.find(SERVICE, active.metadata.namespace, active.metadata.name) ??
      active;
    const activeHash = selectedHash(now);
    outcome.complete =
      !outcome.abort &&
      activeHash === view.hash &&
      outcome.stableRS === view.hash;
    if (activeHash !== view.hash) {
      outcome.waitingFor = 'active service cutover pending';
    } else if (outcome.stableRS !== view.hash) {
      outcome.waitingFor = 'waiting for analysis to complete';
    }
    this.#scaleDown.apply(key, view, spec, activeHash, outcome);
    outcome.fields = {
      ...outcome.fields,
      blueGreen: {
        ...objectAt(outcome.fields, 'blueGreen'),
        ...(activeHash ? { activeSelector: activeHash } : {}),
        ...(preview
          ? {
              previewSelector: outcome.abort
                ? selectedHash(preview)
                : view.hash,
            }
          : {}),
      },
      HPAReplicas: replicasOf(setOfHash(view, activeHash)).current,
      availableReplicas: replicasOf(setOfHash(view, activeHash)).ready,
    };
    return outcome;
  }

  forget(key: string): void {
    this.#holds.forgetAll(`${key} `);
    this.#scaleDown.forget(key);
  }

  #advance(
    view: RolloutView,
    spec: JsonObject,
    active: KubernetesObject,
    outcome: RolloutOutcome,
  ): void {
    const before = view.startsOver ? {} : objectAt(view.status, 'blueGreen');
    const activeHash = selectedHash(active);
    // Kept though the pods are not ready for a moment: an analysis is never run twice.
    const statuses: JsonObject = {
      prePromotionAnalysisRunStatus: before.prePromotionAnalysisRunStatus,
      postPromotionAnalysisRunStatus: before.postPromotionAnalysisRunStatus,
    };
    outcome.fields = { blueGreen: statuses };
    if (activeHash !== view.hash) {
      const { ready } = replicasOf(view.current);
      if (
        ready < this.#target(view, spec, active) ||
        flagAt(view.rollout, 'spec', 'paused')
      ) {
        return;
      }
      const isFirst = view.stable === '';
      if (!isFirst && !outcome.promoteFull) {
        const analysis = this.#analysis.ensure(
          view,
          'pre',
          spec.prePromotionAnalysis,
          textAt(before, 'prePromotionAnalysisRunStatus', 'name'),
        );
        if (analysis.kind === 'invalid') {
          outcome.invalid = analysis.message;
          return;
        }
        statuses.prePromotionAnalysisRunStatus = analysis.status;
        if (analysis.kind === 'failed') {
          outcome.abort = true;
          outcome.abortReason = analysis.message;
          this.#abort(view, active, outcome);
          return;
        }
        if (analysis.kind === 'running' || this.#pauses(view, spec, outcome)) {
          return;
        }
      }
      const { desired } = view;
      if (ready < desired) {
        scaleReplicaSet(this.#context.api, view.current, desired);
        return;
      }
      selectHash(this.#context.api, active, view.hash);
      this.#context.events.record(view.rollout, {
        type: 'Normal',
        reason: 'SwitchService',
        message: `Switched selector for service '${active.metadata.name}' from '${activeHash}' to '${view.hash}'`,
        component: 'rollouts-controller',
      });
    }
    outcome.controllerPause = false;
    outcome.pauseConditions = [];
    if (outcome.stableRS === view.hash) {
      outcome.promoteFull = false;
      return;
    }
    const analysis =
      view.stable === '' || outcome.promoteFull
        ? ({ kind: 'passed', status: undefined } as const)
        : this.#analysis.ensure(
            view,
            'post',
            spec.postPromotionAnalysis,
            textAt(before, 'postPromotionAnalysisRunStatus', 'name'),
          );
    if (analysis.kind === 'invalid') {
      outcome.invalid = analysis.message;
      return;
    }
    statuses.postPromotionAnalysisRunStatus = analysis.status;
    if (analysis.kind === 'failed') {
      outcome.abort = true;
      outcome.abortReason = analysis.message;
      this.#abort(view, active, outcome);
    } else if (analysis.kind === 'passed') {
      outcome.stableRS = view.hash;
      outcome.promoteFull = false;
    }
  }

  /** Whether to hold before the switch: until somebody promotes, or for `autoPromotionSeconds`. */
  #pauses(
    view: RolloutView,
    spec: JsonObject,
    outcome: RolloutOutcome,
  ): boolean {
    const manual = spec.autoPromotionEnabled === false;
    const seconds = numberAt(spec, 'autoPromotionSeconds') ?? 0;
    if (!manual && seconds === 0) {
      return false;
    }
    const [pause] = outcome.pauseConditions;
    if (!pause) {
      // Argo Rollouts' own sign: the controller paused, and somebody took the pause condition away.
      if (outcome.controllerPause) {
        return false;
      }
      outcome.controllerPause = true;
      outcome.pauseConditions = [
        {
          reason: 'BlueGreenPause',
          startTime: formatTime(this.#context.clock.now()),
        },
      ];
    }
    if (manual) {
      return true;
    }
    const held = this.#holds.elapsed(
      `${view.rollout.metadata.namespace}/${view.rollout.metadata.name} hold ${view.hash}`,
      textAt(pause, 'startTime'),
    );
    if (held >= seconds) {
      outcome.pauseConditions = [];
      return false;
    }
    outcome.again = sooner(outcome.again, seconds - held);
    return true;
  }

  #abort(
    view: RolloutView,
    active: KubernetesObject,
    outcome: RolloutOutcome,
  ): void {
    outcome.controllerPause = false;
    outcome.pauseConditions = [];
    outcome.promoteFull = false;
    const before = objectAt(view.status, 'blueGreen');
    outcome.fields = {
      blueGreen: {
        prePromotionAnalysisRunStatus: before.prePromotionAnalysisRunStatus,
        postPromotionAnalysisRunStatus: before.postPromotionAnalysisRunStatus,
        ...objectAt(outcome.fields, 'blueGreen'),
      },
    };
    if (view.stable !== '') {
      const stable = setOfHash(view, view.stable);
      if (stable) {
        scaleReplicaSet(this.#context.api, stable, view.desired);
      }
      selectHash(this.#context.api, active, view.stable);
    }
  }

  #target(
    view: RolloutView,
    spec: JsonObject,
    active: KubernetesObject,
  ): number {
    const previewCount = numberAt(spec, 'previewReplicaCount');
    const isPreview = view.stable !== '' && selectedHash(active) !== view.hash;
    const { desired } = replicasOf(view.current);
    if (!isPreview || previewCount === undefined || desired >= view.desired) {
      return view.desired;
    }
    return previewCount;
  }
}
