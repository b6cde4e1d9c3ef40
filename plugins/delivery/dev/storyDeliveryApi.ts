import { NotFoundError } from '@backstage/errors';
import {
  DeliveryApi,
  HistoryEvent,
  PromotionPreview,
  SecurityView,
  ServiceName,
} from '@fairway/backstage-plugin-delivery-common';
import {
  NOW,
  aPreview,
  aPromotionView,
  aRelease,
  minutesAgo,
} from '../src/__testUtils__/serviceViewBuilder';
import { stubDeliveryApi } from '../src/__testUtils__/stubDeliveryApi';
import { storyService, troubledService } from './storyService';

const DAY = 24 * 60;

const event = (
  minutes: number,
  kind: HistoryEvent['kind'],
  rest: Partial<HistoryEvent>,
): HistoryEvent => ({
  id: `${kind}-${minutes}`,
  at: minutesAgo(minutes),
  kind,
  text: '',
  ...rest,
});

const events: HistoryEvent[] = [
  event(11, 'promotion', {
    state: 'verifying',
    environment: 'staging',
    release: '1.15.0',
    fromRelease: '1.14.3',
    by: 'fairway',
    text: 'Verifying, soaking',
  }),
  event(32, 'promotion', {
    state: 'awaiting-approval',
    environment: 'production',
    release: '1.14.3',
    fromRelease: '1.14.2',
    by: 'user:default/ben',
    text: 'Waiting for approval, 1 of 2',
  }),
  event(240, 'quarantine', {
    release: '1.14.4',
    text: '1 critical in the image; nobody can promote it',
    by: 'gate 2',
  }),
  event(6 * DAY, 'promotion', {
    state: 'succeeded',
    environment: 'production',
    release: '1.14.2',
    fromRelease: '1.14.0',
    by: 'user:default/ada',
    text: 'Succeeded in 34 min; approved by olga, sam',
  }),
  event(6 * DAY + 60, 'hold-released', {
    environment: 'production',
    by: 'user:default/olga',
    text: '“1.14.2 has the fix for 3-D Secure.”',
  }),
  event(9 * DAY, 'auto-rollback', {
    state: 'succeeded',
    environment: 'production',
    release: '1.14.0',
    fromRelease: '1.14.1',
    by: 'fairway',
    text: 'Analysis failed: error rate 4.1 %, limit 1 %. Hold set',
  }),
  event(9 * DAY + 8, 'promotion', {
    state: 'failed',
    environment: 'production',
    release: '1.14.1',
    fromRelease: '1.14.0',
    by: 'user:default/ben',
    text: 'Failed in verification after 7 min',
  }),
];

const spans = [
  ...['development', 'staging'].flatMap(environment => [
    {
      environment,
      version: '1.14.1',
      from: minutesAgo(14 * DAY),
      to: minutesAgo(9 * DAY),
    },
    {
      environment,
      version: '1.14.2',
      from: minutesAgo(9 * DAY),
      to: minutesAgo(1.5 * DAY),
    },
    {
      environment,
      version: '1.14.3',
      from: minutesAgo(1.5 * DAY),
      to: minutesAgo(58),
    },
    { environment, version: '1.15.0', from: minutesAgo(58) },
  ]),
  {
    environment: 'production',
    version: '1.14.0',
    from: minutesAgo(14 * DAY),
    to: minutesAgo(9.3 * DAY),
  },
  {
    environment: 'production',
    version: '1.14.1',
    worstHealth: 'degraded',
    from: minutesAgo(9.3 * DAY),
    to: minutesAgo(9 * DAY),
  },
  {
    environment: 'production',
    version: '1.14.0',
    hold: true,
    from: minutesAgo(9 * DAY),
    to: minutesAgo(6 * DAY),
  },
  {
    environment: 'production',
    version: '1.14.2',
    by: 'user:default/mira.okafor',
    from: minutesAgo(6 * DAY),
  },
];

