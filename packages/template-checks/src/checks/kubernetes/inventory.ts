import { expectedEnvironments } from '../../environments/expectedEnvironments';
import { workloadsIn } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

const EVERYWHERE = [
  'Service',
  'ServiceAccount',
  'NetworkPolicy',
  'HTTPRoute',
  'ServiceMonitor',
  'PrometheusRule',
  'ConfigMap',
];
const IN_PRODUCTION = ['PodDisruptionBudget', 'HorizontalPodAutoscaler'];

/** Every stage has the objects that a service needs, and production the strategy that was chosen. */
export const overlayInventory = overlayCheck(
  'stages have all objects, and production its strategy',
  ({ environment, objects }, parameters) => {
    const { strategy, secrets } = parameters;
    const expected = expectedEnvironments(parameters).find(
      ({ name }) => name === environment,
    );
    if (!expected) {
      return [];
    }
    const isProduction = expected.stage === 'production';
    const wanted = [
      ...EVERYWHERE,
      ...(isProduction ? IN_PRODUCTION : []),
      ...(String(secrets).startsWith('external-secrets')
        ? ['ExternalSecret']
        : []),
    ];
    const missing = wanted
      .filter(kind => !objects.some(object => object.kind === kind))
      .map(kind => `there is no ${kind}`);
    const [workload] = workloadsIn(objects);
    if (isProduction && workload && strategy !== undefined) {
      const { kind, spec } = workload;
      const actual = {
        'blue-green': kind === 'Rollout' && spec.strategy?.blueGreen,
        canary: kind === 'Rollout' && spec.strategy?.canary,
        rolling: kind === 'Deployment',
      }[String(strategy)];
      if (!actual) {
        missing.push(`the ${kind} does not deploy ${strategy}`);
      }
      if (
        kind === 'Rollout' &&
        !objects.some(object => object.kind === 'AnalysisTemplate')
      ) {
        missing.push('no AnalysisTemplate judges a new release');
      }
    }
    return missing;
  },
);
