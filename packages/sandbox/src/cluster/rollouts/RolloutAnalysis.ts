import { ControllerContext } from '../controllers/Controller';
import {
  Json,
  JsonObject,
  isObject,
  objectAt,
  objectsAt,
  textAt,
  valueAt,
} from '../json/Json';
import {
  ANALYSIS_RUN,
  ANALYSIS_TEMPLATE,
  CLUSTER_ANALYSIS_TEMPLATE,
} from '../knownTypes';
import {
  isControlledBy,
  KubernetesObject,
  ownerReferenceTo,
} from '../objects/KubernetesObject';
import { ROLLOUT_HASH_LABEL, RolloutView } from './RolloutView';

/** How an analysis stands. */
export type AnalysisState =
  | { kind: 'passed'; status: JsonObject | undefined }
  | { kind: 'running'; status: JsonObject }
  | { kind: 'failed'; status: JsonObject; message: string }
  | { kind: 'invalid'; message: string };

const TYPES = {
  pre: 'PrePromotion',
  post: 'PostPromotion',
  step: 'Step',
} as const;

/** Starts the analyses of a Rollout and reads how they stand. */
export class RolloutAnalysis {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  /** Finds or starts the run of one stage of the current update. */
  ensure(
    view: RolloutView,
    stage: keyof typeof TYPES,
    analysis: Json | undefined,
    known: string | undefined,
    suffix = '',
  ): AnalysisState {
    if (!isObject(analysis)) {
      return { kind: 'passed', status: undefined };
    }
    const { api } = this.#context;
    const { namespace } = view.rollout.metadata;
    const existing = known
      ? api.find(ANALYSIS_RUN, namespace, known)
      : undefined;
    if (existing) {
      return stateOf(existing);
    }
    const spec = this.#specOf(view, analysis);
    if (typeof spec === 'string') {
      return { kind: 'invalid', message: spec };
    }
    const base = `${view.rollout.metadata.name}-${view.hash}-${view.revision}${suffix}-${stage}`;
    const earlier = api.objects
      .list(ANALYSIS_RUN, namespace)
      .filter(run => run.metadata.name.startsWith(base)).length;
    const run = api.create(ANALYSIS_RUN, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AnalysisRun',
      metadata: {
        name: earlier === 0 ? base : `${base}.${earlier}`,
        namespace,
        labels: {
          [ROLLOUT_HASH_LABEL]: view.hash,
          'rollout-type': TYPES[stage],
        },
        annotations: { 'rollout.argoproj.io/revision': String(view.revision) },
        ownerReferences: [ownerReferenceTo(view.rollout)],
      },
      spec,
    });
    return stateOf(run);
  }

  /** Ends the runs that belong to an update that is not the current one any more. */
  terminateOthers(view: RolloutView): void {
    const { api } = this.#context;
    for (const run of api.objects.list(
      ANALYSIS_RUN,
      view.rollout.metadata.namespace,
    )) {
      if (
        isControlledBy(run, view.rollout) &&
        run.metadata.labels?.[ROLLOUT_HASH_LABEL] !== view.hash &&
        stateOf(run).kind === 'running'
      ) {
        api.modify(ANALYSIS_RUN, run, current => ({
          ...current,
          spec: { ...objectAt(current, 'spec'), terminate: true },
        }));
      }
    }
  }

  #specOf(view: RolloutView, analysis: JsonObject): JsonObject | string {
    const metrics: Json[] = [];
    const args = new Map<string, JsonObject>();
    for (const reference of objectsAt(analysis, 'templates')) {
      const name = textAt(reference, 'templateName') ?? '';
      const clusterScope = reference.clusterScope === true;
      const template = this.#context.api.find(
        clusterScope ? CLUSTER_ANALYSIS_TEMPLATE : ANALYSIS_TEMPLATE,
        clusterScope ? undefined : view.rollout.metadata.namespace,
        name,
      );
      if (!template) {
        return `${
          clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate'
        } '${name}' not found`;
      }
      metrics.push(...objectsAt(template, 'spec', 'metrics'));
      for (const argument of objectsAt(template, 'spec', 'args')) {
        args.set(textAt(argument, 'name') ?? '', argument);
      }
    }
    for (const argument of objectsAt(analysis, 'args')) {
      const name = textAt(argument, 'name') ?? '';
      args.set(name, { name, value: this.#valueOf(view, argument) });
    }
    return { metrics, args: [...args.values()] };
  }

  #valueOf(view: RolloutView, argument: JsonObject): string | undefined {
    switch (textAt(argument, 'valueFrom', 'podTemplateHashValue')) {
      case 'Latest':
        return view.hash;
      case 'Stable':
        return view.stable;
      default: {
        const path = textAt(argument, 'valueFrom', 'fieldRef', 'fieldPath');
        return path === undefined
          ? textAt(argument, 'value')
          : fieldOf(view.rollout, path);
      }
    }
  }
}

function fieldOf(rollout: KubernetesObject, path: string): string {
  const bracket = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  const value = bracket
    ? valueAt(rollout, 'metadata', bracket[1], bracket[2])
    : valueAt(rollout, ...path.split('.'));
  return value === undefined ? '' : String(value);
}

function stateOf(run: KubernetesObject): AnalysisState {
  const phase = textAt(run, 'status', 'phase') ?? 'Pending';
  const message = textAt(run, 'status', 'message');
  const status: JsonObject = {
    name: run.metadata.name,
    status: phase,
    ...(message ? { message } : {}),
  };
  switch (phase) {
    case 'Successful':
      return { kind: 'passed', status };
    case 'Failed':
    case 'Error':
    case 'Inconclusive':
      return { kind: 'failed', status, message: message ?? phase };
    default:
      return { kind: 'running', status };
  }
}
