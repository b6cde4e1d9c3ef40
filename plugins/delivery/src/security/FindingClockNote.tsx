import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Finding,
  SecurityView,
} from '@fairway/backstage-plugin-delivery-common';
import { Note } from '../status/Note';
import { useNow } from '../status/clock';
import { deliveryTranslationRef } from '../translation';
import { findingClock } from './findingClock';
import { formatShortDay } from './formatShortDay';
import { securityTranslationRef } from './securityTranslation';

/** How much time is left to decide or fix, and where it runs meanwhile. */
export function FindingClockNote(props: {
  finding: Finding;
  clockDays: SecurityView['clockDays'];
}) {
  const { finding, clockDays } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const { t: tStatus } = useTranslationRef(deliveryTranslationRef);
  const now = useNow();
  const clock = findingClock(finding, new Date(now));
  const days = clockDays[finding.severity];
  const rule =
    days === undefined
      ? undefined
      : t('drawer.rule', {
          severity: tStatus(`status.severity.${finding.severity}`),
          days: String(days),
        });
  const runs =
    finding.environments.length > 0
      ? t('drawer.runsIn', {
          environments: finding.environments.join(', '),
        })
      : t('drawer.runsNowhere');
  switch (clock.kind) {
    case 'overdue':
      return (
        <Note shape="pending" tone="bad">
          <b>{t('drawer.overdueTitle', { days: String(clock.days) })}</b> {rule}{' '}
          {runs}
        </Note>
      );
    case 'due-soon':
    case 'due':
      return (
        <Note
          shape="pending"
          tone={clock.kind === 'due-soon' ? 'warn' : 'plain'}
        >
          <b>{t('drawer.dueTitle', { days: String(clock.days) })}</b> {rule}{' '}
          {runs}
        </Note>
      );
    case 'accepted':
      return (
        <Note shape="waived" tone="plain">
          <b>
            {t('drawer.acceptedTitle', {
              day: formatShortDay(clock.until, now),
            })}
          </b>{' '}
          {runs}
        </Note>
      );
    case 'fixed':
    case 'none':
      return (
        <Note shape="info" tone="plain">
          {runs}
        </Note>
      );
    default:
      return clock satisfies never;
  }
}
