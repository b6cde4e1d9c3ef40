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
const STAGES = ['development', 'staging', 'production'];

/** Every stage has the objects that a service needs, and production the strategy that was chosen. */
export const overlayInventory = overlayCheck(
  'stages have all objects, and production its strategy',
  ({ environment, objects }, { strategy, secrets }) => {
    if (!STAGES.includes(environment)) {
      return [];
    }
    const isProduction = environment === 'production';
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
