import { Condition } from '../controllers/conditions';
import { abortMessage, RolloutOutcome, RolloutView } from './RolloutView';

/** That the new ReplicaSet made no progress for too long. */
export function deadlineMessage(view: RolloutView): string {
  return `ReplicaSet "${view.current.metadata.name}" has timed out progressing.`;
}

/** Why a Rollout is broken, if it is. */
export function brokenBy(
  view: RolloutView,
  outcome: RolloutOutcome,
  late: boolean,
): { reason: string; message: string } | undefined {
  if (outcome.invalid !== undefined) {
    return {
      reason: 'InvalidSpec',
      message: `The Rollout "${view.rollout.metadata.name}" is invalid: ${outcome.invalid}`,
    };
  }
  if (outcome.abort) {
    return { reason: 'RolloutAborted', message: abortMessage(view, outcome) };
  }
  return late
    ? { reason: 'ProgressDeadlineExceeded', message: deadlineMessage(view) }
    : undefined;
}

/** The conditions that Argo Rollouts writes. */
export function rolloutConditions(
  view: RolloutView,
  outcome: RolloutOutcome,
  broken: { reason: string; message: string } | undefined,
  phase: string,
  available: number,
): Condition[] {
  const set = view.current.metadata.name;
  const condition = (
    type: string,
    value: boolean,
    yes: [string, string],
    no: [string, string],
  ): Condition => ({
    type,
    status: value ? 'True' : 'False',
    reason: value ? yes[0] : no[0],
    message: value ? yes[1] : no[1],
  });
  const progressing: Condition = broken
    ? { type: 'Progressing', status: 'False', ...broken }
    : condition(
        'Progressing',
        true,
        outcome.complete
          ? [
              'NewReplicaSetAvailable',
              `ReplicaSet "${set}" has successfully progressed.`,
            ]
          : ['ReplicaSetUpdated', `ReplicaSet "${set}" is progressing.`],
        ['', ''],
      );
  return [
    condition(
      'Available',
      available >= view.desired,
      ['AvailableReason', 'Rollout has minimum availability'],
      ['AvailableReason', 'Rollout does not have minimum availability'],
    ),
    condition(
      'Paused',
      outcome.pauseConditions.length > 0,
      ['RolloutPaused', 'Rollout is paused'],
      ['RolloutPaused', 'Rollout is not paused'],
    ),
    condition(
      'Completed',
      outcome.complete,
      ['RolloutCompleted', 'RolloutCompleted'],
      ['RolloutCompleted', 'RolloutNotCompleted'],
    ),
    condition(
      'Healthy',
      phase === 'Healthy',
      ['RolloutHealthy', 'Rollout is healthy'],
      ['RolloutHealthy', 'Rollout is not healthy'],
    ),
    ...(outcome.invalid === undefined
      ? []
      : [
          {
            type: 'InvalidSpec',
            status: 'True' as const,
            reason: 'InvalidSpec',
            message: broken?.message ?? '',
          },
        ]),
    progressing,
  ];
}