const preview: PromotionPreview = aPreview({
  freeze: storyService().environments[2].freeze,
  supersedes: { id: 'waiting', release: aRelease('1.14.3') },
  findings: {
    known: true,
    asOf: minutesAgo(120),
    fixed: [
      {
        id: '1',
        severity: 'critical',
        title: 'CVE-2025-7783 in form-data 4.0.0',
      },
      { id: '2', severity: 'high', title: 'CVE-2025-27152 in axios 1.7.4' },
    ],
    introduced: [
      {
        id: '3',
        severity: 'medium',
        title: 'Property name from user input,',
        detail: 'src/session/saved_cards.py',
      },
    ],
  },
  gates: [
    {
      id: '1',
      title: 'Verified in staging',
      state: 'passed',
      evidence: 'soaked 10 min, 3/3 pods, smoke test 42/42',
      asOf: minutesAgo(1),
    },
    {
      id: '2',
      title: 'Gate 1: code and dependencies',
      state: 'passed',
      evidence: '0 critical, limit 0 · 2 high, limit 3 · complete scan',
      asOf: minutesAgo(64),
    },
    {
      id: '3',
      title: 'Gate 2: image',
      state: 'passed',
      evidence: '0 critical, limit 0',
      asOf: minutesAgo(64),
    },
    {
      id: '4',
      title: 'Load test',
      state: 'waived',
      evidence: '“Results from 1.14.2 hold, no new route.” Olga, until 30 Nov',
      asOf: minutesAgo(122),
    },
  ],
  risk: {
    level: 'medium',
    reasons: ['Introduces a finding of medium severity', 'A gate is waived'],
  },
});

const security: SecurityView = {
  serviceRef: 'component:default/checkout-api',
  exposure: [
    {
      environment: 'production',
      version: '1.14.2',
      open: { critical: 1, high: 3, medium: 6, low: 9 },
      overdue: 1,
    },
  ],
  trend: [],
  fixedInTrend: 4,
  newInTrend: 2,
  scans: [
    {
      scanner: 'CodeQL',
      scope: 'code',
      commit: 'a',
      complete: true,
      at: minutesAgo(120),
    },
    {
      scanner: 'Grype',
      scope: 'image',
      commit: 'a',
      complete: true,
      at: minutesAgo(120),
    },
  ],
  scanners: ['CodeQL', 'Grype'],
  total: 19,
  open: 19,
  decided: 0,
  clockDays: { critical: 7, high: 30 },
  provenance: [
    { source: 'Code scanning', state: 'fresh', asOf: minutesAgo(120) },
  ],
};

/** Serves the story to the development app, without a backend. */
export function storyDeliveryApi(): DeliveryApi {
  const view = (service: ServiceName) =>
    service.name === 'troubled' ? troubledService() : storyService();
  return stubDeliveryApi({
    getService: async service => view(service),
    getHistory: async () => ({ events, total: 212 }),
    exportHistory: async () => new Blob(['At,Kind']),
    getTrack: async () => ({
      from: minutesAgo(14 * DAY),
      to: NOW,
      spans,
      incidents: [
        {
          id: 'i-1',
          at: minutesAgo(9 * DAY),
          environment: 'production',
          release: '1.14.1',
          text: 'Analysis failed: error rate 4.1 %, limit 1 %',
        },
      ],
    }),
    getSecurity: async () => security,
    previewPromotion: async (_, query) =>
      query.kind === 'rollback'
        ? {
            ...preview,
            kind: 'rollback',
            supersedes: undefined,
            release: aRelease('1.14.0'),
          }
        : preview,
    getPromotion: async id => {
      const promotion = storyService()
        .environments.map(one => one.promotion)
        .find(one => one?.id === id);
      if (!promotion) {
        throw new NotFoundError(`No promotion '${id}' in the story`);
      }
      return aPromotionView(promotion, { canApprove: true, canCancel: true });
    },
    getApprovals: async () => {
      const promotion = storyService().environments[2].promotion;
      const promotions = promotion
        ? [aPromotionView(promotion, { canApprove: true })]
        : [];
      return { promotions, mine: promotions.length, total: promotions.length };
    },
  });
}
