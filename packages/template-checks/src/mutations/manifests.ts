import { Mutation } from './Mutation';

const BASE = 'manifests/manifests/base';
const PRODUCTION = 'manifests/manifests/environments/production';

/** Defects of manifests, by the check that must find them. */
export const MANIFESTS: Record<string, Mutation[]> = {
  'Argo CD objects fit the repository': [
    {
      subject: 'github',
      file: 'manifests/argocd/applications.yaml',
      replace: ['environments/development', 'environments/dev'],
      finds: 'which is not there',
    },
    {
      subject: 'azure',
      file: 'service/argocd/applications.yaml',
      replace: ['project: parcel-quotes', 'project: default'],
      finds: 'is in the project that may do anything',
    },
    {
      subject: 'azure',
      file: 'service/argocd/previews.yaml',
      replace: ['enforce: restricted', 'enforce: baseline'],
      finds: 'takes unrestricted pods',
    },
  ],
  'Flux objects fit the repository': [
    {
      subject: 'gitlab',
      file: 'manifests/flux/environments.yaml',
      replace: ['environments/development', 'environments/dev'],
      finds: 'which is not there',
    },
    {
      subject: 'gitlab',
      file: 'manifests/flux/environments.yaml',
      replace: ['    name: parcel-quotes\n', '    name: parcel\n'],
      finds: 'names GitRepository/parcel, which is not there',
    },
    {
      subject: 'gitlab',
      file: 'manifests/flux/environments.yaml',
      replace: ['prune: true', 'prune: false'],
      finds: 'leaves behind',
    },
  ],
  'Flux leaves what Argo Rollouts writes': [
    {
      subject: 'gitlab',
      file: `${BASE}/services.yaml`,
      replace: ['ssa: IfNotPresent', 'ssa: Override'],
      finds: 'Service parcel-quotes-canary is applied again',
    },
  ],
  'PromQL expressions parse': [
    {
      subject: 'github',
      file: `${PRODUCTION}/alerts.yaml`,
      replace: ['sum by (le)', 'sum by le'],
      finds: 'PromQL error',
    },
    {
      subject: 'gitlab',
      file: `${BASE}/analysis.yaml`,
      replace: ['[2m]', '[2 minutes]'],
      finds: 'PromQL error',
    },
    {
      subject: 'azure',
      file: 'service/manifests/base/dashboard.json',
      replace: ['sum(', 'sum(('],
      finds: 'PromQL error',
    },
  ],
  'alerts have a severity and a runbook that exists': [
    {
      subject: 'github',
      file: `${PRODUCTION}/alerts.yaml`,
      replace: [/ +severity: .*\n/, ''],
      finds: 'has no severity',
    },
    {
      subject: 'github',
      file: `${PRODUCTION}/alerts.yaml`,
      replace: ['runbooks/on-call.md', 'runbooks/nothing.md'],
      finds: 'has no runbook',
    },
  ],
  'alert rules are valid for promtool': [
    {
      subject: 'github',
      file: `${PRODUCTION}/alerts.yaml`,
      replace: ['for: 15m', 'for: 15 minutes'],
      finds: '15 minutes',
    },
  ],
  'Kubernetes objects have the types and the fields of their API': [
    {
      subject: 'github',
      file: `${BASE}/workload.yaml`,
      replace: ['revisionHistoryLimit:', 'revisionHistoryLimits:'],
      finds: 'revisionHistoryLimits',
    },
    {
      subject: 'github',
      file: `${BASE}/autoscaler.yaml`,
      replace: ['minReplicas: 3', 'minReplicas: three'],
      finds: 'minReplicas',
    },
    {
      subject: 'gitlab',
      file: 'manifests/flux/source.yaml',
      replace: ['interval:', 'intervall:'],
      finds: 'interval',
    },
  ],
  'kustomize renders every environment': [
    {
      subject: 'github',
      file: `${BASE}/kustomization.yaml`,
      replace: ['- route.yaml', '- routes.yaml'],
      finds: 'routes.yaml',
    },
    {
      subject: 'azure',
      file: 'service/manifests/environments/staging/kustomization.yaml',
      make: undefined,
      finds: 'is missing',
    },
  ],
  'stages have all objects, and production its strategy': [
    {
      subject: 'github',
      file: `${BASE}/kustomization.yaml`,
      replace: ['  - network-policies.yaml\n', ''],
      finds: 'there is no NetworkPolicy',
    },
    {
      subject: 'github',
      file: `${BASE}/workload.yaml`,
      replace: ['blueGreen:', 'canary:'],
      finds: 'does not deploy blue-green',
    },
  ],
  'pods are restricted': [
    {
      subject: 'github',
      file: `${BASE}/workload.yaml`,
      replace: ['runAsNonRoot: true', 'runAsNonRoot: false'],
      finds: 'runAsNonRoot is not true',
    },
    {
      subject: 'gitlab',
      file: `${BASE}/workload.yaml`,
      replace: ['readOnlyRootFilesystem: true', 'privileged: true'],
      finds: 'can write its root file system',
    },
    {
      subject: 'azure',
      file: 'service/manifests/base/workload.yaml',
      replace: ['drop: [ALL]', 'drop: [NET_RAW]'],
      finds: 'does not drop all capabilities',
    },
    {
      subject: 'github',
      file: 'manifests/manifests/smoke-test/job.yaml',
      replace: [
        'automountServiceAccountToken: false',
        'automountServiceAccountToken: true',
      ],
      finds: 'automountServiceAccountToken is not false',
    },
    {
      subject: 'github',
      file: `${BASE}/analysis.yaml`,
      replace: ['runAsNonRoot: true', 'runAsNonRoot: false'],
      finds: 'runAsNonRoot is not true',
    },
  ],
  'stages have their resources, replicas, variables and image': [
    {
      subject: 'github',
      file: `${PRODUCTION}/kustomization.yaml`,
      replace: ['cpu: 2000m', 'cpu: 200m'],
      finds: 'requests 200m CPU instead of 2000m',
    },
    {
      subject: 'github',
      file: `${PRODUCTION}/settings.yaml`,
      replace: ['LOG_LEVEL: WARNING', 'LOG_LEVEL: DEBUG'],
      finds: "LOG_LEVEL is DEBUG, not 'WARNING'",
    },
    {
      subject: 'github',
      file: `${PRODUCTION}/kustomization.yaml`,
      replace: ['value: 10', 'value: 20'],
      finds: 'scales from 3 to 20 replicas',
    },
    {
      subject: 'github',
      file: `${PRODUCTION}/kustomization.yaml`,
      replace: [
        '- name: ghcr.io/acme/parcel-quotes\n',
        '- name: ghcr.io/acme/parcels\n',
      ],
      finds: 'a promotion does not set the digest',
    },
  ],
  'workloads have probes and time to stop': [
    {
      subject: 'github',
      file: `${BASE}/workload.yaml`,
      replace: ['/health/ready', '/health'],
      finds: 'readinessProbe does not ask /health/ready',
    },
    {
      subject: 'azure',
      file: 'service/manifests/base/workload.yaml',
      replace: [
        /terminationGracePeriodSeconds: \d+/,
        'terminationGracePeriodSeconds: 5',
      ],
      finds: 'terminationGracePeriodSeconds is under',
    },
  ],
  'objects name what exists': [
    {
      subject: 'github',
      file: `${BASE}/route.yaml`,
      replace: ['port: 80', 'port: 81'],
      finds: 'HTTPRoute leads to parcel-quotes:81',
    },
    {
      subject: 'github',
      file: `${BASE}/workload.yaml`,
      replace: ['templateName: latency', 'templateName: speed'],
      finds: 'the strategy names AnalysisTemplate speed',
    },
    {
      subject: 'azure',
      file: 'service/manifests/base/service-monitor.yaml',
      replace: ['- port: metrics', '- port: numbers'],
      finds: 'ServiceMonitor scrapes the unknown port numbers',
    },
  ],
  'workloads are spread, budgeted and fenced in': [
    {
      subject: 'github',
      file: `${BASE}/workload.yaml`,
      replace: [/ +topologySpreadConstraints:\n(?: {8}.*\n)+/, ''],
      finds: 'pods are not spread over nodes',
    },
    {
      subject: 'github',
      file: `${BASE}/disruption-budget.yaml`,
      replace: ['maxUnavailable: 1', 'minAvailable: 3'],
      finds: 'no node can be drained',
    },
    {
      subject: 'gitlab',
      file: `${BASE}/network-policies.yaml`,
      replace: ['  ingress:\n', '  ingress:\n    - {}\n'],
      finds: 'a NetworkPolicy allows all ingress',
    },
  ],
  'objects have names, namespaces and labels that the portal and Kubernetes take':
    [
      {
        subject: 'github',
        file: `${PRODUCTION}/kustomization.yaml`,
        replace: ['fairway.dev/environment: production', 'x: y'],
        finds: 'lacks the label fairway.dev/environment: production',
      },
      {
        subject: 'azure',
        file: 'service/manifests/base/service-account.yaml',
        append: '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: open\n',
        finds: 'is a secret in the open',
      },
    ],
  'analyses can stop a bad release': [
    {
      subject: 'github',
      file: `${BASE}/analysis.yaml`,
      replace: [/ +count: \d+\n/, ''],
      finds: 'never ends',
    },
    {
      subject: 'gitlab',
      file: `${BASE}/analysis.yaml`,
      replace: ['len(result) == 0 || isNaN(result[0]) || ', ''],
      finds: 'does not say what no traffic means',
    },
    {
      subject: 'github',
      file: `${BASE}/analysis.yaml`,
      replace: [/,path!~"[^"]+"/g, ''],
      finds: 'takes probes and scrapes for requests of users',
    },
    {
      subject: 'github',
      file: `${BASE}/workload.yaml`,
      replace: ['scaleDownDelaySeconds: 600', 'scaleDownDelaySeconds: 60'],
      finds: 'which cancels an analysis',
    },
  ],
};
