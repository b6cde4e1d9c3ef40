import { ServiceView } from '@fairway/backstage-plugin-delivery-common';
import {
  aDeployment,
  aPipelineRun,
  aPromotion,
  aRelease,
  aServiceView,
  anEnvironment,
  minutesAgo,
} from '../src/__testUtils__/serviceViewBuilder';

const names = [
  'Quality',
  'Code security',
  'Gate 1',
  'Image',
  'Gate 2',
  'Release',
];

type State = 'succeeded' | 'failed' | 'running' | 'queued' | 'skipped';

const stages = (...states: State[]) =>
  names.map((name, index) => ({ name, state: states[index] ?? 'skipped' }));

const DAY = 24 * 60;

/** A payments service on a Friday afternoon: one promotion soaks, one waits for approval, a freeze begins. */
export function storyService(): ServiceView {
  const soaking = aPromotion('verifying', {
    id: 'soaking',
    environment: 'staging',
    kind: 'promote',
    requestedBy: 'fairway',
    release: aRelease('1.15.0'),
    fromRelease: aRelease('1.14.3'),
    steps: [
      { name: 'write', state: 'done', at: minutesAgo(12) },
      { name: 'sync', state: 'done', at: minutesAgo(11) },
      {
        name: 'verify',
        state: 'running',
        startedAt: minutesAgo(4),
        until: minutesAgo(-6),
        detail: 'soaking, 3/3 healthy',
      },
    ],
  });
  const waiting = aPromotion('awaiting-approval', {
    id: 'waiting',
    requestedBy: 'user:default/ben',
    reason: 'Retries must be live before the campaign on Monday.',
    approvals: [
      {
        by: 'user:default/sam',
        decision: 'approved',
        comment: 'Retry is bounded, dashboards are ready.',
        at: minutesAgo(9),
      },
    ],
  });
  return aServiceView(
    [
      anEnvironment('development', {
        entry: 'pipeline',
        deployment: aDeployment('development', '1.15.0', {
          pods: 2,
          readyPods: 2,
        }),
      }),
      anEnvironment('staging', {
        entry: 'automatic',
        after: ['development'],
        promotion: soaking,
        deployment: aDeployment('staging', '1.15.0', {
          health: 'progressing',
          since: minutesAgo(11),
          checks: [
            {
              name: 'smoke-test',
              kind: 'smoke-test',
              state: 'passed',
              summary: '42/42',
              at: minutesAgo(5),
            },
          ],
        }),
      }),
      anEnvironment('production', {
        after: ['staging'],
        approvalPolicy: waiting.approvalPolicy,
        promotion: waiting,
        candidate: aRelease('1.14.3'),
        rollbackTarget: aRelease('1.14.0'),
        behind: { commits: 3, releases: 2, of: 'staging' },
        freeze: {
          name: 'Weekend freeze',
          environment: 'production',
          from: minutesAgo(42),
          until: minutesAgo(-(2 * DAY + 15 * 60)),
        },
        findings: { critical: 1, high: 3, medium: 6, low: 9 },
        deployment: aDeployment('production', '1.14.2', {
          pods: 6,
          readyPods: 6,
          since: minutesAgo(6 * DAY),
          url: 'https://argocd.example/applications/checkout-api-production',
        }),
      }),
    ],
    {
      pipelineRuns: [
        aPipelineRun({
          id: '1289',
          number: 1289,
          state: 'running',
          result: 'Gate 1 running',
          title: 'Rename saved-card label',
          pullRequest: 482,
          stages: stages(
            'succeeded',
            'succeeded',
            'running',
            'queued',
            'queued',
            'queued',
          ),
          startedAt: minutesAgo(3),
          finishedAt: undefined,
        }),
        aPipelineRun({
          id: '1288',
          number: 1288,
          state: 'failed',
          result: 'Quality failed',
          title:
            'Move to Python 3.14, with a title that is much too long for its column',
          pullRequest: 476,
          stages: stages('failed'),
          startedAt: minutesAgo(41),
          finishedAt: minutesAgo(38),
        }),
        aPipelineRun({
          stages: stages(
            'succeeded',
            'succeeded',
            'succeeded',
            'succeeded',
            'succeeded',
            'succeeded',
          ),
        }),
        aPipelineRun({
          id: '1285',
          number: 1285,
          state: 'failed',
          result: '1.14.4 quarantined',
          title: 'Bump form-data and axios',
          stages: stages(
            'succeeded',
            'succeeded',
            'succeeded',
            'succeeded',
            'failed',
          ),
          startedAt: minutesAgo(246),
          finishedAt: minutesAgo(240),
        }),
      ],
      pullRequests: [
        {
          number: 482,
          title: 'Apple Pay on the payment page',
          author: 'ada',
          branch: 'apple-pay',
          commit: 'a',
          draft: false,
          labels: [],
          url: 'https://forge.example/acme/checkout-api/pull/482',
          createdAt: minutesAgo(300),
          updatedAt: minutesAgo(30),
        },
        {
          number: 476,
          title: 'Move to Python 3.14',
          author: 'ben',
          branch: 'python-3.14',
          commit: 'b',
          draft: true,
          labels: [],
          createdAt: minutesAgo(3 * DAY),
          updatedAt: minutesAgo(40),
        },
      ],
    },
  );
}

/** The same words in every state that is not the ordinary one. */
export function troubledService(): ServiceView {
  const failed = aPromotion('failed', {
    environment: 'production',
    outcome:
      'Analysis failed: error rate 4.1 %, limit 1 %. Rolled back to 1.14.0.',
  });
  return aServiceView([
    anEnvironment('development', {
      deployment: undefined,
      entry: 'pipeline',
    }),
    anEnvironment('integration', {
      entry: 'automatic',
      after: ['development'],
      provenance: [
        {
          source: 'Argo CD',
          state: 'unreachable',
          asOf: minutesAgo(12),
          message: 'Cluster eu-2 does not answer.',
        },
      ],
    }),
    anEnvironment('load', {
      provenance: [{ source: 'Argo CD', state: 'denied' }],
      abilities: {
        promote: { allowed: false, reason: 'You may not promote into load.' },
        rollback: { allowed: false, reason: 'You may not roll back load.' },
        hold: { allowed: false, reason: 'You may not hold load.' },
      },
    }),
    anEnvironment('staging', {
      entry: 'automatic',
      provenance: [{ source: 'Argo CD', state: 'stale', asOf: minutesAgo(22) }],
      findings: undefined,
      drift: true,
      deployment: aDeployment('staging', '1.14.1', {
        health: 'degraded',
        message: 'crash loop',
        readyPods: 1,
      }),
    }),
    anEnvironment('production', {
      promotion: failed,
      hold: {
        environment: 'production',
        by: 'fairway',
        at: minutesAgo(50),
        reason: '1.14.3 failed its analysis',
      },
      abilities: {
        promote: {
          allowed: false,
          reason: 'production is on hold; release the hold first.',
        },
        rollback: { allowed: true },
        hold: { allowed: true },
      },
    }),
  ]);
}
