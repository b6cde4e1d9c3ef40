import { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { coverPairs } from './coverPairs';
import { Parameters, ParameterSpace } from './ParameterSpace';

/**
 * What is rendered and checked: combinations that hold every two choices of the form, the delivery of a service that has
 * its code already, and a pipeline whose environments have other names. The first is what somebody gets who chooses
 * nothing.
 */
export function goldenPaths(template: TemplateEntityV1beta3): Parameters[] {
  const combinations = coverPairs(ParameterSpace.of(template));
  const [defaults] = combinations;
  return [
    ...combinations,
    { ...defaults, scope: 'delivery' },
    ...['github', 'gitlab', 'azure'].map(ci => ({
      ...defaults,
      ...(ci === 'github' ? {} : { registry: 'ecr', codeScanning: 'semgrep' }),
      ci,
      pipeline: 'four-steps',
      environments: [
        { name: 'acceptance', cpu: '2', memory: '3Gi', replicas: 3 },
        { name: 'live', minReplicas: 4, maxReplicas: 8 },
      ],
    })),
  ];
}
