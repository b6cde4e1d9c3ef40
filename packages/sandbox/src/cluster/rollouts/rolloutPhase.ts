import { flagAt, textAt } from '../json/Json';
import { RolloutOutcome, RolloutView } from './RolloutView';

/** Phase and message as Argo Rollouts derives them from conditions, pauses and counts. */
export function rolloutPhase(options: {
  view: RolloutView;
  outcome: RolloutOutcome;
  /** Reason and message of a condition that says the rollout is broken. */
  broken: { reason: string; message: string } | undefined;
  updated: number;
  available: number;
}): { phase: string; message: string } {
  const { view, outcome, broken, updated, available } = options;
  if (broken) {
    return {
      phase: 'Degraded',
      message: `${broken.reason}: ${broken.message}`,
    };
  }
  if (flagAt(view.rollout, 'spec', 'paused')) {
    return { phase: 'Paused', message: 'manually paused' };
  }
  const [pause] = outcome.pauseConditions;
  if (pause) {
    return { phase: 'Paused', message: textAt(pause, 'reason') ?? '' };
  }
  if (outcome.complete && available >= view.desired) {
    return { phase: 'Healthy', message: '' };
  }
  if (updated < view.desired) {
    return {
      phase: 'Progressing',
      message: 'more replicas need to be updated',
    };
  }
  return {
    phase: 'Progressing',
    message:
      available < updated || outcome.waitingFor === ''
        ? 'updated replicas are still becoming available'
        : outcome.waitingFor,
  };
}
