import { Health } from '@fairway/backstage-plugin-delivery-common';
import { shortMessage } from '../shortMessage';
import { DeploymentObservation } from '../sources';

/** What a source derives from the objects of one service in one environment. @public */
export type DerivedObservation = Omit<
  DeploymentObservation,
  'serviceRef' | 'environment'
>;

const WORST_FIRST: Health[] = [
  'degraded',
  'missing',
  'progressing',
  'suspended',
  'unknown',
  'healthy',
];

/** One observation of an environment that several clusters share: the worst of them speaks, pods add up. */
export function mergeObservations(
  parts: { cluster: string; observation: DerivedObservation }[],
): DerivedObservation | undefined {
  const [worst, ...others] = [...parts].sort(
    (a, b) =>
      WORST_FIRST.indexOf(a.observation.health) -
      WORST_FIRST.indexOf(b.observation.health),
  );
  if (!worst || others.length === 0) {
    return worst?.observation;
  }
  const { cluster, observation } = worst;
  const all = parts.map(part => part.observation);
  return {
    ...observation,
    ...(observation.message && {
      message: shortMessage(`${cluster}: ${observation.message}`),
    }),
    readyPods: sum(all.map(part => part.readyPods)),
    pods: sum(all.map(part => part.pods)),
    checks: all.flatMap(part => part.checks ?? []),
    // What ran in several clusters at a time is not one line of releases.
    past: undefined,
  };
}

function sum(values: (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) : undefined;
}
