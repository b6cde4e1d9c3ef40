import {
  Promotion,
  ReleaseSummary,
} from '@fairway/backstage-plugin-delivery-common';

/** What a person started on the page and has not confirmed yet: the open dialog. */
export type DeliveryAction =
  | { kind: 'promote' | 'rollback'; environment: string }
  | { kind: 'hold' | 'release-hold'; environment: string }
  | { kind: 'veto' | 'withdraw-veto'; release: ReleaseSummary }
  | { kind: 'cancel'; promotion: Promotion };
