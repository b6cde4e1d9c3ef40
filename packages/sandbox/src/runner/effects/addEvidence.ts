import { RunEvidence } from '../RunState';
import { StepContext } from './StepEffect';

/** Keeps the newest proof of its kind. */
export function addEvidence(
  { run, clock }: StepContext,
  evidence: Omit<RunEvidence, 'asOf'>,
): void {
  run.evidence = [
    ...run.evidence.filter(each => each.kind !== evidence.kind),
    { ...evidence, asOf: clock.now().toISOString() },
  ];
}
