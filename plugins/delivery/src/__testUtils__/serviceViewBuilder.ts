import {
  Deployment,
  EnvironmentView,
  PipelineRun,
  Promotion,
  PromotionPreview,
  PromotionState,
  PromotionStep,
  PromotionView,
  ReleaseSummary,
  ServiceView,
} from '@fairway/backstage-plugin-delivery-common';

/** The moment at which every built view is looked at. */
export const NOW = '2026-11-20T15:42:00.000Z';

/** A moment before (or, negative, after) {@link NOW}. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
}

const hex = '0123456789abcdef';

function fakeHash(seed: string, length: number): string {
  let state = 7;
  for (const letter of seed) {
    state = (state * 257 + letter.charCodeAt(0)) % 65_521;
  }
  let hash = '';
  for (let index = 0; index < length; index++) {
    state =
      (state * 31 + seed.charCodeAt(index % seed.length) * 7 + index) % 65_521;
    hash += hex[(state >> 5) % 16];
  }
  return hash;
}

export function aRelease(
  version: string,
  overrides: Partial<ReleaseSummary> = {},
): ReleaseSummary {
  const [major, minor, patch] = version.split('.').map(Number);
  const commit = fakeHash(version, 40);
  return {
    id: `release-${version}`,
    sequence: major * 10_000 + minor * 100 + patch,
    version,
    commit,
    commitUrl: `https://forge.example/acme/checkout-api/commit/${commit}`,
    digest: `sha256:${fakeHash(`digest ${version}`, 64)}`,
    createdAt: minutesAgo(180),
    ...overrides,
  };
}

export function aDeployment(
  environment: string,
  version: string,
  overrides: Partial<Deployment> = {},
): Deployment {
  return {
    environment,
    release: aRelease(version),
    health: 'healthy',
    sync: 'synced',
    readyPods: 3,
    pods: 3,
    checks: [],
    since: minutesAgo(58),
    provenance: [],
    ...overrides,
  };
}

export function anEnvironment(
  name: string,
  overrides: Partial<EnvironmentView> = {},
): EnvironmentView {
  return {
    name,
    after: [],
    entry: 'manual',
    deployment: aDeployment(name, '1.14.2'),
    provenance: [{ source: 'Argo CD', asOf: NOW, state: 'fresh' }],
    drift: false,
    findings: { critical: 0, high: 2, medium: 6, low: 10 },
    abilities: {
      promote: { allowed: true },
      rollback: { allowed: true },
      hold: { allowed: true },
    },
    ...overrides,
  };
}

const stepOrder: PromotionStep['name'][] = [
  'requested',
  'gates',
  'approvals',
  'queue',
  'write',
  'sync',
  'verify',
];

const currentStep: Partial<Record<PromotionState, PromotionStep['name']>> = {
  requested: 'requested',
  gating: 'gates',
  'awaiting-approval': 'approvals',
  queued: 'queue',
  writing: 'write',
  syncing: 'sync',
  verifying: 'verify',
  failed: 'verify',
};

function stepsIn(state: PromotionState): PromotionStep[] {
  const current = currentStep[state];
  const position = current ? stepOrder.indexOf(current) : stepOrder.length;
  return stepOrder.map((name, index) => {
    if (index < position) {
      return { name, state: 'done', at: minutesAgo(32 - index * 4) };
    }
    if (index > position) {
      return { name, state: 'waiting' };
    }
    return { name, state: state === 'failed' ? 'failed' : 'running' };
  });
}

export function aPromotion(
  state: PromotionState,
  overrides: Partial<Promotion> = {},
): Promotion {
  return {
    id: `promotion-${state}`,
    serviceRef: 'component:default/checkout-api',
    environment: 'production',
    kind: 'promote',
    state,
    release: aRelease('1.14.3'),
    fromRelease: aRelease('1.14.2'),
    requestedBy: 'user:default/ben',
    requestedAt: minutesAgo(32),
    gates: [],
    approvalPolicy: {
      count: 2,
      from: ['group:default/operations', 'group:default/security'],
      notRequester: true,
      notAuthor: true,
    },
    approvals: [],
    steps: stepsIn(state),
    risk: { level: 'low', reasons: [] },
    ...overrides,
  };
}

export function aPromotionView(
  promotion: Promotion,
  viewer: Partial<PromotionView['viewer']> = {},
): PromotionView {
  return {
    ...promotion,
    viewer: { canApprove: false, canCancel: false, ...viewer },
  };
}

export function aPipelineRun(
  overrides: Partial<PipelineRun> = {},
): PipelineRun {
  return {
    url: 'https://github.com/acme/checkout-api/actions/runs/1289',
    id: 'run-1287',
    number: 1287,
    name: 'Delivery',
    state: 'succeeded',
    result: '1.15.0 released',
    title: 'Add saved cards to session',
    commit: fakeHash('1.15.0', 40),
    branch: 'main',
    stages: ['Quality', 'Gate 1', 'Image', 'Gate 2', 'Release'].map(name => ({
      name,
      state: 'succeeded',
    })),
    createdAt: minutesAgo(70),
    startedAt: minutesAgo(70),
    finishedAt: minutesAgo(64),
    ...overrides,
  };
}

export function aServiceView(
  environments: EnvironmentView[],
  overrides: Partial<ServiceView> = {},
): ServiceView {
  return {
    serviceRef: 'component:default/checkout-api',
    name: 'checkout-api',
    namespace: 'default',
    title: 'checkout-api',
    pipeline: 'standard',
    pipelineTitle: 'Standard',
    version: 1,
    environments,
    pipelineRuns: [],
    pipelineRunsProvenance: [
      { source: 'GitHub Actions', asOf: NOW, state: 'fresh' },
    ],
    pullRequests: [],
    findingsProvenance: [
      { source: 'Code scanning', asOf: minutesAgo(120), state: 'fresh' },
    ],
    asOf: NOW,
    ...overrides,
  };
}

export function aPreview(
  overrides: Partial<PromotionPreview> = {},
): PromotionPreview {
  return {
    serviceRef: 'component:default/checkout-api',
    environment: 'production',
    kind: 'promote',
    release: aRelease('1.15.0'),
    fromRelease: aRelease('1.14.2'),
    choices: [aRelease('1.15.0'), aRelease('1.14.3')],
    commits: [
      {
        sha: fakeHash('one', 40),
        parents: [],
        message: 'Add saved cards to the checkout session',
        author: 'Ada',
        authoredAt: minutesAgo(180),
      },
    ],
    commitsComplete: true,
    compareUrl: 'https://forge.example/acme/checkout-api/compare/a...b',
    manifests: {
      baseCommit: fakeHash('manifests', 40),
      asOf: NOW,
      files: [
        {
          path: 'manifests/environments/production/kustomization.yaml',
          added: 1,
          removed: 1,
          patch:
            '@@ -10,3 +10,3 @@\n images:\n   - name: ghcr.io/acme/checkout-api\n-    digest: sha256:41d7fa2 # 1.14.2\n+    digest: sha256:9f2c41d # 1.15.0\n',
        },
      ],
    },
    findings: { known: true, fixed: [], introduced: [], asOf: minutesAgo(120) },
    gates: [
      {
        id: 'verified',
        title: 'Verified in staging',
        state: 'passed',
        evidence: 'soaked 10 min, 3/3 pods',
        asOf: minutesAgo(1),
      },
    ],
    approvalPolicy: {
      count: 2,
      from: ['group:default/operations'],
      notRequester: true,
      notAuthor: true,
    },
    risk: { level: 'low', reasons: [] },
    blockers: [],
    ...overrides,
  };
}
